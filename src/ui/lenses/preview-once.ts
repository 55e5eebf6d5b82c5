// The preview that the worker holds: opened once for all who look at the same network, until a run frees it.

import type { DataFacts } from '../../training/protocol.ts';

export interface HeldPreview {
  readonly facts: Promise<DataFacts>;
  /** Another number for each that was opened. */
  readonly version: number;
}

let versions = 0;
let held: (HeldPreview & { readonly key: readonly unknown[] }) | undefined;

/** The preview by a key, opened unless it is the one that is held; what fails is opened again by the next who asks. */
export function openOnce(key: readonly unknown[], open: () => Promise<DataFacts>): HeldPreview {
  if (held && held.key.length === key.length && held.key.every((part, i) => part === key[i])) return held;
  const opened = held = { key, facts: open(), version: ++versions };
  opened.facts.catch(() => { if (held === opened) held = undefined; });
  return opened;
}
