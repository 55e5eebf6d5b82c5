// The corpus of flawed networks: every problem of the analysis with its exact site and message.

import { describe, expect, it } from 'vitest';
import { analyze } from '../../src/core/analyze.ts';
import type { EdgeRecord, Graph, NodeRecord } from '../../src/core/graph.ts';
import { createPlan } from '../../src/core/plan.ts';
import type { FixAction, Problem } from '../../src/core/problems.ts';
import { layers } from '../../src/layers/registry.ts';
import { chain, createGraphBuilder } from '../support/graph-builder.ts';

const withNode = (graph: Graph, id: string, node: NodeRecord): Graph => ({ ...graph, nodes: { ...graph.nodes, [id]: node } });
const withEdge = (graph: Graph, id: string, [source, sourcePort, target, targetPort]: readonly [string, string, string, string]): Graph => ({
  ...graph, edges: { ...graph.edges, [id]: { source, sourcePort, target, targetPort } },
});
const without = (graph: Graph, ...edges: string[]): Graph => ({ ...graph, edges: Object.fromEntries(Object.entries(graph.edges).filter(([id]) => !edges.includes(id))) });

const sound = chain([1, 8, 8], ['Conv2d', { outChannels: 4 }], ['ReLU'], ['Flatten'], ['Linear']);

/** Two inputs of different shapes into a merge. */
function merge(kind: string, first: readonly number[], second: readonly number[], attrs?: Record<string, number>): Graph {
  const builder = createGraphBuilder();
  const input = builder.add('input', 'Input', { shape: first });
  const other = builder.add('pad', 'ZeroPad2d', { left: 0, right: (second[2] ?? 0) - (first[2] ?? 0), top: 0, bottom: (second[1] ?? 0) - (first[1] ?? 0) }, input);
  builder.add('output', 'Output', undefined, builder.add('merge', kind, attrs, input, other));
  return builder.graph();
}

type Row = readonly [title: string, graph: Graph, problems: readonly Partial<Problem>[]];

const rows: Row[] = [
  ['a kind that is not known', withNode(sound, 'n2', { kind: 'Telepathy' }),
    [{ code: 'unknown-kind', severity: 'error', site: { node: 'n2' }, message: 'n2 is of kind "Telepathy", which this version of Convloom does not know' }]],
  ['an attribute of the wrong type', chain([1, 8, 8], ['Conv2d', { kernelSize: 'large' }]),
    [{ code: 'attr-invalid', severity: 'error', site: { node: 'n1', attr: 'kernelSize' }, message: 'kernelSize must be an integer of at least 1 or a pair [height, width] of them, received "large"',
      fix: { label: 'Set kernelSize back to 3', action: { type: 'setAttr', node: 'n1', attr: 'kernelSize', value: 3 } } }]],
  ['an attribute out of range', chain([8], ['Dropout', { p: 1.5 }]),
    [{ code: 'attr-invalid', severity: 'error', site: { node: 'n1', attr: 'p' }, message: 'p must be a number from 0 to 1, received 1.5' }]],
  ['a choice that is none', chain([8], ['GELU', { approximate: 'erf' }]),
    [{ code: 'attr-invalid', severity: 'error', site: { node: 'n1', attr: 'approximate' }, message: 'approximate must be one of "none", "tanh", received "erf"' }]],
  ['an attribute that the kind does not have', chain([1, 8, 8], ['MaxPool2d', { kernel: 3 }]),
    [{ code: 'attr-unknown', severity: 'error', site: { node: 'n1', attr: 'kernel' },
      message: 'kernel is not an attribute of this layer; expected kernelSize, stride, padding, dilation, ceilMode',
      hint: 'What it would change cannot be done here.',
      fix: { label: 'Remove kernel', action: { type: 'removeAttr', node: 'n1', attr: 'kernel' } } }]],
  ['an attribute in PyTorch’s spelling', chain([1, 8, 8], ['MaxPool2d', { kernel_size: 3 }]),
    [{ code: 'attr-unknown', severity: 'error', site: { node: 'n1', attr: 'kernel_size' },
      message: 'kernel_size is not an attribute of this layer; expected kernelSize, stride, padding, dilation, ceilMode',
      hint: 'It is written kernelSize here.',
      fix: { label: 'Remove kernel_size', action: { type: 'removeAttr', node: 'n1', attr: 'kernel_size' } } }]],
  ['an attribute on a kind without any', chain([8], ['ReLU', { slope: 1 }]),
    [{ code: 'attr-unknown', severity: 'error', site: { node: 'n1', attr: 'slope' },
      message: 'slope is not an attribute of this layer; expected none', hint: 'What it would change cannot be done here.',
      fix: { label: 'Remove slope', action: { type: 'removeAttr', node: 'n1', attr: 'slope' } } }]],

  ['a dangling edge', withEdge(sound, 'e9', ['n2', 'out', 'ghost', 'in']),
    [{ code: 'edge-dangling', severity: 'error', site: { edge: 'e9' }, message: 'edge e9 leads to node "ghost", which does not exist', fix: { label: 'Remove the edge', action: { type: 'removeEdge', edge: 'e9' } } }]],
  ['an edge from nowhere', withEdge(sound, 'e9', ['ghost', 'out', 'n2', 'in']),
    [{ code: 'edge-dangling', severity: 'error', site: { edge: 'e9' }, message: 'edge e9 leads from node "ghost", which does not exist' }]],
  ['an edge into a port that is not there', withEdge(sound, 'e9', ['input', 'out', 'n2', 'in2']),
    [{ code: 'port-unknown', severity: 'error', site: { node: 'n2', edge: 'e9' }, message: 'n2 (ReLU) has no input port "in2"' }]],
  ['an edge out of a port that is not there', withEdge(without(sound, 'e2'), 'e2', ['n1', 'side', 'n2', 'in']),
    [{ code: 'port-unknown', severity: 'error', site: { node: 'n1', edge: 'e2' }, message: 'n1 (Conv2d) has no output port "side"' }]],
  ['two edges into one port', withEdge(sound, 'e9', ['n1', 'out', 'n3', 'in']),
    [{ code: 'port-occupied', severity: 'error', site: { node: 'n3', port: 'in', edge: 'e9' }, message: 'input port "in" of n3 takes one edge, received two' }]],
  ['an input that is not connected', without(sound, 'e2'),
    [{ code: 'input-missing', severity: 'error', site: { node: 'n2', port: 'in' }, message: 'input of n2 is not connected' },
    { code: 'unused', severity: 'warning', site: { node: 'input' }, message: 'the output does not depend on input, so it is left out of the network' },
    { code: 'unused', severity: 'warning', site: { node: 'n1' }, message: 'the output does not depend on n1, so it is left out of the network' }]],
  ['a merge with one input', without(merge('Add', [1, 4, 4], [1, 4, 4]), 'e3'),
    [{ code: 'input-missing', severity: 'error', site: { node: 'merge', port: 'in2' }, message: 'input "in2" of merge is not connected' },
    { code: 'unused', severity: 'warning', site: { node: 'pad' }, message: 'the output does not depend on pad, so it is left out of the network' }]],

  ['a node that feeds itself', withEdge(without(sound, 'e2'), 'e2', ['n2', 'out', 'n2', 'in']),
    [{ code: 'cycle', severity: 'error', site: { node: 'n2', edge: 'e2' }, message: 'n2 → n2 is a cycle; a network must flow from its input to its output',
      fix: { label: 'Remove the edge into n2', action: { type: 'removeEdge', edge: 'e2' } } },
    { code: 'unused', site: { node: 'input' } }, { code: 'unused', site: { node: 'n1' } }]],
  ['a cycle of three', withEdge(without(sound, 'e1'), 'e1', ['n3', 'out', 'n1', 'in']),
    [{ code: 'cycle', severity: 'error', message: 'n1 → n2 → n3 → n1 is a cycle; a network must flow from its input to its output' },
    { code: 'unused', site: { node: 'input' } }]],
  ['two outputs', withEdge(withNode(sound, 'result', { kind: 'Output', name: 'Result' }), 'e9', ['n1', 'out', 'result', 'in']),
    [{ code: 'several-outputs', severity: 'error', site: { node: 'result' }, message: 'a network has one output, received 2 (output, Result)',
      fix: { label: 'Remove Result', action: { type: 'removeNode', node: 'result' } } }]],
  ['two inputs', withNode(sound, 'other', { kind: 'Input' }),
    [{ code: 'several-inputs', severity: 'error', site: { node: 'other' }, message: 'a network has one input, received 2 (input, other)' },
    { code: 'unused', site: { node: 'other' } }]],
  ['no input', { nodes: { n1: { kind: 'ReLU' }, output: { kind: 'Output' } }, edges: { e1: { source: 'n1', sourcePort: 'out', target: 'output', targetPort: 'in' } } },
    [{ code: 'input-missing', site: { node: 'n1', port: 'in' } },
    { code: 'no-input', severity: 'error', site: {}, message: 'the network has no Input; expected one' }]],
  ['no output', { nodes: { input: { kind: 'Input' } }, edges: {} },
    [{ code: 'no-output', severity: 'error', site: {}, message: 'the network has no Output; expected one', fix: { label: 'Add an Output after input', action: { type: 'appendOutput', node: 'input' } } }]],
  ['an empty graph', { nodes: {}, edges: {} }, [{ code: 'no-input', site: {} }, { code: 'no-output', site: {} }]],
  ['a loose node', withNode(sound, 'loose', { kind: 'Flatten' }),
    [{ code: 'input-missing', site: { node: 'loose', port: 'in' } },
    { code: 'unused', severity: 'warning', site: { node: 'loose' }, message: 'the output does not depend on loose, so it is left out of the network' }]],
  ['a bypassed Input', withNode(chain([8], ['ReLU']), 'input', { kind: 'Input', bypassed: true }),
    [{ code: 'bypass-impossible', severity: 'error', site: { node: 'input' }, message: 'input is bypassed, but Input has no input to pass through' }]],
  ['a group that asks to be repeated', { ...sound, groups: { g1: { name: 'Block', members: ['n1', 'n2'], repeat: 3 } } },
    [{ code: 'repeat-unsupported', severity: 'error', site: {}, message: 'group "Block" (g1) asks to be repeated 3 times; this version of Convloom runs groups once' }]],
  ['a network of 10^9 parameters', chain([1, 100, 100], ['Flatten'], ['Linear', { outFeatures: 100_000 }]),
    [{ code: 'too-many-parameters', severity: 'error', site: {}, message: 'the network has 1,000,100,000 parameters (3.7 GiB); at most 536,870,912 (2 GiB) fit a browser tab' }]],

  ['an image into a Linear', chain([3, 4, 4], ['Linear']),
    [{ code: 'wrong-rank', severity: 'error', site: { node: 'n1', port: 'in' }, message: 'Linear expects a list of features, received 3×4×4', hint: 'Flatten turns an image into features.',
      fix: { label: 'Insert Flatten before it', action: { type: 'insertBefore', node: 'n1', kind: 'Flatten' } } }]],
  ['features into a convolution', chain([10], ['Conv2d']),
    [{ code: 'wrong-rank', severity: 'error', site: { node: 'n1', port: 'in' }, message: 'Conv2d expects an image channels×height×width, received 10 features', hint: 'Put it before Flatten.' }]],
  ['a kernel larger than the padded input', chain([1, 3, 3], ['Conv2d', { kernelSize: 7, padding: 1 }]),
    [{ code: 'kernel-too-large', severity: 'error', site: { node: 'n1', attr: 'kernelSize' }, message: 'kernel 7×7 is larger than the padded 5×5 input',
      fix: { label: 'Set kernel size to 5', action: { type: 'setAttr', node: 'n1', attr: 'kernelSize', value: 5 } } }]],
  ['a dilated kernel larger than the input', chain([1, 6, 9], ['Conv2d', { kernelSize: 3, dilation: 4 }]),
    [{ code: 'kernel-too-large', site: { node: 'n1', attr: 'kernelSize' }, message: 'kernel 3×3, dilated to 9×9, is larger than the padded 6×9 input',
      fix: { label: 'Set kernel size to 2', action: { type: 'setAttr', node: 'n1', attr: 'kernelSize', value: 2 } } }]],
  ['groups that do not divide the input channels', chain([4, 8, 8], ['Conv2d', { groups: 3 }]),
    [{ code: 'groups-do-not-divide', site: { node: 'n1', attr: 'groups' }, message: 'groups 3 does not divide the 4 input channels' }]],
  ['groups that do not divide the output channels', chain([4, 8, 8], ['Conv2d', { groups: 4, outChannels: 6 }]),
    [{ code: 'groups-do-not-divide', site: { node: 'n1', attr: 'groups' }, message: 'groups 4 does not divide the 6 output channels' }]],
  ['"same" padding with a stride', chain([1, 8, 8], ['Conv2d', { padding: 'same', stride: [1, 2] }]),
    [{ code: 'same-needs-stride-1', site: { node: 'n1', attr: 'padding' }, message: 'padding "same" is defined for stride 1, received stride 1×2' }]],
  ['a pooling padded by more than half its kernel', chain([1, 8, 8], ['MaxPool2d', { kernelSize: [4, 3], padding: 2 }]),
    [{ code: 'padding-too-large', site: { node: 'n1', attr: 'padding' }, message: 'padding is at most half the kernel, here 2×1, received 2×2',
      fix: { label: 'Set padding to 2×1', action: { type: 'setAttr', node: 'n1', attr: 'padding', value: [2, 1] } } }]],
  ['an Add of two shapes', merge('Add', [2, 8, 8], [2, 8, 9]),
    [{ code: 'shape-mismatch', severity: 'error', site: { node: 'merge', port: 'in2' }, message: 'Add expects equal shapes, received 2×8×8 at in1 and 2×8×9 at in2' }]],
  ['a Concat of sizes that differ elsewhere', merge('Concat', [2, 8, 8], [2, 9, 8]),
    [{ code: 'shape-mismatch', site: { node: 'merge', port: 'in2' }, message: 'Concat along dim 1 expects the other sizes to agree, received 2×8×8 at in1 and 2×9×8 at in2' }]],
  ['an Input of two axes', chain([28, 28], ['ReLU']),
    [{ code: 'input-rank', site: { node: 'input', attr: 'shape' }, message: 'shape must be [channels, height, width] or [features], received [28,28]',
      fix: { label: 'Make it one channel', action: { type: 'setAttr', node: 'input', attr: 'shape', value: [1, 28, 28] } } }]],
];

/** The graph after a fix that needs no more than the graph; undefined for those that only the editor can run. */
function repaired(graph: Graph, action: FixAction): Graph | undefined {
  const omit = <T>(record: Readonly<Record<string, T>>, drop: (id: string, value: T) => boolean) => Object.fromEntries(Object.entries(record).filter(([id, value]) => !drop(id, value)));
  switch (action.type) {
    case 'setAttr': {
      const node = graph.nodes[action.node] as NodeRecord;
      return withNode(graph, action.node, { ...node, attrs: { ...node.attrs, [action.attr]: action.value } });
    }
    case 'removeEdge': return without(graph, action.edge);
    case 'removeNode': return { nodes: omit(graph.nodes, (id) => id === action.node), edges: omit(graph.edges, (_, edge) => edge.source === action.node || edge.target === action.node) };
    default: return undefined;
  }
}

describe('problems of the analysis', () => {
  it('are none for a sound network', () => {
    expect(analyze(sound, layers).problems).toEqual([]);
  });

  it.each(rows)('%s', (_, graph, expected) => {
    const { problems } = analyze(graph, layers);
    expect(problems).toEqual(expected.map((problem) => expect.objectContaining(problem)));
    const compiled = createPlan(graph, layers);
    expect('plan' in compiled).toBe(problems.every((problem) => problem.severity !== 'error'));
  });

  it('are gone after their fix', () => {
    const fixes = rows.flatMap(([title, graph]) => analyze(graph, layers).problems.flatMap((problem) => (problem.fix ? [{ title, graph, problem, action: problem.fix.action }] : [])));
    const tried = fixes.flatMap(({ title, graph, problem, action }) => {
      const fixed = repaired(graph, action);
      if (!fixed) return [];
      expect(analyze(fixed, layers).problems.map(({ code, site }) => ({ code, site })), title).not.toContainEqual({ code: problem.code, site: problem.site });
      return [action.type];
    });
    expect(new Set(tried)).toEqual(new Set(['setAttr', 'removeEdge', 'removeNode']));
  });

  it('of a node leave the facts of those before it', () => {
    const { nodes } = analyze(chain([1, 3, 3], ['ReLU'], ['Conv2d', { kernelSize: 9 }], ['ReLU']), layers);
    expect(nodes['n1']?.outputShape).toEqual([1, 3, 3]);
    expect(nodes['n2']).toMatchObject({ inputShapes: [[1, 3, 3]] });
    expect(nodes['n2']?.outputShape).toBeUndefined();
    expect(nodes['n3']?.outputShape).toBeUndefined();
  });

  it('name the ports of a merge whose ports have gaps', () => {
    const graph = merge('Add', [2, 8, 8], [2, 8, 9]);
    const edges = Object.fromEntries(Object.entries(graph.edges).map(([id, edge]): [string, EdgeRecord] => [id, edge.targetPort === 'in2' ? { ...edge, targetPort: 'in5' } : edge]));
    expect(analyze({ ...graph, edges }, layers).problems.map((problem) => [problem.site, problem.message])).toEqual([
      [{ node: 'merge', port: 'in5' }, 'Add expects equal shapes, received 2×8×8 at in1 and 2×8×9 at in5'],
    ]);
  });

  it('are sentences that stay short however large the network is', () => {
    const count = 2000;
    const inputs = Object.fromEntries(Array.from({ length: count }, (_, i) => [`in${i}`, { kind: 'Input' }]));
    const several = analyze({ nodes: inputs, edges: {} }, layers).problems.filter(({ code }) => code === 'several-inputs');
    expect(several).toHaveLength(count - 1);
    // Each of thousands would name thousands: 12 s and 2 GB for 10,000.
    expect(several[0]?.message).toBe('a network has one input, received 2000 (in0, in1, in10, in100, in1000, in1001, in1002, in1003, in1004, in1005, 1990 more)');
    const ring = Object.fromEntries(Array.from({ length: count }, (_, i) => [`e${i}`, { source: `r${i}`, sourcePort: 'out', target: `r${(i + 1) % count}`, targetPort: 'in' }]));
    const nodes = Object.fromEntries(Array.from({ length: count }, (_, i) => [`r${i}`, { kind: 'ReLU' }]));
    const cycle = analyze({ nodes, edges: ring }, layers).problems.find(({ code }) => code === 'cycle');
    expect(cycle?.message).toBe('r0 → r1 → r2 → r3 → r4 → r5 → r6 → r7 → r8 → 1990 more → r1999 → r0 is a cycle; a network must flow from its input to its output');
  });
});
