// Modules that the plugins in vite.config.ts make at build time.

/** The lucide icons that the layer kinds name. */
declare module 'virtual:layer-icons' {
  import type { LucideIcon } from 'lucide-react';

  export const layerIcons: Readonly<Record<string, LucideIcon>>;
}

/** What is known of every dataset before it is loaded. */
declare module 'virtual:dataset-facts' {
  import type { DatasetInfo } from '../core/data.ts';

  export const datasetFacts: readonly DatasetInfo[];
}
