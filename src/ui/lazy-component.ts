// Components that are loaded when they are first shown.

import { lazy, type ComponentType, type LazyExoticComponent } from 'react';

/** The component that a module exports under `name`, as React's `lazy` wants it. */
export function lazyComponent<P, N extends string>(
  load: () => Promise<Readonly<Record<N, ComponentType<P>>>>, name: N,
): LazyExoticComponent<ComponentType<P>> {
  return lazy(async () => ({ default: (await load())[name] }));
}
