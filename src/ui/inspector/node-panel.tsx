// One node in the inspector: name, problems, attributes, inputs, state, facts and help.

import { useMemo } from 'react';
import { formatPair } from '../../core/attrs.ts';
import type { NodeFacts } from '../../core/analyze.ts';
import { resolveAttrs, type Attrs } from '../../core/attrs.ts';
import type { NodeRecord } from '../../core/graph.ts';
import type { LayerKind } from '../../core/layer-kind.ts';
import type { Problem } from '../../core/problems.ts';
import { formatShape } from '../../core/shape.ts';
import { suggestions } from '../../core/suggestions.ts';
import { renameNode } from '../../editor/commands/rename-node.ts';
import { setAttr } from '../../editor/commands/set-attr.ts';
import { toggleBypass } from '../../editor/commands/toggle-bypass.ts';
import { toggleFreeze } from '../../editor/commands/toggle-freeze.ts';
import { Switch } from '../controls/switch.tsx';
import { useTypedText } from '../controls/use-typed-text.ts';
import { exactCount, formatBytes, formatCount } from '../format.ts';
import { LayerIcon } from '../icons/layer-icon.tsx';
import { ProblemItem } from '../problems/problem-item.tsx';
import { useAnalysis, useDocument, useProblems, useServices } from '../services.tsx';
import { AttrField } from './attr-field.tsx';
import { InitField } from './init-field.tsx';
import { InputFields } from './input-fields.tsx';
import { LayerHelp } from './layer-help.tsx';
import { Facts, Section } from './section.tsx';

export function NodePanel({ id }: { id: string }) {
  const { layers } = useServices();
  const node = useDocument((state) => state.document.graph.nodes[id]);
  const facts = useAnalysis().nodes[id];
  const problems = useProblems().filter((problem) => problem.site.node === id);
  if (!node) return null;
  const kind = layers.get(node.kind);
  const elsewhere = problems.filter(({ site }) => site.attr === undefined || !(site.attr in (kind?.attrs ?? {})));
  return (
    <>
      <header className="inspector-header" data-category={kind?.category}>
        <LayerIcon name={kind?.icon ?? ''} />
        <NodeName key={id} id={id} node={node} />
        <span className="inspector-kind">{node.kind}</span>
      </header>
      {elsewhere.length > 0 && (
        <section className="section section-problems" aria-label="Problems">
          {elsewhere.map((problem) => <ProblemItem key={problem.code + problem.message} problem={problem} />)}
        </section>
      )}
      {kind && Object.keys(kind.attrs).length > 0 && <AttrSection id={id} node={node} kind={kind} problems={problems} />}
      {kind && <InputFields id={id} kind={kind} />}
      <StateSection id={id} node={node} facts={facts} />
      <Suggestions id={id} />
      {facts && <FactsSection facts={facts} />}
      {kind && <LayerHelp kind={kind} />}
    </>
  );
}

/** What is no problem and could be better. */
function Suggestions({ id }: { id: string }) {
  const { layers } = useServices();
  const graph = useDocument((state) => state.document.graph);
  const found = useMemo(() => suggestions(graph, layers).filter(({ site }) => site.node === id), [graph, layers, id]);
  if (found.length === 0) return null;
  return (
    <Section title="Suggestion">
      {found.map((one) => <ProblemItem key={one.code} problem={{ ...one, message: `${one.message[0]?.toUpperCase()}${one.message.slice(1)}.` }} />)}
    </Section>
  );
}

function NodeName({ id, node }: { id: string; node: NodeRecord }) {
  const { documents, canvas } = useServices();
  const { field, finish, cancel } = useTypedText(
    node.name ?? id, (typed) => documents.edit(`Rename ${id}`, (draft) => renameNode(draft, id, typed)),
  );
  return (
    <input
      {...field}
      className="inspector-name"
      aria-label="Node name"
      spellCheck={false}
      maxLength={120}
      title={id}
      onKeyDown={(event) => {
        if (event.key !== 'Enter' && event.key !== 'Escape') return;
        if (event.key === 'Escape') cancel();
        else finish();
        canvas.current?.focus();
      }}
    />
  );
}

function AttrSection({ id, node, kind, problems }: { id: string; node: NodeRecord; kind: LayerKind; problems: readonly Problem[] }) {
  const { documents, layers } = useServices();
  const values = attrsToShow(kind, node.attrs);
  return (
    <Section title="Attributes">
      {Object.entries(kind.attrs).map(([name, spec]) => (
        <AttrField
          key={name}
          name={name}
          spec={spec}
          value={values[name] ?? spec.default}
          problems={problems.filter((problem) => problem.site.attr === name)}
          onChange={(value) =>
            documents.edit(`Set ${spec.label.toLowerCase()} of ${node.name ?? id}`, (draft) => setAttr(draft, layers, id, name, value), { mergeKey: `${id} ${name}` })}
          onDone={documents.seal}
        />
      ))}
    </Section>
  );
}

/** What the document says, right or wrong, over the defaults. */
function attrsToShow(kind: LayerKind, given: Attrs | undefined): Attrs {
  return { ...resolveAttrs(kind.attrs, undefined).attrs, ...given };
}

function StateSection({ id, node, facts }: { id: string; node: NodeRecord; facts: NodeFacts | undefined }) {
  const { documents, layers } = useServices();
  const kind = layers.get(node.kind);
  const label = node.name ?? id;
  const canBypass = kind !== undefined && kind.outputs.length > 0 && (kind.inputs.type === 'variadic' || kind.inputs.names.length > 0);
  const learns = (facts?.weights.length ?? 0) > 0 || node.frozen === true;
  if (!canBypass && !learns) return null;
  return (
    <Section title="State">
      {learns && (
        <Switch
          label="Frozen"
          checked={node.frozen === true}
          description={node.frozen ? 'Its parameters do not train.' : undefined}
          onChange={() => documents.edit(`${node.frozen ? 'Unfreeze' : 'Freeze'} ${label}`, (draft) => toggleFreeze(draft, [id]))}
        />
      )}
      {canBypass && (
        <Switch
          label="Bypassed"
          checked={node.bypassed === true}
          description={node.bypassed ? 'Its input passes through unchanged.' : undefined}
          onChange={() => documents.edit(`${node.bypassed ? 'Take in' : 'Bypass'} ${label}`, (draft) => toggleBypass(draft, [id]))}
        />
      )}
      {facts?.weights.some((weight) => weight.init.type === 'default') && <InitField id={id} node={node} />}
    </Section>
  );
}

function FactsSection({ facts }: { facts: NodeFacts }) {
  const { inputShapes, outputShape, parameters, trainableParameters, macs, activationBytes, receptiveField } = facts;
  const shape = (text: string) => <span className="mono">{text}</span>;
  const rows = [
    inputShapes.length > 0 && { name: inputShapes.length > 1 ? 'Inputs' : 'Input', value: shape(inputShapes.map(formatShape).join(', ')) },
    outputShape && { name: 'Output', value: shape(formatShape(outputShape)) },
    parameters > 0 && { name: 'Parameters', value: formatCount(parameters), exact: `${exactCount(parameters)}, of which ${exactCount(trainableParameters)} train` },
    macs > 0 && { name: 'Multiply-adds', value: formatCount(macs), exact: `${exactCount(macs)} for one example` },
    receptiveField && { name: 'Receptive field', value: `${formatPair(receptiveField.size)} pixels`, exact: `neighbours are ${formatPair(receptiveField.jump)} pixels apart` },
    activationBytes > 0 && { name: 'Output memory', value: formatBytes(activationBytes), exact: `${exactCount(activationBytes)} bytes for one example` },
  ].filter((row) => row !== false && row !== undefined);
  if (rows.length === 0) return null;
  return <Section title="Facts"><Facts rows={rows} /></Section>;
}
