// Lowering to stock layers: held to what tfjs itself infers from the lowered model, and to the weights' layouts.

import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { models, type LayersModel } from '@tensorflow/tfjs-layers';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { isAttrValue, type Attrs, type AttrSpec, type AttrValue } from '../../../src/core/attrs.ts';
import type { EdgeRecord, Graph, NodeRecord } from '../../../src/core/graph.ts';
import type { LayerKind } from '../../../src/core/layer-kind.ts';
import { createPlan, type NetworkPlan } from '../../../src/core/plan.ts';
import { elementCount, type Shape } from '../../../src/core/shape.ts';
import { initialWeights } from '../../../src/core/weights.ts';
import { channelsLast, fromTfjs, permuteAxes, toTfjs } from '../../../src/interop/tfjs/layout.ts';
import { buildTfjsModel, tfjsProblems, type TfjsModel } from '../../../src/interop/tfjs/topology.ts';
import { storeVariable, toArtifacts, variableValue } from '../../../src/interop/tfjs/weights.ts';
import { layers } from '../../../src/layers/registry.ts';
import { planOf } from '../../engines/networks.ts';

beforeAll(async () => {
  tf.enableProdMode();
  await tf.setBackend('cpu');
});

function lower(plan: NetworkPlan): TfjsModel {
  const built = buildTfjsModel(plan, layers);
  if ('problems' in built) throw new Error(JSON.stringify(built.problems));
  return built.model;
}

async function withModel<T>(model: TfjsModel, use: (loaded: LayersModel) => T): Promise<T> {
  const loaded = await models.modelFromJSON({ modelTopology: structuredClone(model.modelTopology) as never });
  try {
    return use(loaded);
  } finally {
    loaded.dispose();
  }
}

/** Any valid value, small; half the time the default. */
function attrValue(spec: AttrSpec): fc.Arbitrary<AttrValue> {
  const int = fc.integer({ min: Math.max(spec.min ?? 0, 0), max: Math.min(spec.max ?? 6, 6) });
  const pair = fc.oneof(int, fc.tuple(int, int).map((both): [number, number] => both));
  const any: Record<AttrSpec['type'], fc.Arbitrary<AttrValue>> = {
    int,
    float: fc.double({ min: spec.min ?? -1, max: Math.min(spec.max ?? 1, 1), noNaN: true }),
    boolean: fc.boolean(),
    choice: fc.constantFrom(...((spec.options ?? ['']) as readonly string[])),
    pair,
    padding: fc.oneof(pair, fc.constantFrom('same', 'valid')),
    shape: fc.constantFrom([4], [2, 5, 6]),
    numbers: fc.constant('0 1'),
  };
  return fc.oneof(fc.constant(spec.default), any[spec.type]).filter((value) => isAttrValue(spec, value));
}

const image = fc.tuple(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 9 }));
const inputShape: fc.Arbitrary<Shape> = fc.oneof({ weight: 3, arbitrary: image }, { weight: 1, arbitrary: fc.tuple(fc.integer({ min: 1, max: 8 })) });

/** One node of the kind behind an Input, all its ports reading that. */
function graphAround(kind: LayerKind, shape: Shape, attrs: Attrs): Graph {
  const nodes: Record<string, NodeRecord> = { input: { kind: 'Input', attrs: { shape } }, node: { kind: kind.kind, attrs }, output: { kind: 'Output' } };
  const ports = kind.inputs.type === 'fixed' ? kind.inputs.names : [1, 2].map((n) => `${kind.inputs.type === 'variadic' ? kind.inputs.stem : ''}${n}`);
  const edges: Record<string, EdgeRecord> = { out: { source: 'node', sourcePort: 'out', target: 'output', targetPort: 'in' } };
  for (const port of ports) edges[port] = { source: 'input', sourcePort: 'out', target: 'node', targetPort: port };
  return { nodes, edges };
}

const kinds = [...layers.values()].filter(({ kind }) => kind !== 'Input' && kind !== 'Output');

describe('lowering', () => {
  it.for(kinds)('of $kind has the shapes and the parameters that tfjs infers', async (kind) => {
    let compared = 0;
    const attrs = fc.record(Object.fromEntries(Object.entries(kind.attrs).map(([name, spec]) => [name, attrValue(spec)])));
    await fc.assert(fc.asyncProperty(inputShape, attrs, async (shape, chosen) => {
      const compiled = createPlan(graphAround(kind, shape, chosen as Attrs), layers);
      if ('problems' in compiled || tfjsProblems(compiled.plan, layers).length > 0) return;
      compared++;
      const { plan } = compiled;
      const model = lower(plan);
      await withModel(model, (loaded) => {
        expect(loaded.outputs[0]?.shape).toEqual([null, ...channelsLast(plan.outputShape)]);
        expect(loaded.countParams()).toBe(elementCountOf(model.variables));
        expect(loaded.weights.map(({ originalName, shape: size }) => [originalName, size]).toSorted()).toEqual(
          model.variables.map(({ name, shape: size }) => [name, [...size]]).toSorted(),
        );
        const own = model.variables.filter(({ source }) => 'key' in source);
        expect(elementCountOf(own)).toBe(plan.ops.flatMap((op) => op.weights).reduce((sum, spec) => sum + elementCount(spec.shape), 0));
      });
    }), { numRuns: 60, seed: 1 });
    expect(compared, 'attributes that made a network').toBeGreaterThan(5);
  });

  it('names layers after nodes, uniquely and in characters that survive in weight names', () => {
    const plan = planOf([
      ['in/put', 'Input', { shape: [4, 8, 8] }],
      ['conv 1', 'Conv2d', { padding: 1, outChannels: 4 }],
      ['conv_1', 'Conv2d', { groups: 2, outChannels: 4 }],
      ['Größe', 'Flatten'],
      ['конец', 'Linear'],
    ]);
    const { modelTopology, variables, layerOf } = lower(plan);
    const names = modelTopology.config.layers.map(({ name }) => name);
    expect(names).toEqual([
      'in_put', 'conv_1_pad', 'conv_1',
      'conv_1_1_permute', 'conv_1_1_crop', 'conv_1_1_permute_1', 'conv_1_1_conv', 'conv_1_1_crop_1', 'conv_1_1_permute_2', 'conv_1_1_conv_1', 'conv_1_1',
      'Gr__e_permute', 'Gr__e', 'n_____',
    ]);
    expect(new Set(names).size).toBe(names.length);
    expect(variables.map(({ name }) => name)).toEqual([
      'conv_1/kernel', 'conv_1/bias', 'conv_1_1_conv/kernel', 'conv_1_1_conv/bias', 'conv_1_1_conv_1/kernel', 'conv_1_1_conv_1/bias', 'n_____/kernel', 'n_____/bias',
    ]);
    expect(layerOf).toEqual({ 'in/put': 'in_put', 'conv 1': 'conv_1', conv_1: 'conv_1_1', Größe: 'Gr__e', конец: 'n_____' });
  });

  it('marks the layers of frozen nodes as not trainable', () => {
    const plan = planOf([['input', 'Input', { shape: [3] }], ['fc1', 'Linear', {}, { frozen: true }], ['fc2', 'Linear', {}]]);
    const { modelTopology, variables } = lower(plan);
    expect(modelTopology.config.layers.map(({ config }) => config['trainable'])).toEqual([undefined, false, true]);
    expect(variables.map(({ name, trainable }) => [name, trainable])).toEqual([['fc1/kernel', false], ['fc1/bias', false], ['fc2/kernel', true], ['fc2/bias', true]]);
  });

  it('is of stock layers only, as tfjs writes them', async () => {
    const model = lower(planOf([['input', 'Input', { shape: [1, 6, 6] }], ['conv', 'Conv2d', { padding: 1 }], ['bn', 'BatchNorm2d'], ['relu', 'ReLU'], ['pool', 'MaxPool2d'], ['flat', 'Flatten'], ['fc', 'Linear']]));
    const again = await withModel(model, (loaded) => loaded.toJSON(null, false) as unknown as typeof model.modelTopology);
    expect(model.modelTopology.class_name).toBe(again.class_name);
    const describeLayers = (topology: typeof model.modelTopology) => topology.config.layers.map(({ name, class_name, inbound_nodes }) => ({ name, class_name, inbound_nodes }));
    expect(describeLayers(model.modelTopology)).toEqual(describeLayers(again));
    // tfjs writes more settings (initialisers and the like), but none of ours differently.
    model.modelTopology.config.layers.forEach(({ config }, i) => {
      for (const [key, value] of Object.entries(config)) expect(again.config.layers[i]?.config[key], `${config['name'] as string}.${key}`).toEqual(value);
    });
    expect([model.modelTopology.config.input_layers, model.modelTopology.config.output_layers]).toEqual([again.config.input_layers, again.config.output_layers]);
  });
});

function elementCountOf(variables: readonly { readonly shape: Shape }[]): number {
  return variables.reduce((sum, { shape }) => sum + elementCount(shape), 0);
}

describe('layouts', () => {
  it('permute axes as tf.transpose does', () => {
    fc.assert(fc.property(fc.shuffledSubarray([0, 1, 2, 3], { minLength: 4 }), fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 4, maxLength: 4 }), (axes, shape) => {
      const data = Float32Array.from({ length: elementCount(shape) }, (_, i) => i);
      const expected = tf.tidy(() => tf.transpose(tf.tensor(data, shape), axes).dataSync());
      expect(Array.from(permuteAxes(data, shape, axes))).toEqual(Array.from(expected));
    }));
  });

  it('put a kernel’s element where tfjs looks for it', () => {
    const value = (o: number, i: number, y: number, x: number) => 1000 * o + 100 * i + 10 * y + x;
    const [outs, ins, height, width] = [2, 3, 4, 5] as const;
    const torch = new Float32Array(outs * ins * height * width);
    let at = 0;
    for (let o = 0; o < outs; o++) for (let i = 0; i < ins; i++) for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) torch[at++] = value(o, i, y, x);
    const ours = tf.tensor4d(toTfjs(torch, [height, width, ins, outs], 'OIHW>HWIO'), [height, width, ins, outs]).arraySync();
    expect(ours[3]?.[4]?.[2]?.[1]).toBe(value(1, 2, 3, 4));
    expect(ours[0]?.[1]?.[2]?.[0]).toBe(value(0, 2, 0, 1));
  });

  it('come back as they were', () => {
    const random = Float32Array.from({ length: 24 }, (_, i) => i);
    for (const [layout, shape] of [['OIHW>HWIO', [2, 3, 4, 1]], ['depthwise', [2, 3, 2, 2]], ['OI>IO', [4, 6]], ['same', [24]]] as const) {
      expect(fromTfjs(toTfjs(random, shape, layout), shape, layout)).toEqual(random);
    }
  });

  it('hold a grouped convolution’s rows in its own layers, and give them back whole', () => {
    const plan = planOf([['input', 'Input', { shape: [4, 5, 5] }], ['conv', 'Conv2d', { outChannels: 6, groups: 2, kernelSize: 2 }]]);
    const weights = initialWeights(plan.ops, 1);
    const model = lower(plan);
    const back = Object.fromEntries(Object.entries(weights).map(([key, { shape }]) => [key, { shape, data: new Float32Array(elementCount(shape)) }]));
    for (const variable of model.variables) {
      const tensor = 'key' in variable.source ? back[variable.source.key] : undefined;
      if (tensor) storeVariable(variable, variableValue(variable, weights), tensor);
    }
    expect(back).toEqual(weights);
  });

  it('refuse a model whose weights are missing or too short, by name', () => {
    const plan = planOf([['input', 'Input', { shape: [4] }], ['fc', 'Linear', { outFeatures: 3 }]]);
    const weights = initialWeights(plan.ops, 1);
    const model = lower(plan);
    expect(() => toArtifacts(model, {})).toThrow('the weights lack "fc.weight"');
    expect(() => toArtifacts(model, { ...weights, 'fc.bias': { shape: [1], data: new Float32Array(1) } })).toThrow('"fc.bias" must hold at least 3 numbers, received 1');
  });
});
