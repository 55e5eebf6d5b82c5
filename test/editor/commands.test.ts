// What each command does to a small network.

import { describe, expect, it } from 'vitest';
import { analyze } from '../../src/core/analyze.ts';
import { createDocument, type NetworkDocument } from '../../src/core/document.ts';
import type { Graph } from '../../src/core/graph.ts';
import type { FixAction } from '../../src/core/problems.ts';
import { addNode, spliceNode } from '../../src/editor/commands/add-node.ts';
import { applyFix } from '../../src/editor/commands/apply-fix.ts';
import { connect } from '../../src/editor/commands/connect.ts';
import { duplicate } from '../../src/editor/commands/duplicate.ts';
import { moveNodes } from '../../src/editor/commands/move-nodes.ts';
import { overlaps } from '../../src/editor/card.ts';
import { paste } from '../../src/editor/commands/paste.ts';
import { removeNodes, removeNodesAndReconnect } from '../../src/editor/commands/remove-nodes.ts';
import { renameNode } from '../../src/editor/commands/rename-node.ts';
import { setAttr } from '../../src/editor/commands/set-attr.ts';
import { toggleBypass } from '../../src/editor/commands/toggle-bypass.ts';
import { createDocumentStore } from '../../src/editor/document-store.ts';
import { cutFragment } from '../../src/editor/fragment.ts';
import { layers } from '../../src/layers/registry.ts';
import { chain, createGraphBuilder } from '../support/graph-builder.ts';

function store(graph: Graph, layout: NetworkDocument['layout']['nodes'] = {}) {
  const documents = createDocumentStore({ ...createDocument('Test'), graph, layout: { nodes: layout } });
  return {
    ...documents,
    graph: () => documents.getState().document.graph,
    places: () => documents.getState().document.layout.nodes,
    wires: () => Object.values(documents.getState().document.graph.edges).map(({ source, target, targetPort }) => `${source} > ${target}${targetPort === 'in' ? '' : `.${targetPort}`}`).sort(),
  };
}

const row = { input: { x: 0, y: 0 }, n1: { x: 256, y: 0 }, output: { x: 512, y: 0 } };
const relu = () => store(chain([1, 4, 4], ['ReLU']), row);

describe('addNode', () => {
  it('splices into a wire and makes room in the row', () => {
    const s = relu();
    const id = s.edit('Add', (draft) => addNode(draft, layers, { kind: 'Conv2d', position: { x: 300, y: 8 }, onEdge: 'e1' }));
    expect(id).toBe('conv1');
    expect(s.wires()).toEqual(['conv1 > n1', 'input > conv1', 'n1 > output']);
    expect(s.places()).toEqual({ input: { x: 0, y: 0 }, conv1: { x: 256, y: 0 }, n1: { x: 512, y: 0 }, output: { x: 768, y: 0 } });
    s.undo();
    expect(s.wires()).toEqual(['input > n1', 'n1 > output']);
  });

  it('leaves the wire alone where the layer cannot pass it on', () => {
    const s = relu();
    s.edit('Add', (draft) => addNode(draft, layers, { kind: 'Output', position: { x: 0, y: 300 }, onEdge: 'e1' }));
    expect(s.wires()).toEqual(['input > n1', 'n1 > output']);
  });

  it('takes the place of what fed an input', () => {
    const s = relu();
    s.edit('Add', (draft) => addNode(draft, layers, { kind: 'Sigmoid', position: { x: 0, y: 200 }, toInput: { node: 'output', port: 'in' } }));
    expect(s.wires()).toEqual(['input > n1', 'sigmoid1 > output']);
  });

  it('names the kinds there are where one is unknown', () => {
    const s = relu();
    expect(() => s.edit('Add', (draft) => addNode(draft, layers, { kind: 'Conv9d', position: { x: 0, y: 0 } }))).toThrow('there is no layer kind "Conv9d"; expected one of Input');
    expect(Object.keys(s.graph().nodes)).toHaveLength(3);
  });
});

describe('spliceNode', () => {
  it('does not splice a node into its own wire', () => {
    const s = relu();
    expect(s.edit('Splice', (draft) => spliceNode(draft, layers, 'n1', 'e1'))).toBe(false);
    expect(s.wires()).toEqual(['input > n1', 'n1 > output']);
  });
});

describe('connect', () => {
  it('replaces what fed the input', () => {
    const s = relu();
    expect(s.edit('Connect', (draft) => connect(draft, layers, { node: 'input', port: 'out' }, { node: 'output', port: 'in' }))).toEqual([]);
    expect(s.wires()).toEqual(['input > n1', 'input > output']);
  });

  it('says why not and changes nothing', () => {
    const s = store(chain([1, 4, 4], ['ReLU'], ['Tanh']));
    const [problem] = s.edit('Connect', (draft) => connect(draft, layers, { node: 'n2', port: 'out' }, { node: 'n1', port: 'in' }));
    expect(problem?.code).toBe('cycle');
    expect(s.getState().past).toEqual([]);
  });

  it('sees the changes that the same gesture made before it', () => {
    const s = store(chain([1, 4, 4], ['ReLU'], ['Tanh']));
    const answers = s.edit('Turn round', (draft) => {
      removeNodes(draft, ['n1']);
      return connect(draft, layers, { node: 'input', port: 'out' }, { node: 'n2', port: 'in' });
    });
    expect(answers).toEqual([]);
    expect(s.wires()).toEqual(['input > n2', 'n2 > output']);
  });
});

describe('removing nodes', () => {
  it('takes their edges, places and group memberships along', () => {
    const graph: Graph = { ...chain([1, 4, 4], ['ReLU']), groups: { g1: { name: 'Block', members: ['n1', 'input'] } } };
    const s = store(graph, row);
    s.edit('Delete', (draft) => removeNodes(draft, ['n1']));
    expect(s.wires()).toEqual([]);
    expect(Object.keys(s.places())).toEqual(['input', 'output']);
    expect(s.graph().groups?.['g1']?.members).toEqual(['input']);
  });

  it('closes the gap over several nodes in a row', () => {
    const s = store(chain([1, 4, 4], ['ReLU'], ['Tanh'], ['Sigmoid']));
    s.edit('Delete', (draft) => removeNodesAndReconnect(draft, layers, ['n2', 'n1']));
    expect(s.wires()).toEqual(['input > n3', 'n3 > output']);
  });

  it('keeps both branches behind what fed the removed node', () => {
    const builder = createGraphBuilder();
    builder.add('input', 'Input', { shape: [1, 4, 4] });
    builder.add('a', 'ReLU', undefined, 'input');
    builder.add('b', 'Tanh', undefined, 'a');
    builder.add('sum', 'Add', undefined, 'a', 'b');
    const s = store(builder.graph());
    s.edit('Delete', (draft) => removeNodesAndReconnect(draft, layers, ['a']));
    expect(s.wires()).toEqual(['b > sum.in2', 'input > b', 'input > sum.in1']);
  });
});

describe('setAttr', () => {
  it('writes down no defaults', () => {
    const s = store(chain([1, 8, 8], ['Conv2d', { stride: 2 }]));
    s.edit('Set', (draft) => setAttr(draft, layers, 'n1', 'stride', 1));
    expect(s.graph().nodes['n1']).toEqual({ kind: 'Conv2d' });
    s.edit('Set', (draft) => setAttr(draft, layers, 'n1', 'kernelSize', [3, 5]));
    expect(s.graph().nodes['n1']?.attrs).toEqual({ kernelSize: [3, 5] });
  });
});

describe('names and states', () => {
  it('takes a name away where it is the id', () => {
    const s = relu();
    s.edit('Rename', (draft) => renameNode(draft, 'n1', '  First  '));
    expect(s.graph().nodes['n1']?.name).toBe('First');
    s.edit('Rename', (draft) => renameNode(draft, 'n1', 'n1'));
    expect(s.graph().nodes['n1']).toEqual({ kind: 'ReLU' });
  });

  it('bypasses all unless all are bypassed', () => {
    const s = store(chain([1, 4, 4], ['ReLU'], ['Tanh']));
    s.edit('Bypass', (draft) => toggleBypass(draft, ['n1']));
    s.edit('Bypass', (draft) => toggleBypass(draft, ['n1', 'n2']));
    expect([s.graph().nodes['n1']?.bypassed, s.graph().nodes['n2']?.bypassed]).toEqual([true, true]);
    s.edit('Bypass', (draft) => toggleBypass(draft, ['n1', 'n2']));
    expect(s.graph().nodes['n2']).toEqual({ kind: 'Tanh' });
  });

  it('puts cards on the grid', () => {
    const s = relu();
    s.edit('Move', (draft) => moveNodes(draft, { n1: { x: 13, y: -5 }, ghost: { x: 0, y: 0 } }));
    expect(s.places()['n1']).toEqual({ x: 16, y: -8 });
    expect(s.places()).not.toHaveProperty('ghost');
  });
});

describe('copies', () => {
  it('keep the edges among them under fresh ids', () => {
    const s = store(chain([1, 8, 8], ['Conv2d'], ['ReLU']), { n1: { x: 256, y: 0 }, n2: { x: 512, y: 0 } });
    expect(s.edit('Duplicate', (draft) => duplicate(draft, layers, ['n1', 'n2']))).toEqual(['conv1', 'relu1']);
    expect(s.wires()).toContain('conv1 > relu1');
    expect(s.wires().filter((wire) => wire.endsWith('> conv1'))).toEqual([]);
  });

  it('lie where nothing else lies', () => {
    const s = store(chain([1, 8, 8], ['ReLU'], ['Tanh']), { n1: { x: 0, y: 0 }, n2: { x: 0, y: 96 } });
    const [copy = ''] = s.edit('Duplicate', (draft) => duplicate(draft, layers, ['n1']));
    expect(s.places()[copy]).toEqual({ x: 0, y: 192 });
  });

  it('never lie on one another, however often they are pasted at one place', () => {
    const s = store(chain([1, 8, 8], ['ReLU'], ['Tanh']), { n1: { x: 0, y: 0 }, n2: { x: 256, y: 0 } });
    const fragment = cutFragment(s.getState().document, ['n1', 'n2']);
    for (const at of [{ x: 128, y: 0 }, { x: 128, y: 0 }, { x: 131, y: 5 }, undefined]) {
      s.edit('Paste', (draft) => paste(draft, layers, fragment, { ...(at && { at }) }));
    }
    const places = Object.values(s.places());
    expect(places).toHaveLength(10);
    for (const [i, place] of places.entries()) expect(places.slice(i + 1).filter((other) => overlaps(place, other))).toEqual([]);
    const [free = ''] = s.edit('Paste', (draft) => paste(draft, layers, cutFragment(s.getState().document, ['n1']), { at: { x: 4000, y: -800 } }));
    expect(s.places()[free]).toEqual({ x: 4000, y: -800 });
  });

  it('are wired to the old sources where asked', () => {
    const s = store(chain([1, 8, 8], ['ReLU'], ['Tanh']));
    const fragment = cutFragment(s.getState().document, ['n2']);
    const [kept = ''] = s.edit('Paste', (draft) => paste(draft, layers, fragment, { keepInputs: true }));
    expect(s.wires()).toContain(`n1 > ${kept}`);
    const [loose = ''] = s.edit('Paste', (draft) => paste(draft, layers, fragment));
    expect(s.wires().filter((wire) => wire.includes(loose))).toEqual([]);
  });
});

describe('applyFix', () => {
  /** Applies the first fix with this label and returns the codes that remain. */
  function mend(graph: Graph, label: string): string[] {
    const s = store(graph);
    const fix = analyze(graph, layers).problems.map((problem) => problem.fix).find((candidate) => candidate?.label === label);
    expect(fix).toBeDefined();
    if (fix) s.edit(fix.label, (draft) => applyFix(draft, layers, fix.action));
    return analyze(s.graph(), layers).problems.map(({ code }) => code);
  }

  it('inserts what is missing', () => {
    expect(mend(chain([1, 8, 8], ['Linear', { outFeatures: 10 }]), 'Insert Flatten before it')).toEqual([]);
  });

  it('sets the attribute that is wrong', () => {
    expect(mend(chain([4, 8, 8], ['Conv2d', { groups: 3 }]), 'Set groups to 1')).toEqual([]);
  });

  it('adds the missing output', () => {
    const { nodes: { output: _, ...nodes }, edges: { e2: __, ...edges } } = chain([1, 8, 8], ['ReLU']);
    expect(mend({ nodes, edges }, 'Add an Output after n1')).toEqual([]);
  });

  it('puts ReLUs in the places of other activations, wires, places and groups kept, in one step', () => {
    const graph = { ...chain([4], ['Sigmoid'], ['LeakyReLU', { negativeSlope: 0.2 }]), groups: { g: { name: 'Head', members: ['n1', 'n2'] } } };
    const s = store(graph, { n1: { x: 5, y: 7 } });
    s.edit('Replace', (draft) => applyFix(draft, layers, { type: 'replaceKind', nodes: ['n1', 'gone', 'n2'], kind: 'ReLU' }));
    expect(s.wires()).toEqual(['input > relu1', 'relu1 > relu2', 'relu2 > output']);
    expect(s.graph().nodes['relu2']).toEqual({ kind: 'ReLU' });
    expect(s.places()).toEqual({ relu1: { x: 5, y: 7 } });
    expect(s.graph().groups?.['g']?.members).toEqual(['relu1', 'relu2']);
    s.undo();
    expect(s.graph()).toEqual(graph);
  });

  it('chooses initial weights and the learning rate', () => {
    const s = store(chain([4], ['Linear', { outFeatures: 2 }]));
    const apply = (action: FixAction) => s.edit('Fix', (draft) => applyFix(draft, layers, action));
    apply({ type: 'setInitialisation', weight: { scheme: 'heUniform' } });
    apply({ type: 'setInitialisation', node: 'n1', weight: { scheme: 'xavierUniform' } });
    apply({ type: 'setLearningRate', value: 0.03 });
    const { training, graph } = s.getState().document;
    expect(training.initialisation).toEqual({ weight: { scheme: 'heUniform' } });
    expect(graph.nodes['n1']?.initialisation).toEqual({ weight: { scheme: 'xavierUniform' } });
    expect(training.optimizer.learningRate).toBe(0.03);
  });

  it('removes a second output', () => {
    const builder = createGraphBuilder();
    builder.add('input', 'Input', { shape: [4] });
    builder.add('a', 'Output', undefined, 'input');
    builder.add('b', 'Output', undefined, 'input');
    expect(mend(builder.graph(), 'Remove b')).toEqual([]);
  });
});
