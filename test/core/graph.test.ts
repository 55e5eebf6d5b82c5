// Wires, order and plans: which connections are allowed, what runs before what, and what an engine gets to see.

import { describe, expect, it } from 'vitest';
import { canConnect } from '../../src/core/connect.ts';
import { freshEdgeId, freshNodeId, type Graph, type NodeRecord } from '../../src/core/graph.ts';
import { inputPortNames, type LayerKind } from '../../src/core/layer-kind.ts';
import { orderNodes, reaches } from '../../src/core/order.ts';
import { createPlan } from '../../src/core/plan.ts';
import { preprocessingOf } from '../../src/core/preprocessing.ts';
import { layers } from '../../src/layers/registry.ts';
import { chain, createGraphBuilder } from '../support/graph-builder.ts';

/** input -> a -> b -> sum(in1), input -> sum(in2) -> output */
function diamond(): Graph {
  const builder = createGraphBuilder();
  const input = builder.add('input', 'Input', { shape: [4] });
  const b = builder.add('b', 'Linear', { outFeatures: 4 }, builder.add('a', 'ReLU', undefined, input));
  builder.add('output', 'Output', undefined, builder.add('sum', 'Add', undefined, b, input));
  return builder.graph();
}

const node = (graph: Graph, id: string, change: Partial<NodeRecord>): Graph => ({ ...graph, nodes: { ...graph.nodes, [id]: { ...(graph.nodes[id] as NodeRecord), ...change } } });

describe('canConnect', () => {
  const connect = (from: string, to: string) => {
    const [fromNode = '', fromPort = ''] = from.split('.');
    const [toNode = '', toPort = ''] = to.split('.');
    return canConnect(diamond(), { node: fromNode, port: fromPort }, { node: toNode, port: toPort }, layers);
  };

  it.each([
    ['a.out', 'sum.in3', 'a free port of a merge'],
    ['input.out', 'b.in', 'a port in use: the new wire takes its place'],
    ['b.out', 'output.in', 'past a node'],
  ])('allows %s to %s: %s', (from, to) => {
    expect(connect(from, to)).toEqual([]);
  });

  it.each([
    ['a.out', 'a.in', 'a.in', 'self-loop', 'a cannot feed itself'],
    ['sum.out', 'a.in', 'a.in', 'cycle', 'a already leads to sum; this wire would close a cycle'],
    ['input.out', 'a.in', 'a.in', 'edge-exists', 'input already feeds this input'],
    ['ghost.out', 'a.in', 'ghost.out', 'node-missing', 'node "ghost" does not exist'],
    ['a.out', 'ghost.in', 'ghost.in', 'node-missing', 'node "ghost" does not exist'],
    ['a.side', 'b.in', 'a.side', 'port-unknown', 'a (ReLU) has no output port "side"'],
    ['output.out', 'a.in', 'output.out', 'port-unknown', 'output (Output) has no output port "out"'],
    ['a.out', 'b.in2', 'b.in2', 'port-unknown', 'b (Linear) has no input port "in2"'],
    ['a.out', 'input.in', 'input.in', 'port-unknown', 'input (Input) has no input port "in"'],
    ['a.out', 'sum.in0', 'sum.in0', 'port-unknown', 'sum (Add) has no input port "in0"'],
  ])('refuses %s to %s, at %s: %s', (from, to, place, code, message) => {
    const [node, port] = place.split('.');
    expect(connect(from, to)).toEqual([{ code, severity: 'error', site: { node, port }, message }]);
  });
});

describe('order', () => {
  it('breaks ties by id and leaves out what hangs on a cycle', () => {
    expect(orderNodes(diamond()).sorted).toEqual(['input', 'a', 'b', 'sum', 'output']);
    const graph = chain([4], ['ReLU'], ['ReLU'], ['ReLU']);
    const looped = { ...graph, edges: { ...graph.edges, e1: { source: 'n2', sourcePort: 'out', target: 'n1', targetPort: 'in' } } };
    expect(orderNodes(looped)).toEqual({ sorted: ['input'], unsorted: ['n1', 'n2', 'n3', 'output'], cycles: [['n1', 'n2']] });
  });

  it('finds each cycle once', () => {
    const ring = (ids: string[]) => ids.map((id, i) => [id, ids[(i + 1) % ids.length] ?? ''] as const);
    const edges = [...ring(['a', 'b', 'c']), ...ring(['x', 'y'])].map(([source, target], i) => [`e${i}`, { source, sourcePort: 'out', target, targetPort: 'in' }] as const);
    const nodes = Object.fromEntries(['a', 'b', 'c', 'x', 'y'].map((id) => [id, { kind: 'ReLU' }]));
    expect(orderNodes({ nodes, edges: Object.fromEntries(edges) }).cycles).toEqual([['a', 'b', 'c'], ['x', 'y']]);
  });

  it('knows what leads where', () => {
    expect(reaches(diamond(), 'input', 'output')).toBe(true);
    expect(reaches(diamond(), 'output', 'input')).toBe(false);
    expect(reaches(diamond(), 'a', 'a')).toBe(true);
  });
});

describe('a plan', () => {
  it('has the ops that the output needs, in order, with complete attributes', () => {
    const compiled = createPlan({ ...diamond(), nodes: { ...diamond().nodes, loose: { kind: 'Input' } } }, layers);
    expect(compiled).toMatchObject({ problems: [{ code: 'several-inputs' }, { code: 'unused' }] });
    const { plan } = createPlan(diamond(), layers) as Extract<ReturnType<typeof createPlan>, { plan: unknown }>;
    expect(plan).toMatchObject({ inputId: 'input', inputShape: [4], outputId: 'sum', outputShape: [4] });
    expect(plan.ops.map((op) => [op.id, op.inputs])).toEqual([['input', []], ['a', ['input']], ['b', ['a']], ['sum', ['b', 'input']]]);
    expect(plan.ops[2]?.attrs).toEqual({ outFeatures: 4, bias: true });
    expect(plan.ops[2]?.inputsNonNegative).toEqual([true]);
    expect(preprocessingOf(plan)).toEqual({ shape: [4], resize: 'bilinear', normalize: 'none', mean: 0.5, std: 0.5 });
  });

  it('goes past bypassed nodes, at its end too', () => {
    const compiled = createPlan(node(node(diamond(), 'b', { bypassed: true }), 'a', { frozen: true }), layers);
    if ('problems' in compiled) throw new Error('no plan');
    expect(compiled.plan.ops.map((op) => [op.id, op.inputs, op.frozen])).toEqual([['input', [], false], ['a', ['input'], true], ['sum', ['a', 'input'], false]]);
    const end = createPlan(node(chain([4], ['Linear'], ['Softmax']), 'n2', { bypassed: true }), layers);
    expect(end).toMatchObject({ plan: { outputId: 'n1', outputShape: [10] } });
  });
});

it('fresh ids are free and count up', () => {
  expect(freshNodeId(chain([4], ['ReLU']), 'n')).toBe('n2');
  expect(freshNodeId(chain([4]), 'conv')).toBe('conv1');
  expect(freshEdgeId({ nodes: {}, edges: { e2: { source: 'a', sourcePort: 'out', target: 'b', targetPort: 'in' } } })).toBe('e3');
});

it('merges offer one port more than are in use, up to 64', () => {
  const add = layers.get('Add') as LayerKind;
  expect(inputPortNames(add, [])).toEqual(['in1', 'in2']);
  expect(inputPortNames(add, ['in1', 'in4'])).toEqual(['in1', 'in2', 'in3', 'in4', 'in5']);
  expect(inputPortNames(layers.get('Conv2d') as LayerKind, ['in'])).toEqual(['in']);
  expect(inputPortNames(add, ['in64']).length).toBe(64);
});
