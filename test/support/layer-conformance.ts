// What every layer kind must keep, as a suite to run on any kind: the registered ones, and the one that
// docs/adding-a-layer.md shows.

import dynamicIconImports from 'lucide-react/dynamicIconImports';
import { describe, expect, it } from 'vitest';
import { analyze, type NodeFacts } from '../../src/core/analyze.ts';
import { isAttrValue, resolveAttrs } from '../../src/core/attrs.ts';
import type { EdgeRecord, Graph, NodeRecord } from '../../src/core/graph.ts';
import { categories, createRegistry, type LayerExample, type LayerKind, type LayerRegistry } from '../../src/core/layer-kind.ts';
import { createPlan } from '../../src/core/plan.ts';
import type { Problem } from '../../src/core/problems.ts';
import type { Shape } from '../../src/core/shape.ts';

/** Id under which `exampleGraph` places the node of the kind. */
export const exampleNode = 'example';

/** The smallest graph around one node: an Input per port, the node, and an Output where it has a value. */
export function exampleGraph(kind: LayerKind, inputs: readonly Shape[], attrs?: LayerExample['attrs']): Graph {
  const nodes: Record<string, NodeRecord> = { [exampleNode]: { kind: kind.kind, ...(attrs && { attrs }) } };
  const edges: Record<string, EdgeRecord> = {};
  inputs.forEach((shape, i) => {
    nodes[`input${i + 1}`] = { kind: 'Input', attrs: { shape } };
    edges[`e${i + 1}`] = { source: `input${i + 1}`, sourcePort: 'out', target: exampleNode, targetPort: portName(kind, i) };
  });
  if (kind.outputs.length > 0) {
    nodes['output'] = { kind: 'Output' };
    edges['out'] = { source: exampleNode, sourcePort: 'out', target: 'output', targetPort: 'in' };
  }
  return { nodes, edges };
}

function portName({ inputs }: LayerKind, index: number): string {
  return inputs.type === 'fixed' ? (inputs.names[index] ?? '') : `${inputs.stem}${index + 1}`;
}

/** Facts and problems of the example's node; other nodes' problems (such as several inputs) are left out. */
function runExample(kind: LayerKind, layers: LayerRegistry, inputs: readonly Shape[], attrs?: LayerExample['attrs']): { facts: NodeFacts; problems: Problem[] } {
  const analysis = analyze(exampleGraph(kind, inputs, attrs), layers);
  const facts = analysis.nodes[exampleNode];
  if (!facts) throw new Error('the analysis has no facts of the example');
  return { facts, problems: analysis.problems.filter((problem) => problem.site.node === exampleNode && problem.severity === 'error') };
}

/** Declares the suite of one kind; `others` is the registry it is or would be part of. */
export function describeKind(kind: LayerKind, others: LayerRegistry): void {
  const layers = createRegistry([...others.values(), kind]);

  it('says what it is', () => {
    expect(kind.kind).toMatch(/^[A-Z][A-Za-z0-9]*$/);
    expect(categories).toContain(kind.category);
    expect(kind.summary).toMatch(/^[A-Z][^.!]*\.$/);
    expect(kind.docs.split('\n\n').length).toBeGreaterThanOrEqual(2);
    expect(kind.docs).not.toMatch(/!|\bTODO\b/);
    expect(kind.idStem).toMatch(/^[a-z]+$/);
    expect(Object.keys(dynamicIconImports)).toContain(kind.icon);
  });

  it('declares attributes with labels, help and valid defaults', () => {
    for (const [name, spec] of Object.entries(kind.attrs)) {
      expect(name).toMatch(/^[a-z][A-Za-z0-9]*$/);
      expect(spec.label, name).toMatch(/^[A-Z]/);
      expect(spec.help, name).toMatch(/\.$/);
      expect(isAttrValue(spec, spec.default), `default of ${name}`).toBe(true);
    }
  });

  it('has a shorthand of one line', () => {
    const { attrs = {} } = resolveAttrs(kind.attrs, undefined);
    expect(kind.shorthand?.(attrs)).toMatch(/^.{1,40}$/);
  });

  it('has examples, a failing one among them where a shape can fail', () => {
    expect(kind.examples.length).toBeGreaterThanOrEqual(3);
    const count = Math.max(...kind.examples.map((example) => example.inputs.length));
    const refuses = [[7], [3, 2, 2]].some((shape) => runExample(kind, layers, Array<Shape>(count).fill(shape)).problems.length > 0);
    if (refuses) expect(kind.examples.some(({ expect: expected }) => 'problem' in expected)).toBe(true);
  });

  it('has a tfjs target, or is no operation', () => {
    expect(kind.targets.tfjs !== undefined).toBe(kind.kind !== 'Input' && kind.kind !== 'Output');
  });

  describe.each(kind.examples.map((example) => [example.title, example] as const))('%s', (_, example) => {
    const { facts, problems } = runExample(kind, layers, example.inputs, example.attrs);
    const { expect: expected } = example;
    if ('problem' in expected) {
      it(`has the problem ${expected.problem}`, () => {
        expect(problems.map((problem) => problem.code)).toEqual([expected.problem]);
        expect(problems[0]?.message).toMatch(/^\S.*\S$/);
        expect(facts.outputShape).toBeUndefined();
      });
      return;
    }
    it('has the output and the parameters', () => {
      expect(problems).toEqual([]);
      expect(facts.outputShape).toEqual(expected.output);
      expect(facts.parameters).toBe(expected.parameters);
      expect(Number.isSafeInteger(facts.macs) && facts.macs >= 0).toBe(true);
    });
    it('has weights with distinct names, whole shapes and initial values', () => {
      expect(new Set(facts.weights.map((weight) => weight.name)).size).toBe(facts.weights.length);
      for (const { name, shape, init } of facts.weights) {
        expect(shape.every((size) => Number.isInteger(size) && size > 0), name).toBe(true);
        if (init.type === 'default') expect(Math.min(init.fanIn, init.fanOut), name).toBeGreaterThan(0);
      }
    });
    if (example.inputs.length === 1) {
      it('compiles to a plan that survives structured cloning', () => {
        const compiled = createPlan(exampleGraph(kind, example.inputs, example.attrs), layers);
        if ('problems' in compiled) throw new Error(JSON.stringify(compiled.problems));
        expect(structuredClone(compiled.plan)).toEqual(compiled.plan);
        expect(compiled.plan.outputShape).toEqual(expected.output);
      });
    }
  });
}
