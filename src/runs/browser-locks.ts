// Locks that say to all pages what is alive: a lock goes with its page or worker, however that ends.

export interface Locks {
  /** Holds a name until the page or the worker ends; returns how to give it back before. */
  hold(name: string): () => void;
  /** Names that are held, in whatever page. */
  held(): Promise<string[]>;
}

/** Locks whose names begin alike. A browser without them has nothing alive. */
export function createLocks(prefix: string): Locks {
  return {
    hold(name) {
      let release: () => void = () => undefined;
      const held = new Promise<void>((resolve) => { release = resolve; });
      void navigator.locks?.request(`${prefix}${name}`, () => held);
      return release;
    },
    async held() {
      const { held = [] } = await navigator.locks?.query() ?? {};
      return held.flatMap(({ name }) => (name?.startsWith(prefix) ? [name.slice(prefix.length)] : []));
    },
  };
}
