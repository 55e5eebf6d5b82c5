// Every kind on random attributes and shapes, three ways: Convloom's own inference, PyTorch, and plain tfjs running
// what the kind lowers to. Shapes, parameter counts, values, and which combinations are refused must agree.

import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, it, type TestContext } from 'vitest';
import { analyze } from '../../src/core/analyze.ts';
import { resolveAttrs, type AttrSpec, type AttrValue, type Attrs } from '../../src/core/attrs.ts';
import type { LayerKind } from '../../src/core/layer-kind.ts';
import { createRandom } from '../../src/core/random.ts';
import { elementCount, type Shape } from '../../src/core/shape.ts';
import { layers } from '../../src/layers/registry.ts';
import { exampleGraph, exampleNode } from '../support/layer-conformance.ts';
import { runLayer } from '../support/run-layer.ts';
import { pythonWithTorch } from '../support/shared-data.ts';

interface Case {
  readonly kind: LayerKind;
  readonly attrs: Attrs;
  readonly shapes: readonly Shape[];
}

type TorchAnswer = { readonly unknown: true } | { readonly error: string } | { readonly shape: number[]; readonly parameters: number; readonly output: number[] };

/** Of each kind, where random attributes give as many. */
const soundCases = 50;
const refusedCases = 20;

/** Small values of an attribute, valid by its declaration, whether or not they make sense together. */
function valueOf(spec: AttrSpec): fc.Arbitrary<AttrValue> {
  const int = fc.integer({ min: spec.min ?? 0, max: Math.min(spec.max ?? 5, 5) });
  const intOrPair = fc.oneof(int, fc.tuple(int, int).map(([height, width]): AttrValue => [height, width]));
  switch (spec.type) {
    case 'int': return int;
    case 'float': return fc.double({ min: Math.max(spec.min ?? 0, 0.001), max: Math.min(spec.max ?? 0.9, 0.9), noNaN: true });
    case 'boolean': return fc.boolean();
    case 'choice': return fc.constantFrom(...(spec.options ?? []));
    case 'pair': return spec.nullable ? fc.oneof(intOrPair, fc.constant(null)) : intOrPair;
    case 'padding': return fc.oneof({ weight: 3, arbitrary: intOrPair }, { weight: 1, arbitrary: fc.constantFrom('same', 'valid') });
    case 'shape': return fc.array(int, { minLength: 1, maxLength: 4 });
    case 'numbers': return fc.constant('0 1');
  }
}

/** Shapes a kind takes: images, features where its examples have them, and for merges mostly equal ones. */
function shapesOf(kind: LayerKind): fc.Arbitrary<readonly Shape[]> {
  const takes = (rank: number) => kind.examples.some((example) => !('problem' in example.expect) && example.inputs.every((shape) => shape.length === rank));
  const image = fc.tuple(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 9 }));
  const shape: fc.Arbitrary<Shape> = fc.oneof(...(takes(3) ? [image] : []), ...(takes(1) ? [fc.tuple(fc.integer({ min: 1, max: 9 }))] : []));
  if (kind.inputs.type === 'fixed') return shape.map((one) => [one]);
  return fc.tuple(shape, fc.array(fc.integer({ min: -4, max: 2 }), { minLength: 1, maxLength: 2 })).map(([first, changes]) => [
    first,
    // Below zero the same shape again; otherwise one axis is longer.
    ...changes.map((axis) => (axis < 0 || axis >= first.length ? first : first.with(axis, (first[axis] ?? 0) + 1))),
  ]);
}

function casesOf(kind: LayerKind): Case[] {
  const given = fc.record(Object.fromEntries(Object.entries(kind.attrs).map(([name, spec]) => [name, valueOf(spec)])));
  const one = fc.tuple(given, shapesOf(kind)).map(([attrs, shapes]) => ({ kind, attrs, shapes }));
  const drawn = fc.sample(one, { numRuns: 2000, seed: 7 });
  const sound = (each: Case) => analyzeCase(each).problems.length === 0;
  return [...drawn.filter(sound).slice(0, soundCases), ...drawn.filter((each) => !sound(each)).slice(0, refusedCases)];
}

const kinds = [...layers.values()].filter((kind) => kind.targets.tfjs !== undefined);
const cases = kinds.flatMap(casesOf);

/** Values of both signs; running variances must not be below zero. */
function valuesFor(purpose: string, count: number, low: number): number[] {
  const random = createRandom(1, purpose);
  return Array.from({ length: count }, () => Math.fround(random.uniform(low, 1)));
}

function inputsOf({ shapes }: Case): number[][] {
  return shapes.map((shape, i) => valuesFor(`input ${i}`, elementCount(shape), -1));
}

function analyzeCase({ kind, attrs, shapes }: Case) {
  const analysis = analyze(exampleGraph(kind, shapes, attrs), layers);
  const facts = analysis.nodes[exampleNode];
  if (!facts) throw new Error('no facts');
  const problems = analysis.problems.filter((problem) => problem.site.node === exampleNode);
  const weights = Object.fromEntries(facts.weights.map(({ name, shape }) => [name, valuesFor(name, elementCount(shape), name === 'running_var' ? 0.1 : -1)]));
  return { facts, problems, weights };
}

let answers: readonly TorchAnswer[] | undefined;

/** PyTorch's answers to all cases, asked once. */
function askTorch(context: TestContext): readonly TorchAnswer[] {
  const python = pythonWithTorch(context);
  if (answers) return answers;
  const questions = cases.map((one) => ({
    kind: one.kind.kind, attrs: resolveAttrs(one.kind.attrs, one.attrs).attrs, shapes: one.shapes, inputs: inputsOf(one), weights: analyzeCase(one).weights,
  }));
  const script = fileURLToPath(new URL('./torch-layers.py', import.meta.url));
  const { stdout, stderr, status } = spawnSync(python, [script], { input: JSON.stringify(questions), encoding: 'utf8', maxBuffer: 2 ** 28 });
  if (status !== 0) throw new Error(`torch-layers.py failed: ${stderr}`);
  answers = JSON.parse(stdout) as TorchAnswer[];
  return answers;
}

/** The case on other values of its one input, in tfjs. */
function runCase(one: Case, values: readonly number[]) {
  return runLayer({ kind: one.kind, attrs: one.attrs, shape: one.shapes[0] ?? [], values, weights: analyzeCase(one).weights });
}

describe.each(kinds.map((kind) => [kind.kind, kind] as const))('%s', (_, kind) => {
  const own = cases.map((one, i) => ({ one, i, label: `${JSON.stringify(one.attrs)} on ${JSON.stringify(one.shapes)}` })).filter(({ one }) => one.kind === kind);
  const ask = (context: TestContext): readonly TorchAnswer[] => {
    const torch = askTorch(context);
    if (own.some(({ i }) => 'unknown' in (torch[i] ?? {}))) context.skip(`torch.nn has no ${kind.kind}`);
    return torch;
  };

  it('has PyTorch’s shapes and counts, and refuses what PyTorch refuses', (context) => {
    const torch = ask(context);
    for (const { one, i, label } of own) {
      const answer = torch[i];
      const { facts, problems } = analyzeCase(one);
      if (answer && 'shape' in answer) {
        expect({ problems, shape: facts.outputShape, parameters: facts.parameters }, label).toEqual({ problems: [], shape: answer.shape, parameters: answer.parameters });
      } else {
        expect(problems.length, `${label}: ${JSON.stringify(answer)}`).toBeGreaterThan(0);
      }
    }
    expect(own.filter(({ i }) => 'shape' in (torch[i] ?? {})).length).toBe(soundCases);
  });

  if (kind.inputs.type === 'variadic') return;

  it('gives PyTorch’s values in plain tfjs, or says that tfjs cannot', async (context) => {
    const torch = ask(context);
    for (const { one, i, label } of own) {
      const answer = torch[i];
      if (!answer || !('shape' in answer)) continue;
      const result = await runCase(one, inputsOf(one)[0] ?? []);
      if ('problems' in result) {
        expect(result.problems.map((problem) => problem.code), label).toEqual([expect.stringMatching(/^tfjs-/)]);
        continue;
      }
      expect(result.shape, label).toEqual(answer.shape);
      expect(result.parameterCount, label).toBe(numbersIn(one));
      for (const [at, value] of answer.output.entries()) {
        if (Math.abs((result.output[at] ?? NaN) - value) <= 1e-5 * (1 + Math.abs(value))) continue;
        expect.fail(`${label}: element ${at} is ${result.output[at]}, in PyTorch ${value}`);
      }
    }
  });

  if (!kind.nonNegative) return;

  it('proves its values not negative only where they are not', async (context) => {
    const torch = ask(context);
    for (const { one, i, label } of own) {
      const answer = torch[i];
      if (!answer || !('shape' in answer)) continue;
      const attrs = resolveAttrs(kind.attrs, one.attrs).attrs ?? {};
      if (kind.nonNegative?.(attrs, [false])) expect(Math.min(...answer.output), label).toBeGreaterThanOrEqual(0);
      if (!kind.nonNegative?.(attrs, [true])) continue;
      const result = await runCase(one, (inputsOf(one)[0] ?? []).map(Math.abs));
      if ('output' in result) expect(Math.min(...result.output), label).toBeGreaterThanOrEqual(0);
    }
  });
});

/** How many numbers tfjs should hold: its BatchNormalization always has scale and centre, constants without `affine`. */
function numbersIn(one: Case): number {
  const { facts } = analyzeCase(one);
  const constants = one.attrs['affine'] === false ? 2 * (facts.outputShape?.[0] ?? 0) : 0;
  return constants + facts.weights.reduce((sum, weight) => sum + elementCount(weight.shape), 0);
}
