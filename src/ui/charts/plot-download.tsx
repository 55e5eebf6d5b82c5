// Takes a plot away: as SVG, as PNG, or its numbers as CSV. One control for every kind of plot.

import { Download, FileImage, FileSpreadsheet, Image } from 'lucide-react';
import { download, fileStem } from '../actions/files.ts';
import { Menu, MenuItem } from '../controls/menu.tsx';
import { useServices } from '../services.tsx';
import { csvText, type Table } from './table.ts';
import './plot-download.css';

type AnyCanvas = HTMLCanvasElement | OffscreenCanvas;

export interface PlotDownloadProps {
  /** What the plot shows, for the button and the file's name: "Loss". */
  readonly name: string;
  /** The plot as the text of an SVG file; absent where it has none. */
  readonly toSvg?: () => string;
  /** The plot on a canvas, best at twice its size on the page; drawn from the SVG where absent. */
  readonly canvas?: () => AnyCanvas;
  /** Its numbers; the first row names the columns. */
  readonly rows: () => Table;
}

/** A small button with a menu of files. What they hold is made when one is chosen. */
export function PlotDownload({ name, toSvg, canvas, rows }: PlotDownloadProps) {
  const { session } = useServices();
  const stem = fileStem(name);
  const save = async (ending: string, make: () => Blob | Promise<Blob>) => {
    try {
      download(`${stem}.${ending}`, await make());
    } catch (error) {
      session.notify({ tone: 'error', text: `${name} could not be saved as ${ending.toUpperCase()}: ${error instanceof Error ? error.message : String(error)}` });
    }
  };
  const picture = canvas ?? toSvg;
  return (
    <Menu
      align="end"
      trigger={<button type="button" className="plot-download" aria-label={`Download ${name}`} title={`Download ${name}`}><Download aria-hidden /></button>}
    >
      {toSvg && <MenuItem icon={Image} detail="Sharp at any size" onSelect={() => void save('svg', () => new Blob([toSvg()], { type: 'image/svg+xml' }))}>SVG</MenuItem>}
      {picture && <MenuItem icon={FileImage} detail="Pixels, at twice the size" onSelect={() => void save('png', async () => pngOf(await drawn(canvas, toSvg)))}>PNG</MenuItem>}
      <MenuItem icon={FileSpreadsheet} detail="The numbers" onSelect={() => void save('csv', () => new Blob([csvText(rows())], { type: 'text/csv' }))}>CSV</MenuItem>
    </Menu>
  );
}

async function drawn(canvas: PlotDownloadProps['canvas'], toSvg: PlotDownloadProps['toSvg']): Promise<AnyCanvas> {
  if (canvas) return canvas();
  return rasterise(toSvg?.() ?? '');
}

async function pngOf(canvas: AnyCanvas): Promise<Blob> {
  if (canvas instanceof OffscreenCanvas) return canvas.convertToBlob({ type: 'image/png' });
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error('the canvas has no pixels'))), 'image/png');
  });
}

/** An SVG file drawn at twice its size. */
async function rasterise(svg: string): Promise<OffscreenCanvas> {
  const image = new window.Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
  await image.decode();
  const canvas = new OffscreenCanvas(2 * image.naturalWidth, 2 * image.naturalHeight);
  canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height);
  return canvas;
}

/** An SVG of the page as a file: a copy in which every part carries the looks that stylesheets give it. */
export function svgFile(svg: SVGSVGElement): string {
  const copy = svg.cloneNode(true) as SVGSVGElement;
  const parts = [svg, ...svg.querySelectorAll('*')];
  [copy, ...copy.querySelectorAll('*')].forEach((part, i) => {
    const original = parts[i];
    if (!original) return;
    const style = getComputedStyle(original);
    for (const property of carried) part.setAttribute(property, style.getPropertyValue(property));
    part.removeAttribute('class');
    part.removeAttribute('style');
  });
  const { width, height } = svg.getBoundingClientRect();
  copy.setAttribute('xmlns', 'http://www.w3.org/2000/svg');
  copy.setAttribute('width', String(width));
  copy.setAttribute('height', String(height));
  return new XMLSerializer().serializeToString(copy);
}

const carried = ['fill', 'fill-opacity', 'stroke', 'stroke-width', 'stroke-opacity', 'stroke-dasharray', 'opacity', 'font-family', 'font-size', 'font-weight', 'text-anchor', 'dominant-baseline'];
