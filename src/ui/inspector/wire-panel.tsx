// One wire in the inspector: where it leads and what it carries.

import { Trash2 } from 'lucide-react';
import { nodeLabel } from '../../core/graph.ts';
import { formatShape } from '../../core/shape.ts';
import { deleteSelection } from '../actions/selection.ts';
import { Button } from '../controls/button.tsx';
import { formatBytes } from '../format.ts';
import { useAnalysis, useDocument, useServices } from '../services.tsx';
import { Facts, Section } from './section.tsx';

export function WirePanel({ id }: { id: string }) {
  const services = useServices();
  const graph = useDocument((state) => state.document.graph);
  const edge = graph.edges[id];
  const facts = useAnalysis().nodes[edge?.source ?? ''];
  if (!edge) return null;
  return (
    <>
      <header className="inspector-header"><h2 className="inspector-title">Wire</h2></header>
      <Section title="Facts">
        <Facts
          rows={[
            { name: 'From', value: nodeLabel(graph, edge.source) },
            { name: 'To', value: edge.targetPort === 'in' ? nodeLabel(graph, edge.target) : `${nodeLabel(graph, edge.target)}, ${edge.targetPort}` },
            { name: 'Shape', value: facts?.outputShape ? <span className="mono">{formatShape(facts.outputShape)}</span> : 'not known' },
            { name: 'Memory', value: facts?.outputShape ? formatBytes(facts.activationBytes) : 'not known' },
          ]}
        />
      </Section>
      <section className="section section-actions" aria-label="Actions">
        <Button icon={Trash2} onClick={() => deleteSelection(services)}>Delete</Button>
      </section>
    </>
  );
}
