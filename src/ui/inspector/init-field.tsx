// How a node's weights start, where they do not start as the network's.

import { useId } from 'react';
import type { NodeRecord } from '../../core/graph.ts';
import type { InitScheme } from '../../core/weights.ts';
import { setInitialisation } from '../../editor/commands/set-initialisation.ts';
import { useServices } from '../services.tsx';

/** The schemes that need no numbers, as torch.nn.init calls them; numbered ones come from documents. */
const schemes: readonly { readonly scheme: InitScheme['scheme']; readonly label: string; readonly value: InitScheme }[] = [
  { scheme: 'default', label: 'PyTorch default', value: { scheme: 'default' } },
  { scheme: 'xavierUniform', label: 'Xavier uniform', value: { scheme: 'xavierUniform' } },
  { scheme: 'xavierNormal', label: 'Xavier normal', value: { scheme: 'xavierNormal' } },
  { scheme: 'heUniform', label: 'He uniform', value: { scheme: 'heUniform' } },
  { scheme: 'heNormal', label: 'He normal', value: { scheme: 'heNormal' } },
  { scheme: 'zeros', label: 'Zeros', value: { scheme: 'zeros' } },
];

export function InitField({ id, node }: { id: string; node: NodeRecord }) {
  const { documents } = useServices();
  const fieldId = useId();
  const scheme = node.initialisation?.weight?.scheme;
  const listed = scheme === undefined || schemes.some((option) => option.scheme === scheme);
  const choose = (chosen: string) => {
    const option = schemes.find((candidate) => candidate.scheme === chosen);
    documents.edit(`Set initial weights of ${node.name ?? id}`, (draft) =>
      setInitialisation(draft, id, option && { ...node.initialisation, weight: option.value }));
  };
  return (
    <div className="field">
      <label className="field-label" htmlFor={fieldId}>Initial weights</label>
      <select id={fieldId} className="select" value={scheme ?? ''} onChange={(event) => choose(event.target.value)}>
        <option value="">As the network</option>
        {schemes.map((option) => <option key={option.scheme} value={option.scheme}>{option.label}</option>)}
        {!listed && <option value={scheme}>{scheme}</option>}
      </select>
    </div>
  );
}
