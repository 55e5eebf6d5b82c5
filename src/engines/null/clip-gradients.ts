// Gradient clipping in float64, as torch.nn.utils.clip_grad_norm_ and clip_grad_value_ do it.

import type { ClippingConfig } from '../../core/training-config.ts';
import type { Parameter } from './dense-network.ts';

/** Clips the gradients of the parameters that learn: their common Euclidean norm, or each number by itself. */
export function clipGradients({ type, max }: ClippingConfig, parameters: readonly Parameter[]): void {
  const gradients = parameters.filter(({ frozen }) => !frozen).map(({ gradient }) => gradient);
  const apply = (change: (g: number) => number) => {
    for (const gradient of gradients) gradient.forEach((g, i) => { gradient[i] = change(g); });
  };
  if (type === 'value') return apply((g) => Math.min(Math.max(g, -max), max));
  const norm = Math.sqrt(gradients.reduce((sum, gradient) => gradient.reduce((s, g) => s + g * g, sum), 0));
  const factor = Math.min(1, max / (norm + 1e-6));
  apply((g) => g * factor);
}
