// What the page was seen to hold and since when, by which it is judged what a killed page may have lost.

/** "place conv1", "notes": one thing that a person sees and would miss. */
export type State = Readonly<Record<string, string>>;

export interface Traces {
  /** A value is being brought into the page, and may be there already; returns what says that it surely is. */
  begin(key: string, value: string): () => void;
  /** Values as the page shows them; keys of two words that are missing are gone from it. */
  observe(state: State): void;
  /** While a gesture ends: its outcome is not known yet for keys that begin so. Returns what ends that. */
  unsure(prefix: string): () => void;
  /** The page shows something else meanwhile: a field that is being typed in. Returns what ends that. */
  hide(key: string): () => void;
  /** Complaints about what was found of all this after the page died at `deathMs`. */
  judge(found: State, deathMs: number): readonly string[];
}

export const absent = '(absent)';
/** What is younger may be lost. */
const graceMs = 1000;

export function createTraces(now: () => number = () => performance.now()): Traces {
  const histories = new Map<string, { readonly value: string; sinceMs: number }[]>();
  const uncertain = new Set<string>();
  const hidden = new Set<string>();
  const historyOf = (key: string) => {
    const history = histories.get(key) ?? [{ value: absent, sinceMs: -Infinity }];
    histories.set(key, history);
    return history;
  };
  const within = (set: Set<string>, item: string) => {
    set.add(item);
    return () => { set.delete(item); };
  };
  return {
    begin(key, value) {
      const entry = { value, sinceMs: Infinity };
      historyOf(key).push(entry);
      return () => { entry.sinceMs = now(); };
    },
    observe(state) {
      for (const key of new Set([...Object.keys(state), ...histories.keys()])) {
        if (hidden.has(key) || (!(key in state) && !key.includes(' '))) continue;
        const value = state[key] ?? absent;
        const history = historyOf(key);
        if (history.at(-1)?.value !== value) history.push({ value, sinceMs: now() });
      }
    },
    unsure: (prefix) => within(uncertain, prefix),
    hide: (key) => within(hidden, key),
    judge(found, deathMs) {
      const complaints: string[] = [];
      for (const key of new Set([...Object.keys(found), ...histories.keys()])) {
        if ([...uncertain].some((prefix) => key.startsWith(prefix))) continue;
        const history = histories.get(key) ?? [{ value: absent, sinceMs: -Infinity }];
        const safe = history.findLastIndex(({ sinceMs }) => sinceMs <= deathMs - graceMs);
        const allowed = history.slice(Math.max(0, safe)).map(({ value }) => value);
        const value = found[key] ?? absent;
        if (allowed.includes(value)) continue;
        const age = deathMs - (history[safe]?.sinceMs ?? deathMs);
        complaints.push(`${key}: expected ${JSON.stringify(allowed[0])}, ${(age / 1000).toFixed(1)} s old, or later; found ${JSON.stringify(value)}`);
      }
      return complaints;
    },
  };
}
