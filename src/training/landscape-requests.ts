// Requests about the loss landscape: one is open at a time, and is freed with the network that it belongs to.

import type { ActiveRun } from './active-run.ts';
import type { Handlers } from './channel.ts';
import { openLandscape, type Landscape } from './landscape.ts';
import type { NetworkName } from './protocol.ts';

export interface LandscapeRequests {
  readonly handlers: Pick<Handlers, 'openLandscape' | 'landscapeLosses' | 'landscapePath'>;
  /** Frees the landscape, or that of `run` alone. */
  close(run?: ActiveRun): Promise<void>;
}

/** `find` gives the network that a request means, or throws a sentence. */
export function createLandscapeRequests(find: (name?: NetworkName) => ActiveRun): LandscapeRequests {
  let open: { readonly run: ActiveRun; readonly landscape: Promise<Landscape> } | undefined;
  const close = async (run?: ActiveRun): Promise<void> => {
    if (!open || (run && open.run !== run)) return;
    const { landscape } = open;
    open = undefined;
    // One that could not be opened has nothing to free.
    await landscape.then((opened) => opened.dispose(), () => undefined);
  };
  const current = (): Promise<Landscape> => {
    if (!open) throw new Error('No loss landscape is open; expected it to be opened first.');
    return open.landscape;
  };
  return {
    handlers: {
      async openLandscape(args) {
        const run = find(args.network);
        const closed = close();
        const landscape = closed.then(() => openLandscape(run, args));
        open = { run, landscape };
        const { facts } = await landscape;
        return facts;
      },
      landscapeLosses: async ({ points }, signal) => (await current()).losses(points, signal),
      landscapePath: async () => (await current()).path(),
    },
    close,
  };
}
