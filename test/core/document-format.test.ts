// Documents as text: round trips of any document, and the corpus of broken files with their exact complaints.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AttrValue } from '../../src/core/attrs.ts';
import { createDocument, maxPosition, type NetworkDocument } from '../../src/core/document.ts';
import { maxDocumentCharacters, migrate, parseDocument, readDocument, serialiseDocument, type Migration } from '../../src/core/document-format.ts';
import { lossTypes } from '../../src/core/losses.ts';
import { defaultOptimizers, defaultTraining, type OptimizerConfig } from '../../src/core/training-config.ts';
import { chain } from '../support/graph-builder.ts';

const sound: NetworkDocument = {
  ...createDocument('Small'),
  graph: chain([1, 8, 8], ['Conv2d', { kernelSize: [3, 5] }], ['ReLU']),
  layout: { nodes: { input: { x: 0, y: 0 }, n1: { x: 240, y: -16.5 } } },
};

/** The sound document as JSON, with the value at `path` set, or left out where it is undefined. */
function changed(path: string, value: unknown): string {
  const document = JSON.parse(JSON.stringify(sound)) as Record<string, unknown>;
  const keys = path.split('/');
  const last = keys.pop() ?? '';
  const parent = keys.reduce((at, key) => at[key] as Record<string, unknown>, document);
  parent[last] = value;
  return JSON.stringify(document);
}

function complaints(text: string): string[] {
  const parsed = parseDocument(text);
  return 'problems' in parsed ? parsed.problems.map((problem) => problem.message) : [];
}

describe('a broken file', () => {
  it.each([
    ['', 'the file is not JSON: Unexpected end of JSON input'],
    ['{\n  "format": "convloom",\n}', 'the file is not JSON: Expected double-quoted property name at line 3, column 1'],
    ['[1, 2', "the file is not JSON: Expected ',' or ']' after array element at line 1, column 6"],
    ['[]', 'the document must be an object, received []'],
    ['null', 'the document must be an object, received null'],
    ['{}', 'format: expected "convloom", received nothing'],
    ['{"format":"layers-model"}', 'format: expected "convloom", received "layers-model"'],
    ['{"format":"convloom"}', 'version: expected a whole number of at least 1, received nothing'],
    ['{"format":"convloom","version":"1"}', 'version: expected a whole number of at least 1, received "1"'],
    ['{"format":"convloom","version":2}', 'version: this document is of version 2, and this Convloom reads up to version 1; open it with a newer Convloom'],
    ['{"format":"convloom","version":1,"graph":{"nodes":{"__proto__":{"kind":"ReLU"}}}}', 'graph.nodes.__proto__: expected another key, received the reserved name "__proto__"'],
    ['{"format":"convloom","version":1,"graph":{"nodes":{"constructor":{"kind":"ReLU"}}}}', 'graph.nodes.constructor: expected another key, received the reserved name "constructor"'],
    [`{"format":"convloom","version":1,"name":${'{"a":'.repeat(40)}1${'}'.repeat(40)}}`, `name${'.a'.repeat(32)}: nested deeper than 32 levels`],
  ])('%s', (text, message) => {
    expect(complaints(text)).toEqual([message]);
    expect(Object.prototype).not.toHaveProperty('kind');
  });

  it.each([
    ['name', undefined, 'name: expected a value, received nothing'],
    ['name', 7, 'name: expected text, received 7'],
    ['name', 'x'.repeat(300), `name: expected text of at most 200 characters, received "${'x'.repeat(56)}...`],
    ['nmae', 'x', 'nmae: expected one of the keys format, version, name, notes, graph, layout, training, variants, weights, received "nmae"'],
    ['graph', [], 'graph: expected an object, received []'],
    ['graph/nodes', 'none', 'graph.nodes: expected an object, received "none"'],
    ['graph/nodes', [], 'graph.nodes: expected an object, received []'],
    ['graph/nodes/n1/kind', undefined, 'graph.nodes.n1.kind: expected a value, received nothing'],
    ['graph/nodes/n1/frozn', true, 'graph.nodes.n1.frozn: expected one of the keys kind, name, attrs, frozen, bypassed, initialisation, received "frozn"'],
    ['graph/nodes/n1/frozen', 'yes', 'graph.nodes.n1.frozen: expected true or false, received "yes"'],
    ['graph/nodes/n1/attrs', [3], 'graph.nodes.n1.attrs: expected an object, received [3]'],
    ['graph/nodes/n1/attrs/kernelSize', { height: 3 }, 'graph.nodes.n1.attrs.kernelSize: expected a number, text, true, false, null or a list of at most 64 numbers, received {"height":3}'],
    ['graph/nodes/n1/attrs/kernelSize', ['3'], 'graph.nodes.n1.attrs.kernelSize: expected a number, text, true, false, null or a list of at most 64 numbers, received ["3"]'],
    ['graph/nodes/n1/initialisation', { weight: { scheme: 'he' } }, 'graph.nodes.n1.initialisation.weight.scheme: expected one of "default", "xavierUniform", "xavierNormal", "heUniform", "heNormal", "uniform", "normal", "constant", "zeros", "values", received "he"'],
    ['graph/nodes/n1/initialisation', { bias: { scheme: 'uniform', low: 0 } }, 'graph.nodes.n1.initialisation.bias.high: expected a value, received nothing'],
    ['graph/nodes/my node', { kind: 'ReLU' }, 'graph.nodes["my node"]: expected an id of at most 200 letters, digits, "_", "." and "-", received "my node"'],
    ['graph/nodes/layer1.0', { kind: 3 }, 'graph.nodes["layer1.0"].kind: expected text, received 3'],
    ['graph/edges/e1/target', undefined, 'graph.edges.e1.target: expected a value, received nothing'],
    ['graph/edges/e1/target', 5, 'graph.edges.e1.target: expected an id, received 5'],
    ['graph/groups', { g1: { name: 'Block', members: ['n1', 2] } }, 'graph.groups.g1.members[1]: expected an id, received 2'],
    ['graph/groups', { g1: { name: 'Block', members: [], repeat: 0 } }, 'graph.groups.g1.repeat: expected a whole number of at least 1, received 0'],
    ['layout/nodes/n1/x', 'left', 'layout.nodes.n1.x: expected a number from -1,000,000 to 1,000,000, received "left"'],
    ['layout/nodes/n1/x', 1e300, 'layout.nodes.n1.x: expected a number from -1,000,000 to 1,000,000, received 1e+300'],
    ['layout/nodes/n1/y', -1_000_001, 'layout.nodes.n1.y: expected a number from -1,000,000 to 1,000,000, received -1000001'],
    ['variants', { v1: { name: 'Wider', graph: { nodes: {}, edges: {} }, layout: { nodes: { n1: { x: 0, y: 4e9 } } } } }, 'variants.v1.layout.nodes.n1.y: expected a number from -1,000,000 to 1,000,000, received 4000000000'],
    ['training/datasetOptions', { noise: null }, 'training.datasetOptions.noise: expected a number, text of at most 1000 characters, true or false, received null'],
    ['training/datasetOptions', [1], 'training.datasetOptions: expected an object, received [1]'],
    ['training/augmentation', { turn: 1 }, 'training.augmentation.turn: expected one of the keys shift, rotate, scale, flip, noise, cutOut, received "turn"'],
    ['training/optimizer', 'sgd', 'training.optimizer: expected an object, received "sgd"'],
    ['training/optimizer/type', 'lion', 'training.optimizer.type: expected one of "sgd", "adam", "adamw", "rmsprop", "adagrad", received "lion"'],
    ['training/optimizer/beta1', 0.9, 'training.optimizer.beta1: expected one of the keys type, learningRate, momentum, weightDecay, nesterov, received "beta1"'],
    ['training/optimizer/nesterov', 1, 'training.optimizer.nesterov: expected true or false, received 1'],
    ['training/optimizer', { type: 'rmsprop', learningRate: 0.01 }, 'training.optimizer.alpha: expected a value, received nothing'],
    ['training/batchSize', 1.5, 'training.batchSize: expected a whole number, received 1.5'],
    ['training/loss', 'hinge', 'training.loss: expected one of "crossEntropy", "mse", "l1", "bce", "bceWithLogits", "threshold", received "hinge"'],
    ['training/labelSmoothing', 'some', 'training.labelSmoothing: expected a number, received "some"'],
    ['training/clipping', { type: 'norm', max: 'one' }, 'training.clipping.max: expected a number, received "one"'],
    ['training/clipping', { type: 'length', max: 1 }, 'training.clipping.type: expected one of "norm", "value", received "length"'],
    ['training/schedule', { type: 'exponential' }, 'training.schedule.type: expected one of "constant", "step", "cosine", "oneCycle", "plateau", received "exponential"'],
    ['training/schedule', { type: 'step', stepSize: 2 }, 'training.schedule.gamma: expected a value, received nothing'],
    ['training/schedule', { type: 'constant', warmup: { startFactor: 0.1, totalIters: 2.5 } }, 'training.schedule.warmup.totalIters: expected a whole number, received 2.5'],
    ['training/earlyStopping', { metric: 'f1', patience: 3, minDelta: 0 }, 'training.earlyStopping.metric: expected one of "loss", "accuracy", received "f1"'],
    ['training/keepBest', 'yes', 'training.keepBest: expected true or false, received "yes"'],
    ['training/seeds', { shuffle: 1 }, 'training.seeds.shuffle: expected one of the keys weights, order, dropout, received "shuffle"'],
    ['training/validation', 'half', 'training.validation: expected "test" or a fraction of the training part, received "half"'],
    ['variants', { v1: { name: 'Wider' } }, 'variants.v1.graph: expected a value, received nothing'],
    ['weights', { path: 'a.bin', format: 'pickle' }, 'weights.format: expected one of "safetensors", "tfjs", received "pickle"'],
  ])('%s set to %j', (path, value, message) => {
    expect(complaints(changed(path, value))[0]).toBe(message);
  });

  it.each([Infinity, -Infinity, NaN])('has no card at %s', (x) => {
    const value = { ...sound, layout: { nodes: { n1: { x, y: 0 } } } };
    const message = `layout.nodes.n1.x: expected a number from -1,000,000 to 1,000,000, received ${x}`;
    expect(readDocument(value)).toEqual({ problems: [{ path: 'layout.nodes.n1.x', message }] });
    if (!Number.isNaN(x)) expect(complaints(changed('layout/nodes/n1/x', 7).replace(':7,', `:${x < 0 ? '-' : ''}1e999,`))).toEqual([message]);
  });

  it('has all its problems told, with their places', () => {
    const text = changed('graph/nodes', { a: { kind: 1 }, b: { kind: 'ReLU', attrs: 2 } });
    expect(parseDocument(text)).toEqual({
      problems: [
        { path: 'graph.nodes.a.kind', message: 'graph.nodes.a.kind: expected text, received 1' },
        { path: 'graph.nodes.b.attrs', message: 'graph.nodes.b.attrs: expected an object, received 2' },
      ],
    });
  });

  it('is refused where it is larger than any document', () => {
    expect(complaints(' '.repeat(maxDocumentCharacters + 1))).toEqual(['the file has more than 33,554,432 characters, the most that are read']);
    const nodes = Object.fromEntries(Array.from({ length: 10_001 }, (_, i) => [`n${i}`, { kind: 'ReLU' }]));
    expect(complaints(changed('graph/nodes', nodes))[0]).toMatch(/^graph\.nodes: expected at most 10,000 nodes, received \{"n0":/);
  });
});

describe('a document', () => {
  it('may leave out layout and training, and begin with a byte order mark', () => {
    const { format, version, name, graph } = sound;
    expect(parseDocument(`\uFEFF${JSON.stringify({ format, version, name, graph })}`)).toEqual({ document: { format, version, name, graph, layout: { nodes: {} }, training: defaultTraining } });
  });

  it('keeps kinds that are not known, with their attributes', () => {
    const strange = { ...sound, graph: { nodes: { x: { kind: 'Telepathy', attrs: { range: [1, 2, 3], mode: 'deep', on: null } } }, edges: {} } };
    expect(parseDocument(serialiseDocument(strange))).toEqual({ document: strange });
  });

  it('is written in a stable order, a node a line', () => {
    expect(serialiseDocument(sound)).toBe(`{
  "format": "convloom",
  "version": 1,
  "name": "Small",
  "graph": {
    "nodes": {
      "input": { "kind": "Input", "attrs": { "shape": [1, 8, 8] } },
      "n1": { "kind": "Conv2d", "attrs": { "kernelSize": [3, 5] } },
      "n2": { "kind": "ReLU" },
      "output": { "kind": "Output" }
    },
    "edges": {
      "e1": { "source": "input", "sourcePort": "out", "target": "n1", "targetPort": "in" },
      "e2": { "source": "n1", "sourcePort": "out", "target": "n2", "targetPort": "in" },
      "e3": { "source": "n2", "sourcePort": "out", "target": "output", "targetPort": "in" }
    }
  },
  "layout": {
    "nodes": {
      "input": { "x": 0, "y": 0 },
      "n1": { "x": 240, "y": -16.5 }
    }
  },
  "training": {
    "dataset": "mnist",
    "loss": "crossEntropy",
    "optimizer": { "type": "sgd", "learningRate": 0.1, "momentum": 0, "weightDecay": 0 },
    "batchSize": 100,
    "epochs": 10,
    "seed": 0,
    "shuffle": true,
    "validation": "test"
  }
}
`);
  });

  it('has its nodes by number, and long values on lines of their own', () => {
    const nodes = Object.fromEntries(['n10', 'n9', 'n1'].map((id) => [id, { kind: 'ReLU' }]));
    const notes = 'A network of some words. '.repeat(8);
    const text = serialiseDocument({ ...sound, graph: { nodes: { ...nodes, long: { kind: 'X', attrs: { values: Array<number>(50).fill(0.125) } } }, edges: {} }, notes });
    expect(text.match(/"n\d+"/g)).toEqual(['"n1"', '"n9"', '"n10"', '"n1"']);
    expect(text).toContain('\n            0.125,\n');
    expect(text.split('\n').filter((line) => line.length > 120)).toEqual([expect.stringContaining(notes)]);
  });
});

const id = fc.stringMatching(/^[A-Za-z0-9_][A-Za-z0-9_.-]{0,12}$/).filter((text) => !(text in Object.prototype));
const finite = fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => (value === 0 ? 0 : value));
const attrValue: fc.Arbitrary<AttrValue> = fc.oneof(finite, fc.string(), fc.boolean(), fc.constant(null), fc.array(finite, { maxLength: 6 }));
const records = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<Record<string, T>> => fc.dictionary(id, value, { maxKeys: 6, noNullPrototype: true });
const scheme = fc.oneof(
  fc.constant({ scheme: 'default' } as const), fc.record({ scheme: fc.constant('heNormal' as const), gain: finite }), fc.record({ scheme: fc.constant('normal' as const), mean: finite, std: finite }),
);
const initialisation = fc.record({ weight: scheme, bias: scheme }, { requiredKeys: [] });
const graph = fc.record(
  {
    nodes: records(fc.record({ kind: fc.string(), name: fc.string(), attrs: records(attrValue), frozen: fc.boolean(), bypassed: fc.boolean(), initialisation }, { requiredKeys: ['kind'] })),
    edges: records(fc.record({ source: id, sourcePort: id, target: id, targetPort: id })),
    groups: records(fc.record({ name: fc.string(), members: fc.array(id), repeat: fc.integer({ min: 1 }) }, { requiredKeys: ['name', 'members'] })),
  },
  { requiredKeys: ['nodes', 'edges'] },
);
const coordinate = fc.double({ min: -maxPosition, max: maxPosition, noNaN: true }).map((value) => (value === 0 ? 0 : value));
const layout = fc.record({ nodes: records(fc.record({ x: coordinate, y: coordinate })) });
const anyOptimizer = fc.constantFrom<OptimizerConfig[]>(
  ...Object.values(defaultOptimizers), { type: 'sgd', learningRate: 0.1, momentum: 0.9, nesterov: true, weightDecay: 0 },
  { type: 'rmsprop', learningRate: 0.01, alpha: 0.99, eps: 1e-8, momentum: 0, centered: false, weightDecay: 0 },
);
const training = fc.record(
  {
    dataset: fc.string(), loss: fc.constantFrom(...lossTypes), optimizer: anyOptimizer, batchSize: fc.nat(), epochs: fc.nat(), seed: fc.nat(),
    shuffle: fc.boolean(), validation: fc.oneof(fc.constant('test' as const), finite), initialisation, datasetOptions: records(fc.oneof(finite, fc.string(), fc.boolean())),
  },
  { requiredKeys: ['dataset', 'loss', 'optimizer', 'batchSize', 'epochs', 'seed', 'shuffle', 'validation'] },
);
const anyDocument = fc.record(
  {
    format: fc.constant('convloom' as const), version: fc.constant(1 as const), name: fc.string(), notes: fc.string(), graph, layout, training,
    variants: records(fc.record({ name: fc.string(), graph, layout, training }, { requiredKeys: ['name', 'graph', 'layout'] })),
    weights: fc.record({ path: fc.string(), format: fc.constantFrom('safetensors' as const, 'tfjs' as const) }),
  },
  { requiredKeys: ['format', 'version', 'name', 'graph', 'layout', 'training'], noNullPrototype: true },
) as fc.Arbitrary<NetworkDocument>;

/** Lone surrogates, controls, quotes, other writing directions, what looks like JSON: names, notes and kinds may hold any of them. */
const awkward = ['\uD800', '\uDFFF\uD800', '\u0000\b\u2028', '"\\', '\u202Eabc', '__proto__', '{"a":1}', '\uFEFF', 'e\u0301 é', '1e999', ''];

describe('any document', () => {
  it.each(awkward)('comes back with the text %j, and in an order that does not hang on that of its keys', (text) => {
    const nodes = { '10': { kind: text, name: text, attrs: { mode: text, list: [-1e-300, 5e-324, 2 ** 53], on: null } }, '9': { kind: 'ReLU' }, 'a.b-c': { kind: 'ReLU' } };
    const places = { '10': { x: -maxPosition, y: 1e-9 }, gone: { x: maxPosition, y: 0 } };
    const document = { ...sound, name: text, notes: text, graph: { nodes, edges: {} }, layout: { nodes: places } };
    const written = serialiseDocument(document);
    expect(parseDocument(written)).toEqual({ document });
    const turned = Object.fromEntries(Object.entries(document).reverse()) as unknown as NetworkDocument;
    expect(serialiseDocument(turned)).toBe(written);
  });


  it('comes back from its text as it was, and its text does not change again', () => {
    fc.assert(fc.property(anyDocument, (document) => {
      const text = serialiseDocument(document);
      expect(parseDocument(text)).toEqual({ document });
      expect(serialiseDocument(JSON.parse(text) as NetworkDocument)).toBe(text);
    }), { numRuns: 100 });
  });

  it('never makes the parser throw, however its text is cut or changed', () => {
    fc.assert(fc.property(anyDocument, fc.nat(), fc.string({ maxLength: 3 }), (document, at, insert) => {
      const text = serialiseDocument(document);
      const place = at % text.length;
      const parsed = parseDocument(text.slice(0, place) + insert + text.slice(place + 1));
      expect('document' in parsed || parsed.problems.length > 0).toBe(true);
    }), { numRuns: 100 });
    fc.assert(fc.property(fc.anything(), (value) => {
      const parsed = readDocument(value);
      expect('problems' in parsed && parsed.problems.length > 0).toBe(true);
    }), { numRuns: 100 });
  });
});

describe('migration', () => {
  const steps: Record<number, Migration> = {
    1: (document) => ({ ...document, title: document['name'] }),
    2: ({ title, ...rest }) => ({ ...rest, label: `${title as string}!` }),
  };

  it('takes a document through every version in between', () => {
    expect(migrate({ format: 'convloom', version: 1, name: 'A' }, steps, 3)).toEqual({ value: { format: 'convloom', version: 3, name: 'A', label: 'A!' } });
    expect(migrate({ format: 'convloom', version: 3, name: 'A' }, steps, 3)).toEqual({ value: { format: 'convloom', version: 3, name: 'A' } });
  });

  it('says where the way ends', () => {
    expect(migrate({ format: 'convloom', version: 4 }, steps, 3)).toEqual({
      problem: { path: 'version', message: 'version: this document is of version 4, and this Convloom reads up to version 3; open it with a newer Convloom' },
    });
    expect(migrate({ format: 'convloom', version: 1 }, { 2: (document) => document }, 3)).toEqual({
      problem: { path: 'version', message: 'version: documents of version 1 can no longer be read' },
    });
  });
});
