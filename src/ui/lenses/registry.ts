// The lenses, in the order to show them: each looks at the network from one side, and is loaded when it is first opened.

import type { ComponentType } from 'react';
import { lazyComponent } from '../lazy-component.ts';
import type { LensNetwork } from './lens-network.ts';

export interface LensProps {
  readonly network: LensNetwork;
}

export interface Lens {
  /** Names it in the session. */
  readonly id: string;
  /** Sentence case. */
  readonly label: string;
  /** One sentence: what it shows. */
  readonly summary: string;
  readonly View: ComponentType<LensProps>;
  /** Fills the canvas's overlay of this lens while that is switched on; draws nothing itself. */
  readonly Overlay?: ComponentType<LensProps>;
  /** True where the overlay shows runs alone: no network is opened for it. */
  readonly overlaysRuns?: boolean;
}

export const lenses: readonly Lens[] = [
  {
    id: 'health', label: 'Health', summary: 'Whether signals and gradients pass through every layer, what hinders learning, and remedies.', overlaysRuns: true,
    View: lazyComponent(() => import('./health/health-lens.tsx'), 'HealthLens'), Overlay: lazyComponent(() => import('./health/health-overlay.tsx'), 'HealthOverlay'),
  },
  { id: 'arithmetic', label: 'Pixel arithmetic', summary: 'Takes one number of a layer’s output apart: the window, the kernel, the products and the sum.', View: lazyComponent(() => import('./arithmetic/arithmetic-lens.tsx'), 'ArithmeticLens') },
  {
    id: 'flow', label: 'Data flowing', summary: 'What every layer makes of one example, which pixels a unit sees, and how kernels change.',
    View: lazyComponent(() => import('./flow/flow-lens.tsx'), 'FlowLens'), Overlay: lazyComponent(() => import('./flow/flow-overlay.tsx'), 'FlowOverlay'),
  },
  { id: 'batch-norm', label: 'BatchNorm', summary: 'Batch and running statistics side by side, training against evaluation, and what momentum does.', View: lazyComponent(() => import('./batch-norm/batch-norm-lens.tsx'), 'BatchNormLens') },
  { id: 'predictions', label: 'Predictions', summary: 'Who is taken for whom, the worst mistakes, and what a class rests on.', View: lazyComponent(() => import('./predictions/predictions-lens.tsx'), 'PredictionsLens') },
  { id: 'decision', label: 'Decision', summary: 'What a network of one or two input numbers decides: its function or its regions, as they move.', View: lazyComponent(() => import('./decision/decision-lens.tsx'), 'DecisionLens') },
  { id: 'draw', label: 'Draw', summary: 'Draw or drop something and see what the network makes of it, layer by layer.', View: lazyComponent(() => import('./draw/draw-lens.tsx'), 'DrawLens') },
  { id: 'landscape', label: 'Loss landscape', summary: 'The loss over two weights or two directions, and the run’s way through it.', View: lazyComponent(() => import('./landscape/landscape-lens.tsx'), 'LandscapeLens') },
];
