// How the network's weights start, where a layer does not say otherwise: a scheme, and its numbers if it has any.

import { floatAttr, type AttrSpec } from '../../core/attrs.ts';
import type { InitScheme } from '../../core/weights.ts';
import { setNetworkInitialisation } from '../../editor/commands/set-network-initialisation.ts';
import { useDocument, useServices } from '../services.tsx';
import { ChoiceSetting, NumberSetting } from './setting-field.tsx';

const schemes: readonly { readonly label: string; readonly start: InitScheme }[] = [
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

const numbers: Readonly<Record<string, AttrSpec<number>>> = {
  low: floatAttr({ label: 'From', help: 'The least value drawn.', default: -0.1 }),
  high: floatAttr({ label: 'To', help: 'The greatest value drawn.', default: 0.1 }),
  mean: floatAttr({ label: 'Mean', help: 'Mean of the values drawn.', default: 0 }),
  std: floatAttr({ label: 'Std. deviation', help: 'Standard deviation of the values drawn.', default: 0.01, min: 0 }),
  value: floatAttr({ label: 'Value', help: 'What every weight starts at.', default: 0.01 }),
  gain: floatAttr({ label: 'Gain', help: 'Multiplies the scheme’s own width, as in torch.nn.init.', default: 1, min: 0 }),
};

export function InitialWeightsSetting() {
  const { documents } = useServices();
  const initialisation = useDocument((state) => state.document.training.initialisation);
  const scheme = initialisation?.weight ?? { scheme: 'default' };
  const change = (weight: InitScheme) => documents.edit('Change the initial weights', (draft) => setNetworkInitialisation(draft, weight));
  return (
    <>
      <ChoiceSetting
        label="Initial weights" help="Of convolutions and linear layers; a layer may have its own in the inspector. Biases keep PyTorch’s default." value={scheme.scheme}
        options={schemes.map(({ label, start }) => ({ value: start.scheme, label }))}
        onChange={(name) => change(schemes.find(({ start }) => start.scheme === name)?.start ?? { scheme: 'default' })}
      />
      {Object.entries(scheme).map(([name, value]) => {
        const spec = numbers[name];
        // The name is one of this scheme's own, so the changed scheme is one too.
        return spec && <NumberSetting key={`${scheme.scheme} ${name}`} spec={spec} value={Number(value)} onChange={(next) => change({ ...scheme, [name]: next } as InitScheme)} />;
      })}
    </>
  );
}
