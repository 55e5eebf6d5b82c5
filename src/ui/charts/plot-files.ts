// A plot as files. Every picture is framed alike, with its title and what it is of, on white: files are printed and put
// into documents, whatever the theme of the page. Loaded when the first file is asked for.

import { fileStem } from '../actions/files.ts';
import { paintScene, shortened, type Measure, type Pixels, type Scene, type SceneStyle } from './scene.ts';
import { fileColour, inLightTheme, sceneStyle, textRuler } from './scene-style.ts';
import { wrapped } from './sheet-scene.ts';
import { sceneSvg } from './scene-svg.ts';
import type { PlotSubject } from './plot-subject.ts';
import { csvText, type Table } from './table.ts';

/** How a plot is drawn for a file: as a scene, from its own values, or as the SVG that the page shows. */
export type Drawing =
  | { readonly scene: (measure: Measure) => Scene | undefined | Promise<Scene | undefined> }
  | {
      readonly svg: () => SVGSVGElement | null;
      /** What the page says beside it: a legend, figures. */
      readonly note?: string;
    };

export interface Plot {
  /** Sentence case: "Confusion matrix". */
  readonly name: string;
  readonly subject: PlotSubject;
  readonly drawing?: Drawing | undefined;
  /** The first row names the columns. */
  readonly rows: () => Table;
}

export type PlotKind = 'svg' | 'png' | 'csv';

/** Pixels of a PNG for each CSS pixel. */
const ratio = 2;

export async function plotBlob(plot: Plot, kind: PlotKind): Promise<Blob> {
  if (kind === 'csv') return new Blob([csvText(plot.rows())], { type: 'text/csv;charset=utf-8' });
  const { scene, style, inner } = await framed(plot);
  const svg = () => sceneSvg(scene, style, plot.name, pngUrl, inner);
  if (kind === 'svg') return new Blob([svg()], { type: 'image/svg+xml' });
  const canvas = new OffscreenCanvas(Math.ceil(scene.width * ratio), Math.ceil(scene.height * ratio));
  const context = canvas.getContext('2d');
  if (!context) throw new Error('this browser gives no canvas to draw on');
  context.scale(ratio, ratio);
  if (inner.length > 0) context.drawImage(await imageOf(svg()), 0, 0, scene.width, scene.height);
  else paintScene(context, scene, style);
  return canvas.convertToBlob({ type: 'image/png' });
}

/** Longer names are cut, between words where they have some: files must not have names of more than 255 bytes. */
const longest = { network: 40, plot: 70 };

/** "mnist-cnn-predictions-confusion-matrix-step-240.svg". */
export function plotFileName({ name, subject: { network = '', lens = '', step } }: Pick<Plot, 'name' | 'subject'>, kind: PlotKind): string {
  const parts = [cut(network, longest.network), lens === name ? '' : lens, cut(name, longest.plot), step === undefined ? '' : `step ${step}`];
  return `${fileStem(parts.join(' '))}.${kind}`;
}

function cut(text: string, most: number): string {
  if (text.length <= most) return text;
  const space = text.lastIndexOf(' ', most);
  return text.slice(0, space > most / 2 ? space : most);
}

/** Of what is drawn, in CSS pixels: a title and what it is of need some. */
const leastWidth = 280;
const margin = 12;
const titleHeight = 20;
const subjectHeight = 16;
const noteHeight = 16;
const gap = 4;

interface Framed {
  readonly scene: Scene;
  readonly style: SceneStyle;
  /** What is SVG already. */
  readonly inner: readonly string[];
}

/** The plot under its title, and what it is of in a second line. */
async function framed({ name, subject: { network, lens, step }, drawing }: Plot): Promise<Framed> {
  const style = fileStyle();
  const measure = textRuler(style);
  const of = [lens === name ? undefined : lens, step === undefined ? undefined : `step ${step.toLocaleString('en-US')}`, network].filter(Boolean).join(' · ');
  const top = margin + titleHeight + (of === '' ? 0 : subjectHeight) + gap;
  const plot = drawing && 'scene' in drawing ? await drawing.scene(measure) : undefined;
  const svg = drawing && 'svg' in drawing ? drawing.svg() : null;
  const copied = svg && svgCopy(svg, margin, top);
  const width = Math.max(plot?.width ?? 0, copied?.width ?? 0, measure(name, true), leastWidth) + 2 * margin;
  const notes = drawing && 'svg' in drawing && drawing.note !== undefined ? wrapped(drawing.note, width - 2 * margin, measure) : [];
  const end = top + Math.max(plot?.height ?? 0, copied?.height ?? 0);
  const height = end + notes.length * noteHeight + margin;
  return {
    style,
    inner: copied ? [copied.text] : [],
    scene: {
      width: Math.ceil(width), height: Math.ceil(height),
      marks: [
        { type: 'rect', x: 0, y: 0, width: Math.ceil(width), height: Math.ceil(height), fill: '--surface' },
        { type: 'text', text: name, x: margin, y: margin + titleHeight / 2, anchor: 'start', fill: '--text', strong: true },
        ...(of === '' ? [] : [{ type: 'text', text: shortened(of, width - 2 * margin, measure), x: margin, y: margin + titleHeight + subjectHeight / 2 - 2, anchor: 'start', fill: '--text-quiet' } as const]),
        ...notes.map((text, i) => ({ type: 'text', text, x: margin, y: end + (i + 0.5) * noteHeight, anchor: 'start', fill: '--text-quiet' } as const)),
        ...(plot ? [{ type: 'group', x: margin, y: top, marks: plot.marks } as const] : []),
      ],
    },
  };
}

/** The light theme's, with colours that every program reads. */
function fileStyle(): SceneStyle {
  const colours = new Map<string, string>();
  const { font, fontSize } = inLightTheme(sceneStyle);
  return {
    font, fontSize,
    colour(token) {
      const known = colours.get(token) ?? fileColour(inLightTheme((host) => sceneStyle(host).colour(token))).hex;
      colours.set(token, known);
      return known;
    },
  };
}

/** Properties that stylesheets give to parts of an SVG, and that its file must carry itself. */
const carried = ['fill-opacity', 'stroke-opacity', 'stroke-width', 'stroke-dasharray', 'opacity', 'paint-order', 'font-family', 'font-size', 'font-weight', 'text-anchor', 'dominant-baseline', 'vector-effect'];
/** What makes a page work, and means nothing in a file. */
const left = new Set(['class', 'style', 'tabindex', 'role']);

/** A copy of an SVG of the page at a place, in the light theme, in which every part carries its looks. */
function svgCopy(svg: SVGSVGElement, x: number, y: number): { readonly text: string; readonly width: number; readonly height: number } {
  const shown = svg.getBoundingClientRect();
  // One that follows the room there is may be small on the page.
  const by = svg.hasAttribute('viewBox') ? Math.max(1, leastWidth / shown.width) : 1;
  const [width, height] = [shown.width * by, shown.height * by];
  return inLightTheme((host) => {
    const copy = svg.cloneNode(true) as SVGSVGElement;
    host.append(copy);
    const parts = [copy, ...copy.querySelectorAll<SVGElement>('*')];
    const looks = parts.map((part) => {
      const style = getComputedStyle(part);
      return [...carried.map((property) => [property, style.getPropertyValue(property)] as const), ...(['fill', 'stroke'] as const).flatMap((paint) => paintOf(paint, style))];
    });
    parts.forEach((part, i) => {
      for (const name of part.getAttributeNames()) if (left.has(name) || name.startsWith('data-') || name.startsWith('aria-value')) part.removeAttribute(name);
      for (const [property, value] of looks[i] ?? []) part.setAttribute(property, value);
    });
    for (const [name, value] of Object.entries({ x, y, width, height })) copy.setAttribute(name, String(value));
    return { text: new XMLSerializer().serializeToString(copy), width, height };
  });
}

function paintOf(property: 'fill' | 'stroke', style: CSSStyleDeclaration): (readonly [string, string])[] {
  const value = style.getPropertyValue(property);
  if (value === 'none') return [[property, value]];
  const { hex, opacity } = fileColour(value);
  if (opacity === 0) return [[property, 'none']];
  return [[property, hex], [`${property}-opacity`, String(opacity * Number(style.getPropertyValue(`${property}-opacity`)))]];
}

function pngUrl({ columns, rows, data }: Pixels): string {
  const canvas = document.createElement('canvas');
  Object.assign(canvas, { width: columns, height: rows });
  canvas.getContext('2d')?.putImageData(new ImageData(data, columns, rows), 0, 0);
  return canvas.toDataURL('image/png');
}

async function imageOf(svg: string): Promise<HTMLImageElement> {
  const image = new window.Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
  await image.decode();
  return image;
}
