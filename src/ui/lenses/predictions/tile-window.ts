// Which of many equal tiles are drawn: those in sight and a row at either side.

export interface TileWindow {
  /** Tiles in a row. */
  readonly columns: number;
  /** A half-open range of tiles, in whole rows. */
  readonly first: number;
  readonly end: number;
}

export interface Sight {
  readonly width: number;
  readonly height: number;
  /** Scrolled away above, in the same pixels. */
  readonly top: number;
}

export function tileWindow(count: number, tile: { readonly width: number; readonly height: number }, { width, height, top }: Sight): TileWindow {
  const columns = Math.max(1, Math.floor(width / tile.width));
  const rows = Math.ceil(count / columns);
  const from = Math.min(Math.max(0, Math.floor(top / tile.height) - 1), Math.max(0, rows - 1));
  const to = Math.ceil((top + height) / tile.height) + 1;
  return { columns, first: from * columns, end: Math.min(count, to * columns) };
}
