// Weights and examples that a document carries number by number: read, written, checked against the network, and put away again.

import { describe, expect, it } from 'vitest';
import { readNumbers } from '../../src/core/attrs.ts';
import { optionProblems, sizedInfo } from '../../src/core/dataset-options.ts';
import { parseDocument, serialiseDocument } from '../../src/core/document-format.ts';
import { createDocument, type NetworkDocument } from '../../src/core/document.ts';
import { shortestFloat32 } from '../../src/core/float32-text.ts';
import { defaultTraining, type TrainingConfig } from '../../src/core/training-config.ts';
import { trainingProblems } from '../../src/core/training-problems.ts';
import type { InitScheme } from '../../src/core/weights.ts';
import { datasets } from '../../src/datasets/registry.ts';
import { typed } from '../../src/datasets/typed.ts';
import { applyFix } from '../../src/editor/commands/apply-fix.ts';
import { createDocumentStore } from '../../src/editor/document-store.ts';
import { layers } from '../../src/layers/registry.ts';
import { allInputs, memorySources, request } from '../datasets/memory-sources.ts';
import { chain } from '../support/graph-builder.ts';

const sobel = [1, 0, -1, 2, 0, -2, 1, 0, -1];
const training: TrainingConfig = {
  ...defaultTraining, dataset: 'typed', datasetOptions: { numbers: new Array(50).fill(1).join(' '), targets: '0 0 0 0 0 0 0 0 0' }, loss: 'mse', batchSize: 1,
};

/** Two channels of 5 by 5 to one of 3 by 3, the kernel given number by number. */
function convolution(weight: InitScheme, bias: InitScheme, changes: Partial<TrainingConfig> = {}): NetworkDocument {
  const graph = chain([2, 5, 5], ['Conv2d', { outChannels: 1, kernelSize: 3 }], ['Flatten']);
  const nodes = { ...graph.nodes, n1: { ...(graph.nodes['n1'] ?? { kind: 'Conv2d' }), initialisation: { weight, bias } } };
  return { ...createDocument(), graph: { ...graph, nodes }, training: { ...training, ...changes } };
}

const values = (...numbers: number[]): InitScheme => ({ scheme: 'values', values: numbers });
const sound = convolution(values(...sobel, ...sobel), values(0));
const errorsOf = (document: NetworkDocument) => trainingProblems(document, layers, datasets).filter(({ severity }) => severity === 'error');

describe('given weights', () => {
  it('come back from a file as they were, many on a line', () => {
    const many = convolution(values(...Array.from({ length: 2000 }, (_, i) => shortestFloat32(Math.sin(i)))), values(0));
    const text = serialiseDocument(many);
    const parsed = parseDocument(text);
    expect('document' in parsed && parsed.document.graph).toEqual(many.graph);
    const lines = text.split('\n');
    expect(lines.every((line) => line.length <= 120)).toBe(true);
    expect(lines.length).toBeLessThan(400);
  });

  it.each([
    [[], 'expected a list of 1 to 1,000,000 finite numbers'], [['a'], 'expected a list of 1 to 1,000,000 finite numbers'], [[null], 'expected a list of 1 to 1,000,000 finite numbers'],
  ])('%j are refused with their place', (numbers, message) => {
    const text = serialiseDocument(sound).replace(/"values": \[0\]/, `"values": ${JSON.stringify(numbers)}`);
    const parsed = parseDocument(text);
    expect('problems' in parsed && parsed.problems[0]?.message).toContain(`graph.nodes.n1.initialisation.bias.values: ${message}`);
  });

  it('are a layer’s alone, and none for the whole network', () => {
    const document = { ...sound, training: { ...sound.training, initialisation: { weight: values(1) } } };
    expect(parseDocument(serialiseDocument(document))).toHaveProperty('problems');
  });

  it('are a problem where the layer has another size, and its fix puts weights and bias away', () => {
    expect(errorsOf(sound)).toEqual([]);
    const ill = convolution(values(...sobel), values(0, 0));
    const [weight, bias] = errorsOf(ill);
    expect(weight?.message).toBe('the initial weight is given as 9 numbers; expected 18, as many as the layer has');
    expect(bias?.message).toBe('the initial bias is given as 2 numbers; expected 1, as many as the layer has');
    const store = createDocumentStore(ill);
    store.edit('Mend', (draft) => { if (weight?.fix) applyFix(draft, layers, weight.fix.action); });
    expect(store.getState().document.graph.nodes['n1']?.initialisation).toEqual({ weight: { scheme: 'default' } });
    expect(errorsOf(store.getState().document)).toEqual([]);
  });

  it.each([0.1, -1 / 3, 1e-30, 3.4e38, 16_777_217, 0])('%d is written as the shortest number that is the same float32', (value) => {
    expect(Math.fround(shortestFloat32(value))).toBe(Math.fround(value));
    expect(String(shortestFloat32(value)).length).toBeLessThanOrEqual(String(Math.fround(value)).length);
  });
});

describe('a typed example', () => {
  const load = (options: Record<string, string>, shape: readonly number[]) =>
    typed.load(request({ sources: memorySources({}), options, preprocessing: { shape, resize: 'none', normalize: 'none', mean: 0, std: 1 } }));

  it('is what was typed, channel after channel, on both parts', async () => {
    const numbers = Array.from({ length: 50 }, (_, i) => i - 25);
    const data = await load({ numbers: numbers.join(', '), targets: '1 -2.5' }, [2, 5, 5]);
    for (const part of [data.training, data.validation]) {
      expect([part.count, part.shape, [...allInputs(part)]]).toEqual([1, [2, 5, 5], numbers]);
      const out = new Float32Array(2);
      part.targets?.read([0], out);
      expect([...out]).toEqual([1, -2.5]);
    }
  });

  it('that does not fill the input is a problem, and refused', async () => {
    const short = convolution(values(...sobel, ...sobel), values(0), { datasetOptions: { numbers: '1 2 3', targets: '0 0 0 0 0 0 0 0 0' } });
    expect(errorsOf(short).map(({ message }) => message)).toEqual(['an example of Typed numbers has 3 numbers, and the input takes 2×5×5']);
    await expect(load({ numbers: '1 2 3', targets: '0' }, [2, 5, 5])).rejects.toThrow('The Input asks for 2×5×5; an example of the dataset has 3 numbers.');
  });

  it('with other than one target for each output is a problem', () => {
    const few = convolution(values(...sobel, ...sobel), values(0), { datasetOptions: { numbers: new Array(50).fill(0).join(' '), targets: '1' } });
    expect(errorsOf(few).map(({ message }) => message)).toEqual(['Typed numbers has 1 number to predict, and the network’s output is 9']);
  });

  it('of what is no number is a problem', () => {
    expect(optionProblems(typed, { numbers: '1 two' })[0]?.message).toContain('must be numbers separated by spaces');
    expect(readNumbers('')).toBeUndefined();
    expect(readNumbers('1,2;3\n-4e-1')).toEqual([1, 2, 3, -0.4]);
  });

  it('is as large as it was typed', () => {
    expect(sizedInfo(typed, { numbers: '1 2 3', targets: '4 5' })).toMatchObject({ inputShape: [3], targetNames: ['target 0', 'target 1'] });
    const mnist = datasets.get('mnist');
    expect(mnist && sizedInfo(mnist)).toBe(mnist);
  });
});
