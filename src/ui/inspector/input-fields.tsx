// What feeds a node's inputs, to be changed without a pointer.

import { useId, useState } from 'react';
import { canConnect } from '../../core/connect.ts';
import { indexGraph, nodeLabel, type Graph, type PortRef } from '../../core/graph.ts';
import { inputPortNames, type LayerKind, type LayerRegistry } from '../../core/layer-kind.ts';
import { orderNodes } from '../../core/order.ts';
import { connect } from '../../editor/commands/connect.ts';
import { disconnect } from '../../editor/commands/disconnect.ts';
import { useDocument, useServices } from '../services.tsx';
import { Section } from './section.tsx';

export function InputFields({ id, kind }: { id: string; kind: LayerKind }) {
  const graph = useDocument((state) => state.document.graph);
  const wires = indexGraph(graph).incoming.get(id) ?? [];
  const ports = inputPortNames(kind, wires.map(({ edge }) => edge.targetPort));
  if (ports.length === 0) return null;
  return (
    <Section title={ports.length === 1 ? 'Input' : 'Inputs'}>
      {ports.map((port) => <InputField key={port} graph={graph} to={{ node: id, port }} label={ports.length === 1 ? 'From' : port} />)}
    </Section>
  );
}

function InputField({ graph, to, label }: { graph: Graph; to: PortRef; label: string }) {
  const { documents, layers } = useServices();
  const fieldId = useId();
  const [open, setOpen] = useState(false);
  const wire = indexGraph(graph).incoming.get(to.node)?.find(({ edge }) => edge.targetPort === to.port);
  const current = wire && { node: wire.edge.source, port: wire.edge.sourcePort };
  // Asking of every node whether it fits takes a moment in a large network, so only once the field is used.
  const sources = open ? possibleSources(graph, to, layers) : [];
  const options = current && !sources.some((source) => sameEnd(source, current)) ? [current, ...sources] : sources;
  const choose = (index: number) => {
    const from = options[index];
    const { graph: now } = documents.getState().document;
    if (from) documents.edit(`Connect ${nodeLabel(now, from.node)} to ${nodeLabel(now, to.node)}`, (draft) => connect(draft, layers, from, to));
    else if (wire) documents.edit(`Disconnect ${nodeLabel(now, to.node)}`, (draft) => disconnect(draft, [wire.id]));
  };
  return (
    <div className="field">
      <label className="field-label" htmlFor={fieldId}>{label}</label>
      <select
        id={fieldId}
        className="select"
        value={current ? options.findIndex((option) => sameEnd(option, current)) : -1}
        onFocus={() => setOpen(true)}
        onBlur={() => setOpen(false)}
        onChange={(event) => choose(Number(event.target.value))}
      >
        <option value={-1}>nothing</option>
        {options.map((option, index) => <option key={`${option.node} ${option.port}`} value={index}>{nodeLabel(graph, option.node)}</option>)}
      </select>
    </div>
  );
}

function sameEnd(a: PortRef, b: PortRef): boolean {
  return a.node === b.node && a.port === b.port;
}

/** Every output that may feed the input, in the network's order; the present source is among them. */
function possibleSources(graph: Graph, to: PortRef, layers: LayerRegistry): PortRef[] {
  const { sorted, unsorted } = orderNodes(graph);
  return [...sorted, ...unsorted].flatMap((node) =>
    (layers.get(graph.nodes[node]?.kind ?? '')?.outputs ?? [])
      .map((port) => ({ node, port }))
      .filter((from) => canConnect(graph, from, to, layers).every((problem) => problem.code === 'edge-exists')));
}
