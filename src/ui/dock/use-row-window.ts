// Which rows of a long table are drawn: those in sight and some around them, in whole blocks, so that scrolling draws
// anew only now and then. All rows are equally high.

import { useCallback, type RefObject } from 'react';
import { useScrolled } from '../use-scrolled.ts';

const block = 50;

/** A half-open range of rows. */
export interface RowWindow {
  readonly first: number;
  readonly end: number;
  /** Height of a row in CSS pixels; 0 until one has been drawn. */
  readonly rowHeight: number;
}

/** The rows that are drawn when `top` pixels are scrolled away and `height` are in sight: a block more at either side. */
export function rowWindow(count: number, rowHeight: number, top: number, height: number): RowWindow {
  const blockHeight = block * rowHeight;
  const [from, to] = rowHeight > 0 ? [Math.floor(top / blockHeight), Math.ceil((top + height) / blockHeight)] : [0, 1];
  return { first: Math.min(Math.max(0, (from - 1) * block), count), end: Math.min((to + 1) * block, count), rowHeight };
}

/** Follows the scrolling and resizing of `scroller`, whose rows are marked by `aria-rowindex`. */
export function useRowWindow(count: number, scroller: RefObject<HTMLElement | null>): RowWindow {
  const read = useCallback((element: HTMLElement) => {
    const rowHeight = element.querySelector('tbody [aria-rowindex]')?.getBoundingClientRect().height ?? 0;
    return rowWindow(count, rowHeight, element.scrollTop, element.clientHeight);
  }, [count]);
  return useScrolled(scroller, rowWindow(count, 0, 0, 0), read);
}
