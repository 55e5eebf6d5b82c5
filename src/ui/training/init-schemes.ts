// The schemes of initial weights as people choose them, for the network and for a layer.

import { floatAttr, type AttrSpec } from '../../core/attrs.ts';
import type { InitScheme } from '../../core/weights.ts';

/** In the order to show them, each as it starts when chosen. */
export const initSchemes: readonly { readonly label: string; readonly start: InitScheme }[] = [
  { label: 'As PyTorch', start: { scheme: 'default' } },
  { label: 'Xavier uniform', start: { scheme: 'xavierUniform' } },
  { label: 'Xavier normal', start: { scheme: 'xavierNormal' } },
  { label: 'He uniform', start: { scheme: 'heUniform' } },
  { label: 'He normal', start: { scheme: 'heNormal' } },
  { label: 'Uniform', start: { scheme: 'uniform', low: -0.1, high: 0.1 } },
  { label: 'Normal', start: { scheme: 'normal', mean: 0, std: 0.01 } },
  { label: 'Constant', start: { scheme: 'constant', value: 0.01 } },
  { label: 'Zeros', start: { scheme: 'zeros' } },
];

/** The numbers that schemes have, by name. */
const initNumbers: Readonly<Record<string, AttrSpec<number>>> = {
  low: floatAttr({ label: 'From', help: 'The least value drawn.', default: -0.1 }),
  high: floatAttr({ label: 'To', help: 'The greatest value drawn.', default: 0.1 }),
  mean: floatAttr({ label: 'Mean', help: 'Mean of the values drawn.', default: 0 }),
  std: floatAttr({ label: 'Std. deviation', help: 'Standard deviation of the values drawn.', default: 0.01, min: 0 }),
  value: floatAttr({ label: 'Value', help: 'What every weight starts at.', default: 0.01 }),
  gain: floatAttr({ label: 'Gain', help: 'Multiplies the scheme’s own width, as in torch.nn.init.', default: 1, min: 0 }),
};

export interface InitNumber {
  readonly name: string;
  readonly spec: AttrSpec<number>;
  readonly value: number;
  /** The scheme with another value there. */
  with(value: number): InitScheme;
}

/** The numbers of a scheme, to be shown and changed. */
export function initNumbersOf(scheme: InitScheme): InitNumber[] {
  return Object.entries(scheme).flatMap(([name, value]) => {
    const spec = initNumbers[name];
    // The name is one of this scheme's own, so the changed scheme is one too.
    return spec ? [{ name, spec, value: Number(value), with: (next) => ({ ...scheme, [name]: next }) as InitScheme }] : [];
  });
}
