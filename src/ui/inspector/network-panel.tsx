// The whole network in the inspector: its facts and notes.

import { formatShape } from '../../core/shape.ts';
import { summarise } from '../../core/summary.ts';
import { setNotes } from '../../editor/commands/set-notes.ts';
import { useTypedText } from '../controls/use-typed-text.ts';
import { exactCount, formatBytes, formatCount } from '../format.ts';
import { useAnalysis, useDocument, useServices } from '../services.tsx';
import { Facts, Section } from './section.tsx';

export function NetworkPanel() {
  const { layers } = useServices();
  const graph = useDocument((state) => state.document.graph);
  const { totals, nodes } = useAnalysis();
  const { totals: sizes } = summarise(graph, layers);
  const shapeOf = (kind: string, pick: 'output' | 'input') => {
    const id = Object.keys(graph.nodes).find((key) => graph.nodes[key]?.kind === kind);
    const facts = id === undefined ? undefined : nodes[id];
    const shape = pick === 'output' ? facts?.outputShape : facts?.inputShapes[0];
    return shape ? <span className="mono">{formatShape(shape)}</span> : 'not known';
  };
  const count = (value: number, unit: string) => ({ value: formatCount(value), exact: `${exactCount(value)} ${unit}` });
  const total = sizes.inputBytes + sizes.forwardBackwardBytes + sizes.parameterBytes;
  return (
    <>
      <header className="inspector-header"><h2 className="inspector-title">Network</h2></header>
      <Section title="Facts">
        <Facts
          rows={[
            { name: 'Nodes', value: exactCount(Object.keys(graph.nodes).length) },
            { name: 'Input', value: shapeOf('Input', 'output') },
            { name: 'Output', value: shapeOf('Output', 'input') },
            { name: 'Parameters', ...count(totals.parameters, 'parameters') },
            { name: 'Trainable', ...count(totals.trainableParameters, 'parameters') },
            { name: 'Multiply-adds', ...count(totals.macs, 'for one example') },
            { name: 'Parameters in memory', value: formatBytes(sizes.parameterBytes), exact: `${exactCount(sizes.parameterBytes)} bytes` },
            { name: 'Total for one example', value: formatBytes(total), exact: `${exactCount(total)} bytes: input, outputs and gradients, parameters` },
          ]}
        />
      </Section>
      <Section title="Notes"><Notes /></Section>
    </>
  );
}

function Notes() {
  const { documents } = useServices();
  const notes = useDocument((state) => state.document.notes ?? '');
  const { field } = useTypedText(notes, (typed) => documents.edit('Write notes', (draft) => setNotes(draft, typed)));
  return (
    <textarea
      {...field}
      className="notes"
      aria-label="Notes"
      placeholder="What is this network for?"
      maxLength={20_000}
    />
  );
}
