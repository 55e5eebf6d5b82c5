// Draws many small pictures a few a frame, so that a thousand of them leave the page smooth.

/** Of a frame, drawing may take so long. */
const budgetMs = 6;

/** By what is drawn, the newest drawing of it; those that wait longest come first. */
const waiting = new Map<object, () => void>();
let frame: number | undefined;

/** Draws `target` soon by `draw`, instead of what it waits to be drawn by; the answer takes it back. */
export function drawSoon(target: object, draw: () => void): () => void {
  waiting.set(target, draw);
  frame ??= requestAnimationFrame(drawSome);
  return () => {
    if (waiting.get(target) === draw) waiting.delete(target);
  };
}

function drawSome(): void {
  const untilMs = performance.now() + budgetMs;
  for (const [target, draw] of waiting) {
    waiting.delete(target);
    draw();
    if (performance.now() >= untilMs) break;
  }
  frame = waiting.size > 0 ? requestAnimationFrame(drawSome) : undefined;
}
