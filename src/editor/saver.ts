// Saves shortly after a change: a burst of changes at once, a long one in between too, and never two saves at a time.

/** Long enough to take a burst of edits as one. */
const pauseMs = 250;
/** A change waits no longer than this, whatever follows it: with the write itself, less than a second. */
const longestMs = 600;

export interface Saver {
  /** There is something to save. */
  schedule(): void;
  /** Saves what there is now. Resolves when it is saved or has failed. */
  flush(): Promise<void>;
  /** Whether what was scheduled is not saved yet. */
  isBehind(): boolean;
  /** What is scheduled will be saved no more: it has been dealt with otherwise. */
  forget(): void;
}

/** `save` writes the state of the moment; where it rejects, the state is saved with the next change. */
export function createSaver(save: () => Promise<void>, onFailure: (error: unknown) => void): Saver {
  let timer: ReturnType<typeof setTimeout> | undefined;
  /** When the oldest change was made that is not saved. */
  let since: number | undefined;
  let changes = 0;
  let saved = 0;
  let writing: Promise<void> | undefined;

  const write = async (): Promise<void> => {
    const upTo = changes;
    since = undefined;
    try {
      await save();
      saved = Math.max(saved, upTo);
    } catch (error) {
      onFailure(error);
    }
  };
  const flush = async (): Promise<void> => {
    clearTimeout(timer);
    timer = undefined;
    await writing;
    if (saved >= changes) return;
    writing ??= write().finally(() => {
      writing = undefined;
    });
    await writing;
  };
  return {
    schedule() {
      changes++;
      const now = Date.now();
      since ??= now;
      clearTimeout(timer);
      timer = setTimeout(() => void flush(), Math.max(0, Math.min(pauseMs, since + longestMs - now)));
    },
    flush,
    isBehind: () => saved < changes,
    forget() {
      clearTimeout(timer);
      timer = undefined;
      since = undefined;
      saved = changes;
    },
  };
}
