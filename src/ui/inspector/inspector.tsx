// The inspector: what is selected, or the whole network.

import { useDocument, useSession } from '../services.tsx';
import { NetworkPanel } from './network-panel.tsx';
import { NodePanel } from './node-panel.tsx';
import { SelectionPanel } from './selection-panel.tsx';
import { WirePanel } from './wire-panel.tsx';
import './inspector.css';

export function Inspector() {
  const graph = useDocument((state) => state.document.graph);
  const selectedNodes = useSession((state) => state.selectedNodes);
  const selectedEdges = useSession((state) => state.selectedEdges);
  const nodes = selectedNodes.filter((id) => Object.hasOwn(graph.nodes, id));
  const edges = selectedEdges.filter((id) => Object.hasOwn(graph.edges, id));
  const [node] = nodes;
  const [edge] = edges;
  return (
    <aside className="inspector" aria-label="Inspector">
      {nodes.length > 1 ? <SelectionPanel nodes={nodes} />
        : node !== undefined ? <NodePanel key={node} id={node} />
          : edge !== undefined && edges.length === 1 ? <WirePanel id={edge} />
            : <NetworkPanel />}
    </aside>
  );
}
