// Which wire lies under a point of the screen.

/** Id of the wire at a client point, whatever else covers it. */
export function wireAt({ x, y }: { x: number; y: number }): string | undefined {
  for (const element of document.elementsFromPoint(x, y)) {
    const id = element.closest('.react-flow__edge')?.getAttribute('data-id');
    if (id) return id;
  }
  return undefined;
}
