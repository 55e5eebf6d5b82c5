// How the network's weights start, where a layer does not say otherwise: a scheme, and its numbers if it has any.

import type { InitScheme } from '../../core/weights.ts';
import { setNetworkInitialisation } from '../../editor/commands/set-network-initialisation.ts';
import { useDocument, useServices } from '../services.tsx';
import { initNumbersOf, initSchemes } from './init-schemes.ts';
import { ChoiceSetting, NumberSetting } from './setting-field.tsx';

export function InitialWeightsSetting() {
  const { documents } = useServices();
  const initialisation = useDocument((state) => state.document.training.initialisation);
  const scheme = initialisation?.weight ?? { scheme: 'default' };
  const change = (weight: InitScheme) => documents.edit('Change the initial weights', (draft) => setNetworkInitialisation(draft, weight));
  return (
    <>
      <ChoiceSetting
        label="Initial weights" help="Of convolutions and linear layers; a layer may have its own in the inspector. Biases keep PyTorch’s default." value={scheme.scheme}
        options={initSchemes.map(({ label, start }) => ({ value: start.scheme, label }))}
        onChange={(name) => change(initSchemes.find(({ start }) => start.scheme === name)?.start ?? { scheme: 'default' })}
      />
      {initNumbersOf(scheme).map(({ name, spec, value, with: withValue }) => (
        <NumberSetting key={`${scheme.scheme} ${name}`} spec={spec} value={value} onChange={(next) => change(withValue(next))} />
      ))}
    </>
  );
}
