// A scene as the text of an SVG file, which every browser and drawing program opens.

import { textWeight, type Mark, type Pixels, type Scene, type SceneStyle } from './scene.ts';

/** A PNG file as a data address. */
export type EncodePixels = (pixels: Pixels) => string;

/** The scene as an SVG file, with what `inner` adds to it, SVG already. */
export function sceneSvg({ width, height, marks }: Scene, style: SceneStyle, title: string, encode: EncodePixels, inner: readonly string[] = []): string {
  return xmlText([
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="${escapeXml(style.font)}" font-size="${style.fontSize}" role="img">`,
    `  <title>${escapeXml(title)}</title>`,
    ...marks.map((mark) => `  ${markSvg(mark, style, encode)}`),
    ...inner,
    '</svg>',
    '',
  ].join('\n'));
}

/** Names may hold what no XML file may: control characters and halves of pairs. */
function xmlText(text: string): string {
  // oxlint-disable-next-line eslint/no-control-regex
  return text.toWellFormed().replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '\ufffd');
}

function markSvg(mark: Mark, style: SceneStyle, encode: EncodePixels): string {
  switch (mark.type) {
    case 'line': {
      const label = mark.name === undefined ? '' : ` aria-label="${escapeXml(mark.name)}"`;
      const dashes = mark.dashes ? ` stroke-dasharray="${mark.dashes.join(' ')}"` : '';
      const opacity = mark.opacity === undefined ? '' : ` stroke-opacity="${mark.opacity}"`;
      return `<path d="${pathOf(mark.points)}" fill="none" stroke="${style.colour(mark.stroke)}" stroke-width="${mark.width}" stroke-linejoin="round"${dashes}${opacity}${label}/>`;
    }
    case 'area':
      return `<path d="${pathOf(mark.points)}Z" fill="${style.colour(mark.fill)}" fill-opacity="${mark.opacity}"/>`;
    case 'dots': {
      const circles: string[] = [];
      for (let i = 0; i < mark.points.length; i += 2) circles.push(`<circle cx="${short(mark.points[i])}" cy="${short(mark.points[i + 1])}" r="${mark.radius}"/>`);
      return `<g fill="${style.colour(mark.fill)}">${circles.join('')}</g>`;
    }
    case 'rect': {
      const opacity = mark.opacity === undefined ? '' : ` fill-opacity="${short(mark.opacity)}"`;
      return `<rect ${boxOf(mark)} fill="${style.colour(mark.fill)}"${opacity}/>`;
    }
    case 'image':
      return `<image ${boxOf(mark)} preserveAspectRatio="none" image-rendering="pixelated" href="${encode(mark.pixels)}"/>`;
    case 'text': {
      const weight = mark.strong ? ` font-weight="${textWeight.strong}"` : '';
      return `<text x="${short(mark.x)}" y="${short(mark.y)}" text-anchor="${mark.anchor}" dominant-baseline="central" fill="${style.colour(mark.fill)}"${weight}>${escapeXml(mark.text)}</text>`;
    }
    case 'group':
      return `<g transform="translate(${short(mark.x)} ${short(mark.y)})">${mark.marks.map((inner) => markSvg(inner, style, encode)).join('')}</g>`;
  }
}

function boxOf({ x, y, width, height }: { readonly x: number; readonly y: number; readonly width: number; readonly height: number }): string {
  return `x="${short(x)}" y="${short(y)}" width="${short(width)}" height="${short(height)}"`;
}

function pathOf(points: readonly number[]): string {
  const parts: string[] = [];
  let command = 'M';
  for (let i = 0; i < points.length; i += 2) {
    if (Number.isNaN(points[i])) command = 'M';
    else {
      parts.push(`${command}${short(points[i])} ${short(points[i + 1])}`);
      command = 'L';
    }
  }
  return parts.join('');
}

/** Hundredths of a pixel are enough. */
function short(value = 0): string {
  return String(Number(value.toFixed(2)));
}

function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
