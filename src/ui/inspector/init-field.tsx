// How a node's weights start, where they do not start as the network's: a scheme, and its numbers if it has any.

import { useId } from 'react';
import type { NodeRecord } from '../../core/graph.ts';
import type { InitScheme } from '../../core/weights.ts';
import { setInitialisation } from '../../editor/commands/set-initialisation.ts';
import { exactCount } from '../format.ts';
import { useServices } from '../services.tsx';
import { initNumbersOf, initSchemes } from '../training/init-schemes.ts';
import { AttrField } from './attr-field.tsx';

export function InitField({ id, node }: { id: string; node: NodeRecord }) {
  const { documents } = useServices();
  const fieldId = useId();
  const scheme = node.initialisation?.weight;
  const change = (weight: InitScheme | undefined, mergeKey?: string) => {
    documents.edit(
      `Set initial weights of ${node.name ?? id}`,
      (draft) => setInitialisation(draft, id, weight && { ...node.initialisation, weight }),
      mergeKey === undefined ? undefined : { mergeKey },
    );
  };
  return (
    <>
      <div className="field">
        <label className="field-label" htmlFor={fieldId}>Initial weights</label>
        <select
          id={fieldId} className="select" value={scheme?.scheme ?? ''}
          onChange={({ target }) => change(initSchemes.find(({ start }) => start.scheme === target.value)?.start)}
        >
          <option value="">As the network</option>
          {scheme?.scheme === 'values' && <option value="values">{scheme.values.length === 1 ? '1 given number' : `${exactCount(scheme.values.length)} given numbers`}</option>}
          {initSchemes.map(({ label, start }) => <option key={start.scheme} value={start.scheme}>{label}</option>)}
        </select>
      </div>
      {scheme && initNumbersOf(scheme).map(({ name, spec, value, with: withValue }) => (
        <AttrField
          key={`${scheme.scheme} ${name}`} name={name} spec={spec} value={value} problems={[]}
          onChange={(next) => change(withValue(Number(next)), `${id} initial ${name}`)} onDone={documents.seal}
        />
      ))}
    </>
  );
}
