// Asks the worker to do what the next run would wait for: one preparation at a time, the latest.

import type { TrainingClient } from '../../training/client.ts';
import type { PrepareArgs } from '../../training/protocol.ts';

export interface Preparation {
  /** Prepares for a run as it would be started now, instead of what was being prepared. */
  begin(args: PrepareArgs): void;
  /** Ends what is being prepared. */
  cancel(): void;
}

export function createPreparation(client: TrainingClient): Preparation {
  let going: AbortController | undefined;
  const cancel = () => {
    going?.abort();
    going = undefined;
  };
  return {
    begin(args) {
      cancel();
      const controller = new AbortController();
      going = controller;
      // Whatever is wrong, Train will say so when it is pressed.
      client.call('prepare', args, { signal: controller.signal }).catch(() => undefined).finally(() => {
        if (going === controller) going = undefined;
      });
    },
    cancel,
  };
}
