// A scene as the text of an SVG file, which every browser and drawing program opens.

import { textWeight, type Mark, type Scene, type SceneStyle } from './scene.ts';

/** The scene as an SVG file on a ground of its own. */
export function sceneSvg({ width, height, marks }: Scene, style: SceneStyle, title: string): string {
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="${escapeXml(style.font)}" font-size="${style.fontSize}" role="img">`,
    `  <title>${escapeXml(title)}</title>`,
    ...marks.map((mark) => `  ${markSvg(mark, style)}`),
    '</svg>',
    '',
  ].join('\n');
}

function markSvg(mark: Mark, style: SceneStyle): string {
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
    case 'rect':
      return `<rect x="${short(mark.x)}" y="${short(mark.y)}" width="${short(mark.width)}" height="${short(mark.height)}" fill="${style.colour(mark.fill)}"/>`;
    case 'text': {
      const weight = mark.strong ? ` font-weight="${textWeight.strong}"` : '';
      return `<text x="${short(mark.x)}" y="${short(mark.y)}" text-anchor="${mark.anchor}" dominant-baseline="central" fill="${style.colour(mark.fill)}"${weight}>${escapeXml(mark.text)}</text>`;
    }
    case 'group':
      return `<g transform="translate(${short(mark.x)} ${short(mark.y)})">${mark.marks.map((inner) => markSvg(inner, style)).join('')}</g>`;
  }
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
