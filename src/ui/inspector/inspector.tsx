// The inspector: what is selected, or the whole network.

import { Suspense } from 'react';
import { lazyComponent } from '../lazy-component.ts';
import { useDocument, useServices, useSession } from '../services.tsx';
import { NetworkPanel } from './network-panel.tsx';
import './inspector.css';

const NodePanel = lazyComponent(() => import('./node-panel.tsx'), 'NodePanel');
const SelectionPanel = lazyComponent(() => import('./selection-panel.tsx'), 'SelectionPanel');
const WirePanel = lazyComponent(() => import('./wire-panel.tsx'), 'WirePanel');

export function Inspector() {
  const { canvas } = useServices();
  const graph = useDocument((state) => state.document.graph);
  const selectedNodes = useSession((state) => state.selectedNodes);
  const selectedEdges = useSession((state) => state.selectedEdges);
  const nodes = selectedNodes.filter((id) => Object.hasOwn(graph.nodes, id));
  const edges = selectedEdges.filter((id) => Object.hasOwn(graph.edges, id));
  const [node] = nodes;
  const [edge] = edges;
  return (
    // Escape leads back to the canvas from any field.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <aside className="inspector" aria-label="Inspector" onKeyDown={(event) => { if (event.key === 'Escape') canvas.current?.focus(); }}>
      <Suspense>
        {nodes.length > 1 ? <SelectionPanel nodes={nodes} />
          : node !== undefined ? <NodePanel key={node} id={node} />
            : edge !== undefined && edges.length === 1 ? <WirePanel id={edge} />
              : <NetworkPanel />}
      </Suspense>
    </aside>
  );
}
