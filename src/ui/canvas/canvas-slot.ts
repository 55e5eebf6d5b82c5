// What the rest of the page may ask of the canvas while one is mounted.

import type { Position } from '../../core/document.ts';

export interface CanvasHandle {
  /** Zooms and pans to these nodes, or to all. */
  fit(nodes?: readonly string[]): void;
  /** Pans to a node where it is out of sight. */
  reveal(node: string): void;
  /** The canvas is about to get another size: a network that was in view as a whole will be again, otherwise this node. */
  keepInView(node: string | undefined): void;
  /** Where a new card goes when nothing says otherwise: under the pointer, or the middle of the view. */
  place(): Position;
  /** Opens the search for a layer to add. */
  openQuickAdd(): void;
  zoomBy(factor: number): void;
  focus(): void;
}

/** Empty while no canvas is mounted. */
export interface CanvasSlot {
  current: CanvasHandle | undefined;
}
