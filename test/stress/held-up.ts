// Holds the thread it runs in up at random: before any kernel, and between the steps of the barrier. What it is held up
// by is sleep, of a few microseconds to some milliseconds, so that other threads get its core and the barrier's own
// sleeps end.

let active = false;
let state = Math.floor(Math.random() * 2 ** 32);
const word = new Int32Array(new SharedArrayBuffer(4));

function chance(): number {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
  return state / 2 ** 32;
}

function hesitate(likely: number): void {
  if (!active || chance() >= likely) return;
  // Mostly short, now and then much longer than the barrier sleeps.
  Atomics.wait(word, 0, 0, chance() < 0.9 ? 0.1 * chance() : 2 * chance());
}

/** Held up or not from now on. */
export function setHeldUp(held: boolean): void {
  active = held;
}

type Instantiate = (module: WebAssembly.Module, imports: { readonly env: object }) => Promise<WebAssembly.Instance>;

/** From now on the kernels that this thread instantiates are held up; the stress build of them asks for it. */
export function holdUp(): void {
  const place = WebAssembly as unknown as { instantiate: Instantiate };
  const instantiate = place.instantiate.bind(WebAssembly) as Instantiate;
  const late =
    (kernel: (...args: number[]) => number) =>
    (...args: number[]): number => {
      hesitate(0.03);
      return kernel(...args);
    };
  place.instantiate = async (module, { env }) => {
    const { exports } = await instantiate(module, { env: { ...env, hesitate: () => hesitate(0.1) } });
    const kernels = Object.entries(exports).map(([name, kernel]) => [
      name,
      late(kernel as (...args: number[]) => number),
    ]);
    return { exports: Object.fromEntries(kernels) as WebAssembly.Exports };
  };
  active = true;
}
