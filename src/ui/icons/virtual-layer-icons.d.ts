// Made at build time by the plugin in vite.config.ts from the icon names that the layer kinds declare.

declare module 'virtual:layer-icons' {
  import type { LucideIcon } from 'lucide-react';

  export const layerIcons: Readonly<Record<string, LucideIcon>>;
}
