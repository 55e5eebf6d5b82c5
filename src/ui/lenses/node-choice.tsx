// The node that a lens looks at: the one selected on the canvas where the lens can show it, otherwise the one before.

import { useEffect, useId } from 'react';
import { create } from 'zustand';
import { nodeLabel } from '../../core/graph.ts';
import { useServices, useSession } from '../services.tsx';
import type { LensNetwork } from './lens-network.ts';
import '../controls/field.css';

/** The last node that each lens looked at, by the lens's id; kept while the page is open. */
const useLastNodes = create<Readonly<Record<string, string>>>(() => ({}));

/** The id of the node to look at among `ids`, `usual` where none of them was chosen yet; undefined only where there are none. */
export function useNodeChoice(lens: string, ids: readonly string[], usual = ids[0]): string | undefined {
  const selected = useSession((state) => (state.selectedNodes.length === 1 ? state.selectedNodes[0] : undefined));
  const last = useLastNodes((state) => state[lens]);
  const wanted = selected !== undefined && ids.includes(selected) ? selected : last;
  useEffect(() => {
    if (wanted !== undefined && wanted !== last) useLastNodes.setState({ [lens]: wanted });
  }, [lens, wanted, last]);
  return ids.find((id) => id === wanted) ?? usual;
}

export interface NodePickerProps {
  readonly lens: string;
  readonly network: LensNetwork;
  readonly ids: readonly string[];
  readonly value: string;
}

/** Chooses among `ids`, and selects the node on the canvas where it is there. */
export function NodePicker({ lens, network, ids, value }: NodePickerProps) {
  const { session, documents } = useServices();
  const id = useId();
  const choose = (node: string) => {
    useLastNodes.setState({ [lens]: node });
    if (Object.hasOwn(documents.getState().document.graph.nodes, node)) session.select([node]);
  };
  return (
    <div className="lens-field">
      <label htmlFor={id}>Node</label>
      <select id={id} className="select" value={value} onChange={({ target }) => choose(target.value)}>
        {ids.map((node) => <option key={node} value={node}>{nodeLabel(network.graph, node)}</option>)}
      </select>
    </div>
  );
}
