// Networks opened beside the runs to be looked at, never trained; one at a time. Where only the weights are others than those of
// the one that is open, they are exchanged and nothing is compiled again.

import type { WeightSet } from '../core/weights.ts';
import { startRun, type ActiveRun, type PrepareRun } from './active-run.ts';
import type { DataFacts, PreviewArgs, RunEvent } from './protocol.ts';

export interface Previews {
  /** Answers when the network is ready; the one before is freed, or has other weights from then on. */
  open(args: PreviewArgs, signal: AbortSignal): Promise<DataFacts>;
  /** Throws a sentence where none is open. */
  current(): ActiveRun;
  /** Gives the open one up, to be freed by the caller. */
  take(): ActiveRun | undefined;
}

interface Preview {
  readonly run: ActiveRun;
  /** Plan, settings and engine as JSON. */
  readonly network: string;
  readonly facts: () => DataFacts;
}

/** `closeLandscape` frees what was opened on a network. */
export function createPreviews(prepare: PrepareRun, closeLandscape: (run: ActiveRun) => Promise<void>): Previews {
  let preview: Preview | undefined;
  const openAnew = async (args: PreviewArgs, network: string, signal: AbortSignal): Promise<DataFacts> => {
    const before = preview;
    let facts: DataFacts | undefined;
    const report = (event: RunEvent) => { if (event.type === 'data') facts = event; };
    const run = startRun({
      async prepare(stopping) {
        if (before) await closeLandscape(before.run);
        await before?.run.dispose();
        return prepare({ ...args, run: 0 }, report, AbortSignal.any([stopping, signal]));
      },
      emit: () => undefined,
      paused: true,
    });
    const opened: Preview = {
      run, network,
      facts() {
        if (!facts) throw new Error('The data of the network told nothing of themselves.');
        const { dataset, classNames, trainingCount, validationCount } = facts;
        return { dataset, classNames, trainingCount, validationCount };
      },
    };
    preview = opened;
    await run.use(() => undefined);
    return opened.facts();
  };
  /** False where the open one is another network, or could not be opened. */
  const exchange = async ({ run }: Preview, weights: WeightSet): Promise<boolean> => {
    await closeLandscape(run);
    return run.use(({ session }) => session.writeWeights(weights)).then(() => true, () => false);
  };
  return {
    async open(args, signal) {
      const { weights, ...rest } = args;
      const network = JSON.stringify(rest);
      const held = preview;
      if (held && weights && held.network === network && await exchange(held, weights) && preview === held) return held.facts();
      return openAnew(args, network, signal);
    },
    current() {
      if (!preview) throw new Error('No network has been opened to look at; expected a preview first.');
      return preview.run;
    },
    take() {
      const taken = preview?.run;
      preview = undefined;
      return taken;
    },
  };
}
