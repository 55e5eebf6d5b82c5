// A drawing as plain data: a few kinds of marks with the theme's colours by name. The same scene is painted on a canvas
// and written as SVG.

/** A custom property of the theme that is a colour. */
export type ColourToken = `--${string}`;

export type Mark =
  | {
      readonly type: 'line';
      /** Pairs of pixels, x before y; a pair of NaN is a gap. */
      readonly points: readonly number[];
      readonly stroke: ColourToken;
      readonly width: number;
      readonly dashes?: readonly number[];
      readonly opacity?: number;
      /** For those who read the file: which series it is. */
      readonly name?: string;
    }
  | { readonly type: 'area'; readonly points: readonly number[]; readonly fill: ColourToken; readonly opacity: number }
  | { readonly type: 'dots'; readonly points: readonly number[]; readonly radius: number; readonly fill: ColourToken }
  | { readonly type: 'rect'; readonly x: number; readonly y: number; readonly width: number; readonly height: number; readonly fill: ColourToken; readonly opacity?: number }
  | { readonly type: 'image'; readonly x: number; readonly y: number; readonly width: number; readonly height: number; readonly pixels: Pixels }
  | {
      readonly type: 'text';
      readonly text: string;
      readonly x: number;
      /** Middle of the line of text. */
      readonly y: number;
      readonly anchor: 'start' | 'middle' | 'end';
      readonly fill: ColourToken;
      readonly strong?: boolean;
    }
  | { readonly type: 'group'; readonly x: number; readonly y: number; readonly marks: readonly Mark[] };

/** A picture made of numbers, drawn with sharp edges however large. */
export interface Pixels {
  readonly columns: number;
  readonly rows: number;
  /** Red, green, blue and opacity, 0 to 255, row after row. */
  readonly data: Uint8ClampedArray<ArrayBuffer>;
}

/** Width of a text in CSS pixels. */
export type Measure = (text: string, strong?: boolean) => number;

export interface Scene {
  /** CSS pixels. */
  readonly width: number;
  readonly height: number;
  readonly marks: readonly Mark[];
}

/** How scenes look: sizes and colours of the theme in force. */
export interface SceneStyle {
  /** A font family as in CSS. */
  readonly font: string;
  readonly fontSize: number;
  /** A colour that a canvas or an SVG file understands. */
  colour(token: ColourToken): string;
}

/** As in CSS. */
export const textWeight = { plain: 400, strong: 500 } as const;

/** The font of a text mark, as in CSS. */
export function fontOf({ font, fontSize }: Pick<SceneStyle, 'font' | 'fontSize'>, strong = false): string {
  return `${strong ? textWeight.strong : textWeight.plain} ${fontSize}px ${font}`;
}

/** The text, cut with an ellipsis where it is wider than the room there is. */
export function shortened(text: string, room: number, measure: Measure, strong = false): string {
  if (measure(text, strong) <= room) return text;
  const letters = [...text];
  while (letters.length > 1 && measure(`${letters.join('')}…`, strong) > room) letters.pop();
  return `${letters.join('')}…`;
}

type Context = CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D;

/** Paints a scene over what is there; the context's units are CSS pixels. */
export function paintScene(context: Context, scene: Scene, style: SceneStyle): void {
  context.lineJoin = 'round';
  context.textBaseline = 'middle';
  paintMarks(context, scene.marks, style);
}

function paintMarks(context: Context, marks: readonly Mark[], style: SceneStyle): void {
  for (const mark of marks) {
    context.save();
    paintMark(context, mark, style);
    context.restore();
  }
}

function paintMark(context: Context, mark: Mark, style: SceneStyle): void {
  switch (mark.type) {
    case 'line': {
      context.strokeStyle = style.colour(mark.stroke);
      context.lineWidth = mark.width;
      context.globalAlpha = mark.opacity ?? 1;
      context.setLineDash([...(mark.dashes ?? [])]);
      context.beginPath();
      tracePoints(context, mark.points);
      context.stroke();
      break;
    }
    case 'area':
      context.fillStyle = style.colour(mark.fill);
      context.globalAlpha = mark.opacity;
      context.beginPath();
      tracePoints(context, mark.points);
      context.fill();
      break;
    case 'dots':
      context.fillStyle = style.colour(mark.fill);
      context.beginPath();
      for (let i = 0; i < mark.points.length; i += 2) {
        const [x = 0, y = 0] = [mark.points[i], mark.points[i + 1]];
        context.moveTo(x + mark.radius, y);
        context.arc(x, y, mark.radius, 0, 2 * Math.PI);
      }
      context.fill();
      break;
    case 'rect':
      context.fillStyle = style.colour(mark.fill);
      context.globalAlpha = mark.opacity ?? 1;
      context.fillRect(mark.x, mark.y, mark.width, mark.height);
      break;
    case 'image':
      context.imageSmoothingEnabled = false;
      context.drawImage(pixelCanvas(mark.pixels), mark.x, mark.y, mark.width, mark.height);
      break;
    case 'text':
      context.font = fontOf(style, mark.strong);
      context.fillStyle = style.colour(mark.fill);
      context.textAlign = mark.anchor === 'middle' ? 'center' : mark.anchor;
      context.fillText(mark.text, mark.x, mark.y);
      break;
    case 'group':
      context.translate(mark.x, mark.y);
      paintMarks(context, mark.marks, style);
      break;
  }
}

function pixelCanvas({ columns, rows, data }: Pixels): OffscreenCanvas {
  const canvas = new OffscreenCanvas(columns, rows);
  canvas.getContext('2d')?.putImageData(new ImageData(data, columns, rows), 0, 0);
  return canvas;
}

function tracePoints(context: Context, points: readonly number[]): void {
  let isDrawing = false;
  for (let i = 0; i < points.length; i += 2) {
    const x = points[i] as number;
    const y = points[i + 1] as number;
    if (Number.isNaN(x)) isDrawing = false;
    else if (isDrawing) context.lineTo(x, y);
    else {
      context.moveTo(x, y);
      isDrawing = true;
    }
  }
}
