// The icon that a layer kind names. Only icons that kinds name are in the bundle.

import { Box } from 'lucide-react';
import { useServices } from '../services.tsx';

/** A kind's icon in the colour of the category around it; a box for a name that lucide does not have. */
export function LayerIcon({ name }: { name: string }) {
  const Icon = useServices().layerIcons[name] ?? Box;
  return <Icon className="layer-icon" aria-hidden />;
}
