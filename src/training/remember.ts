// Work that need not be done again for the next run: the same data, prepared the same way; the same network, measured.

/** `work` that answers at once where the last answer worth keeping was to the same question (by JSON of `keyOf`). */
export function rememberLast<Args, Result>(
  work: (args: Args) => Promise<Result>,
  keyOf: (args: Args) => unknown,
  isWorthKeeping: (result: Result, args: Args) => boolean = () => true,
): (args: Args) => Promise<Result> {
  let kept: { readonly key: string; readonly result: Result } | undefined;
  return async (args) => {
    const key = JSON.stringify(keyOf(args));
    if (kept?.key === key) return kept.result;
    const result = await work(args);
    if (isWorthKeeping(result, args)) kept = { key, result };
    return result;
  };
}

/** Who asks for shared work. */
export interface Asker {
  /** Raised where this asker no longer waits. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * `work` that several may wait for: who asks the same question (by JSON of `keyOf`) while it is being worked on, joins. The
 * work goes on while anyone waits, and what it tells on the way is told to all (`tellAll` makes the arguments for that).
 */
export function shareWork<Args extends Asker, Result>(
  work: (args: Args) => Promise<Result>,
  keyOf: (args: Args) => unknown,
  tellAll: (first: Args, askers: ReadonlySet<Args>) => Args = (first) => first,
): (args: Args) => Promise<Result> {
  const going = new Map<string, SharedWork<Args, Result>>();
  const begin = (key: string, first: Args): SharedWork<Args, Result> => {
    const stopping = new AbortController();
    const askers = new Set<Args>();
    const result = work({ ...tellAll(first, askers), signal: stopping.signal });
    const begun = { askers, stopping, result };
    going.set(key, begun);
    const forget = () => {
      if (going.get(key) === begun) going.delete(key);
    };
    result.then(forget, forget);
    return begun;
  };
  return async (args) => {
    args.signal?.throwIfAborted();
    const key = JSON.stringify(keyOf(args));
    const known = going.get(key);
    const shared = known && !known.stopping.signal.aborted ? known : begin(key, args);
    shared.askers.add(args);
    return new Promise((resolve, reject) => {
      const leave = () => {
        shared.askers.delete(args);
        if (shared.askers.size === 0) shared.stopping.abort(args.signal?.reason);
        reject(args.signal?.reason);
      };
      args.signal?.addEventListener('abort', leave, { once: true });
      shared.result.then(resolve, reject).finally(() => args.signal?.removeEventListener('abort', leave));
    });
  };
}

interface SharedWork<Args, Result> {
  readonly askers: Set<Args>;
  readonly stopping: AbortController;
  readonly result: Promise<Result>;
}
