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
