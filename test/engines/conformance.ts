// What every engine must keep, as a suite to run on any: PyTorch's numbers in training and evaluation, true
// gradients, and the manners of a session.

import { beforeAll, describe, expect, it } from 'vitest';
import { lossTypes } from '../../src/core/losses.ts';
import { createRandom } from '../../src/core/random.ts';
import { elementCount, type Shape } from '../../src/core/shape.ts';
import { dropoutMask, dropoutSeed } from '../../src/core/dropout-mask.ts';
import type { Derivatives, DifferentiateRequest } from '../../src/core/derivatives.ts';
import { trainedParameters, type OptimizerState } from '../../src/core/optimizer-state.ts';
import { defaultOptimizers, defaultSgd, defaultTraining, withLiveChange } from '../../src/core/training-config.ts';
import { initialWeights, type WeightSet } from '../../src/core/weights.ts';
import type { Batch, EngineSession, TrainingEngine } from '../../src/engines/engine.ts';
import { layers } from '../../src/layers/registry.ts';
import { pythonWithTorch } from '../support/shared-data.ts';
import { exampleNetworks, fixedNetworks, planOf, randomBatch, randomGraph, randomNetwork, type ConformanceNetwork } from './networks.ts';
import { clippingNetworks, dropoutNetworks, lossNetworks, optimizerNetworks } from './settings-networks.ts';
import { differentiateInTorch, trainInTorch, type TorchDerivatives, type TorchResult } from './torch-reference.ts';

const steps = 20;
/** PyTorch trains all networks before the first test goes on: slow where tests run side by side. */
const patience = 240_000;
/** Odd sizes, and a short batch now and then. */
const batchSizes = [6, 5, 7, 3];

function batchesOf({ plan, config }: ConformanceNetwork): Batch[] {
  return Array.from({ length: steps }, (_, step) => randomBatch(plan, batchSizes[step % batchSizes.length] as number, step, config.loss));
}

/** Weights with running statistics away from 0 and 1, so that an engine that forgets them is found out. */
function startOf({ plan, config }: ConformanceNetwork): WeightSet {
  const weights = initialWeights(plan.ops, config.seed);
  const random = createRandom(config.seed, 'statistics');
  for (const [key, { data }] of Object.entries(weights)) {
    if (/running_|bn.*\.(weight|bias)/.test(key)) data.forEach((value, i) => { data[i] = value + random.uniform(0, 0.5); });
  }
  return weights;
}

/** As the arrays that training hands over: longer than the batch, and worthless behind it. */
function padded(batch: Batch): Batch {
  const inputs = new Float32Array(batch.inputs.length + 10).fill(NaN);
  const labels = new Int32Array(batch.labels.length + 10).fill(-1);
  inputs.set(batch.inputs);
  labels.set(batch.labels);
  if (!batch.targets) return { count: batch.count, inputs, labels };
  const targets = new Float32Array(batch.targets.length + 10).fill(NaN);
  targets.set(batch.targets);
  return { count: batch.count, inputs, labels, targets };
}

function expectClose(actual: ArrayLike<number>, expected: ArrayLike<number>, tolerance: number, what: string): void {
  expect(actual.length, what).toBe(expected.length);
  let worst = 0;
  for (let i = 0; i < expected.length; i++) {
    const difference = Math.abs((actual[i] as number) - (expected[i] as number)) / Math.max(1, Math.abs(expected[i] as number));
    worst = Number.isNaN(difference) ? Infinity : Math.max(worst, difference);
  }
  expect(worst, `${what}: largest difference`).toBeLessThanOrEqual(tolerance);
}

/** Of two numbers that are alike where it is 1. */
function ratio(actual: number, expected: number): number {
  return actual === expected ? 1 : actual / expected;
}

/** Declares the suite for one engine. Needs PyTorch for the reference; without it those tests are skipped. */
export function conformance(createEngine: () => TrainingEngine): void {
  const engine = createEngine();
  const supported = exampleNetworks.filter(({ plan, config }) => engine.supports(plan, config).length === 0);
  const networks: readonly ConformanceNetwork[] = [...fixedNetworks, ...supported, ...optimizerNetworks, ...lossNetworks, ...clippingNetworks, ...[1, 2, 3, 4, 5, 6].map(randomNetwork), ...[1, 2, 3, 4].map(randomGraph)];
  const opened = async <T>(network: ConformanceNetwork, use: (session: EngineSession) => Promise<T>, weights = startOf(network)): Promise<T> => {
    const session = await engine.open({ plan: network.plan, config: network.config, weights });
    try {
      return await use(session);
    } finally {
      session.dispose();
    }
  };

  beforeAll(async () => {
    expect(await engine.isAvailable(), `${engine.id} is available`).toBe(true);
  });

  it('is tried on every kind, or refuses it', () => {
    const used = new Set([...fixedNetworks, ...exampleNetworks].flatMap(({ plan }) => plan.ops.map(({ kind }) => kind)));
    expect([...layers.keys()].filter((kind) => kind !== 'Output' && !used.has(kind))).toEqual([]);
    for (const { plan, config } of fixedNetworks) expect(engine.supports(plan, config)).toEqual([]);
  });

  it('is tried with every optimiser and every loss, and takes them all', () => {
    expect(new Set(optimizerNetworks.map(({ config }) => config.optimizer.type))).toEqual(new Set(Object.keys(defaultOptimizers)));
    expect(new Set(lossNetworks.map(({ config }) => config.loss))).toEqual(new Set([...lossTypes, 'softCrossEntropy']));
    for (const { plan, config } of [...optimizerNetworks, ...lossNetworks]) expect(engine.supports(plan, config)).toEqual([]);
  });

  it('refuses a batch without the targets that its loss takes', async () => {
    const network = lossNetworks.find(({ config }) => config.loss === 'mse') as ConformanceNetwork;
    const { targets = new Float32Array(), ...without } = randomBatch(network.plan, 5, 1, 'mse');
    await opened(network, async (session) => {
      await expect(session.trainBatch(without)).rejects.toThrow('mean squared error expects 20 targets for a batch of 5, received none');
      await expect(session.evaluateBatch({ ...without, targets: targets.slice(1) })).rejects.toThrow('expects 20 targets for a batch of 5, received 19');
      expect((await session.trainBatch({ ...without, targets })).loss).toBeGreaterThan(0);
    });
  });

  describe('against PyTorch', () => {
    let reference: TorchResult[] | undefined;
    it.for(networks.map((network, index) => ({ ...network, index })))('$name: $config.optimizer.type, $config.loss', { timeout: patience }, async ({ index, ...network }, context) => {
      reference ??= trainInTorch(pythonWithTorch(context), networks.map((each) => ({
        plan: each.plan, loss: each.config.loss, labelSmoothing: each.config.labelSmoothing, clipping: each.config.clipping, optimizer: each.config.optimizer, weights: startOf(each), batches: batchesOf(each), changes: each.changes ?? {},
      })));
      const torch = reference[index] as TorchResult;
      expect(engine.supports(network.plan, network.config)).toEqual([]);
      await opened(network, async (session) => {
        const losses: number[] = [];
        const correct: number[] = [];
        for (const [step, batch] of batchesOf(network).entries()) {
          const change = network.changes?.[step];
          if (change) session.change(change);
          const result = await session.trainBatch(padded(batch));
          losses.push(result.loss);
          correct.push(result.correct);
        }
        expectClose(losses.map((loss, step) => ratio(loss, torch.losses[step] as number)), losses.map(() => 1), 1e-4, 'losses by PyTorch’s');
        expect(correct).toEqual(torch.correct);
        const weights = await session.readWeights();
        expect(Object.keys(weights).toSorted()).toEqual(Object.keys(torch.weights).toSorted());
        for (const [key, expected] of Object.entries(torch.weights)) expectClose(weights[key]?.data ?? [], expected, 1e-3, key);
        expectMemory(await session.readState(), torch);
        await expectEvaluation(session, network, torch);
      });
    });
  });

  describe('gradients', () => {
    it.for([...fixedNetworks.slice(0, 5), ...lossNetworks])('agree with finite differences: $name', async ({ name, plan, config: { loss, labelSmoothing = 0 } }) => {
      const config = { ...defaultTraining, loss, labelSmoothing, optimizer: { ...defaultSgd, learningRate: 1 } };
      const batch = randomBatch(plan, 4, 99, loss);
      const network = { name, plan, config };
      const weights = startOf(network);
      await opened(network, async (session) => {
        await session.trainBatch(batch);
        const after = await session.readWeights();
        session.change({ learningRate: 0 });
        const lossAt = async (key: string, index: number, by: number): Promise<number> => {
          const tensor = weights[key] as WeightSet[string];
          const data = tensor.data.slice();
          data[index] = (data[index] as number) + by;
          session.writeWeights({ ...weights, [key]: { ...tensor, data } });
          return (await session.trainBatch(batch)).loss;
        };
        const random = createRandom(3, 'elements');
        for (const [key, { data }] of Object.entries(weights).filter(([name]) => !name.includes('running_'))) {
          const index = random.int(data.length);
          const gradient = (data[index] as number) - (after[key]?.data[index] as number);
          const h = 2e-3;
          const numeric = (await lossAt(key, index, h) - await lossAt(key, index, -h)) / (2 * h);
          expect(Math.abs(gradient - numeric), `${key}[${index}]: ${gradient} against ${numeric}`).toBeLessThan(2e-3 + 0.02 * Math.abs(numeric));
        }
      }, weights);
    });
  });

  describe('frozen layers', () => {
    const frozen = fixedNetworks.find(({ name }) => name === 'frozen layers') as ConformanceNetwork;

    it('keep every number, running statistics too', async () => {
      await opened(frozen, async (session) => {
        const before = startOf(frozen);
        for (const batch of batchesOf(frozen).slice(0, 3)) await session.trainBatch(batch);
        const after = await session.readWeights();
        for (const key of Object.keys(before)) {
          const same = Buffer.from(after[key]?.data.buffer ?? new ArrayBuffer()).equals(Buffer.from(before[key]?.data.buffer ?? new ArrayBuffer()));
          expect(same, key).toBe(/^(bn1|conv2)\./.test(key));
        }
      });
    });

    it('can be all there is: the loss is told and nothing moves', async () => {
      const plan = planOf([['input', 'Input', { shape: [4] }], ['fc', 'Linear', { outFeatures: 2 }, { frozen: true }]]);
      const network = { name: 'all frozen', plan, config: defaultTraining };
      await opened(network, async (session) => {
        const batch = randomBatch(plan, 5, 1);
        const { loss } = await session.trainBatch(batch);
        expect(loss).toBeCloseTo((await session.evaluateBatch(batch)).loss, 6);
        expect((await session.readWeights())['fc.weight']).toEqual(startOf(network)['fc.weight']);
      });
    });
  });

  describe('dropout', () => {
    const plan = planOf([['input', 'Input', { shape: [500] }], ['drop', 'Dropout', { p: 0.3 }], ['fc', 'Linear', { outFeatures: 2, bias: false }]]);
    const config = { ...defaultTraining, optimizer: { ...defaultSgd, learningRate: 1 } };
    const blank = { 'fc.weight': { shape: [2, 500], data: new Float32Array(1000) } };
    const ones: Batch = { count: 1, inputs: new Float32Array(500).fill(1), labels: Int32Array.of(0) };
    /** From weights of zero the gradient of a step is half the mask. */
    const masks = (seed: number, count: number) => opened({ name: 'dropout', plan, config: { ...config, seed } }, async (session) => {
      const found: number[][] = [];
      for (let i = 0; i < count; i++) {
        session.writeWeights(blank);
        await session.trainBatch(ones);
        found.push(Array.from((await session.readWeights())['fc.weight']?.data.subarray(0, 500) ?? [], (value) => 2 * value));
      }
      return found;
    }, blank);

    it('zeroes the fraction p and scales the rest by 1 / (1 - p), anew in every step', async () => {
      const [first = [], second = []] = await masks(1, 2);
      const dropped = first.filter((value) => value === 0).length / first.length;
      // Four standard deviations of a binomial of 500.
      expect(Math.abs(dropped - 0.3)).toBeLessThan(4 * Math.sqrt((0.3 * 0.7) / 500));
      for (const value of first.filter((each) => each !== 0)) expect(value).toBeCloseTo(1 / 0.7, 5);
      expect(second).not.toEqual(first);
    });

    it('draws the masks that core says', async () => {
      const drawn = await masks(1, 2);
      drawn.forEach((mask, i) => expectClose(mask, dropoutMask(dropoutSeed(1, 'drop'), 0.3, i + 1, 500), 1e-6, `mask of step ${i + 1}`));
    });

    it('draws the same masks for the same seed and others for another', async () => {
      const first = await masks(1, 3);
      expect(await masks(1, 3)).toEqual(first);
      expect(await masks(2, 3)).not.toEqual(first);
    });

    it('does nothing in evaluation', async () => {
      await opened({ name: 'dropout', plan, config }, async (session) => {
        expect((await session.inspect(ones.inputs, 1, ['drop'])).get('drop')?.data).toEqual(ones.inputs);
      }, blank);
    });
  });

  describe('the state', () => {
    const change = { learningRate: 0.03, momentum: 0.4 };
    const train = async (session: EngineSession, batches: readonly Batch[]): Promise<number[]> => {
      const losses: number[] = [];
      for (const batch of batches) losses.push((await session.trainBatch(batch)).loss);
      return losses;
    };

    it.for([...dropoutNetworks, ...fixedNetworks])('takes a run up in another session, to the last bit: $name, $config.optimizer.type', async (network) => {
      const batches = batchesOf(network);
      const [before, after] = [batches.slice(0, 4), batches.slice(4, 9)];
      const { weights, state, losses, last } = await opened(network, async (session) => {
        await train(session, before);
        session.change(change);
        const [weights, state] = structuredClone([await session.readWeights(), await session.readState()] as const);
        return { weights, state, losses: await train(session, after), last: await session.readWeights() };
      });
      expect(state.step).toBe(4);
      const optimizer = withLiveChange(network.config.optimizer, change);
      await opened({ ...network, config: { ...network.config, optimizer } }, async (session) => {
        session.writeWeights(weights);
        session.writeState(state);
        expect(await session.readState()).toEqual(state);
        expect(await train(session, after)).toEqual(losses);
        expect(await session.readWeights()).toEqual(last);
      });
    });

    it('starts without memory, and goes back to that', async () => {
      const network = optimizerNetworks.find(({ config }) => config.optimizer.type === 'adagrad') as ConformanceNetwork;
      const batches = batchesOf(network).slice(0, 3);
      await opened(network, async (session) => {
        const start = await session.readState();
        expect(start).toEqual({ step: 0, memory: {} });
        const losses = await train(session, batches);
        session.writeWeights(startOf(network));
        session.writeState(start);
        expect(await train(session, batches)).toEqual(losses);
      });
    });

    it('that does not fit is refused by name, and changes nothing', async () => {
      const network = optimizerNetworks.find(({ config }) => config.optimizer.type === 'adam') as ConformanceNetwork;
      await opened(network, async (session) => {
        await train(session, batchesOf(network).slice(0, 2));
        const state = await session.readState();
        const { exp_avg: means = {}, ...rest } = state.memory;
        const { 'fc2.bias': bias, ...others } = means;
        const wrong = { shape: [2], data: new Float32Array(2) };
        expect(() => session.writeState({ ...state, memory: { ...rest, exp_avg: others } })).toThrow('the state lacks exp_avg of "fc2.bias"');
        expect(() => session.writeState({ ...state, memory: { ...rest, exp_avg: { ...others, 'fc2.bias': wrong } } })).toThrow('exp_avg of "fc2.bias" expects shape 3, received 2');
        expect(() => session.writeState({ ...state, memory: { ...rest, exp_avg: { ...means, 'fc9.bias': wrong } } })).toThrow('"fc9.bias", which is not trained here');
        expect(() => session.writeState({ ...state, memory: { momentum_buffer: means } })).toThrow('adam remembers exp_avg, exp_avg_sq, received "momentum_buffer"');
        expect(await session.readState()).toEqual(state);
        session.writeState({ step: 1, memory: { exp_avg: { ...others, 'fc9.bias': wrong }, momentum_buffer: means } }, { partial: true });
        expect(bias?.data.some((value) => value !== 0)).toBe(true);
        const zeros = { shape: [3], data: new Float32Array(3) };
        expect(await session.readState()).toMatchObject({ step: 1, memory: { exp_avg: { ...others, 'fc2.bias': zeros } } });
      });
    });
  });

  describe('differentiation', () => {
    const passing = planOf([
      ['input', 'Input', { shape: [6] }], ['fc1', 'Linear', { outFeatures: 5 }], ['flat', 'Flatten'], ['drop', 'Dropout', { p: 0.5 }],
      ['sum', 'Add', {}, { from: ['fc1', 'drop'] }], ['join', 'Concat', {}, { from: ['sum', 'flat', 'input'] }], ['fc2', 'Linear', { outFeatures: 3 }],
    ]);
    const tried: readonly ConformanceNetwork[] = [
      ...fixedNetworks, ...lossNetworks, ...dropoutNetworks.slice(0, 1), ...[1, 2, 3].map(randomNetwork), { name: 'values passed on', plan: passing, config: defaultTraining },
    ];
    const weighing = (count: number, shape: Shape) => Float32Array.from({ length: count * elementCount(shape) }, (_, i) => 0.1 * Math.sin(i));
    const requestsOf = (network: ConformanceNetwork, batch: Batch): DifferentiateRequest[] => {
      const { count, inputs, ...wanted } = batch;
      const request = { count, inputs, ops: network.plan.ops.map(({ id }) => id), weights: true } as const;
      const loss = { loss: true, ...wanted } as const;
      return [{ ...request, mode: 'train', from: loss }, { ...request, mode: 'evaluate', from: loss }, { ...request, mode: 'evaluate', from: { outputs: weighing(count, network.plan.outputShape) } }];
    };
    /** From every op, in training and evaluation by turns; every third by all ops, the others by the input and themselves alone. */
    const hiddenRequestsOf = (network: ConformanceNetwork, batch: Batch): DifferentiateRequest[] => {
      const [request] = requestsOf(network, batch) as [DifferentiateRequest];
      return network.plan.ops.map(({ id, outputShape }, i) => ({
        ...request, mode: i % 2 === 0 ? 'train' : 'evaluate', from: { outputs: weighing(batch.count, outputShape), op: id }, ops: i % 3 === 0 ? request.ops : [...new Set([network.plan.inputId, id])],
      }));
    };
    const allRequestsOf = (network: ConformanceNetwork, batch: Batch) => [...requestsOf(network, batch), ...hiddenRequestsOf(network, batch)];
    const batchOf = ({ plan, config }: ConformanceNetwork) => randomBatch(plan, 6, 21, config.loss);
    /** Dropout's masks of the first step on features. */
    const masksOf = ({ plan, config }: ConformanceNetwork, count: number) => Object.fromEntries(
      plan.ops.filter(({ kind }) => kind === 'Dropout').map(({ id, attrs, outputShape }) =>
        [id, dropoutMask(dropoutSeed(config.seed, id), attrs['p'] as number, 1, count * elementCount(outputShape))]),
    );

    let reference: TorchDerivatives[] | undefined;
    it.for(tried)('is PyTorch’s by every op and weight, in both modes, from the loss and from every op: $name, $config.loss', { timeout: 240_000 }, async (network, context) => {
      reference ??= differentiateInTorch(pythonWithTorch(context), tried.flatMap((each) => allRequestsOf(each, batchOf(each)).map(({ mode, from }) => ({
        plan: each.plan, loss: each.config.loss, labelSmoothing: each.config.labelSmoothing ?? 0, weights: startOf(each), batch: batchOf(each), masks: masksOf(each, 6), mode, ...('outputs' in from && from),
      }))));
      const before = tried.slice(0, tried.indexOf(network)).reduce((sum, each) => sum + allRequestsOf(each, batchOf(each)).length, 0);
      await opened(network, async (session) => {
        for (const [i, request] of allRequestsOf(network, padded(batchOf(network))).entries()) {
          const from = 'op' in request.from ? request.from.op : Object.keys(request.from)[0];
          expectDerivatives(await session.differentiate(request), ofOps(reference?.[before + i] as TorchDerivatives, request.ops), `${request.mode} from ${from}`);
        }
      });
    });

    it('gives what is asked for and no more, and changes nothing', async () => {
      const network = { ...(dropoutNetworks[1] as ConformanceNetwork) };
      const batches = batchesOf(network).slice(0, 4);
      const batch = batchOf(network);
      const train = async (session: EngineSession, look: boolean): Promise<number[]> => {
        const losses: number[] = [];
        for (const each of batches) {
          losses.push((await session.trainBatch(each)).loss);
          const [all] = requestsOf(network, batch) as [DifferentiateRequest];
          if (!look) continue;
          const few = await session.differentiate({ ...all, ops: ['act'], weights: false });
          expect([[...few.values.keys()], [...few.gradients.keys()], few.weightGradients]).toEqual([['act'], ['act'], {}]);
          const whole = await session.differentiate(all);
          expectNear(few.gradients.get('act')?.data ?? [], whole.gradients.get('act')?.data ?? [], 'gradient of act');
        }
        return losses;
      };
      expect(await opened(network, (session) => train(session, true))).toEqual(await opened(network, (session) => train(session, false)));
    });

    it('takes batches of any size in evaluation, and none above the batch size in training', async () => {
      const network = fixedNetworks[1] as ConformanceNetwork;
      const batch = batchOf(network);
      const requests = requestsOf(network, batch);
      const evaluated = [...requests.slice(1), ...hiddenRequestsOf(network, batch).filter(({ mode }) => mode === 'evaluate')];
      const whole = await opened(network, (session) => Promise.all(evaluated.map((request) => session.differentiate(request))));
      await opened({ ...network, config: { ...network.config, batchSize: 4 } }, async (session) => {
        for (const [i, request] of evaluated.entries()) {
          const [found, expected] = [await session.differentiate(request), whole[i] as Derivatives];
          const plain = (tensors: Iterable<readonly [string, WeightSet[string]]>) => Object.fromEntries([...tensors].map(([key, { data }]) => [key, [...data]]));
          expectDerivatives(found, {
            loss: expected.loss ?? null, values: plain(expected.values), gradients: plain(expected.gradients), weightGradients: plain(Object.entries(expected.weightGradients)),
          }, 'in turns');
        }
        await expect(session.differentiate(requests[0] as DifferentiateRequest)).rejects.toThrow('a training batch has at most 4 examples, received 6');
        await expect(session.differentiate({ ...(requests[1] as DifferentiateRequest), ops: ['conv9'] })).rejects.toThrow('no op "conv9" to differentiate by');
        await expect(session.differentiate({ ...(requests[1] as DifferentiateRequest), from: { outputs: new Float32Array(2) } })).rejects.toThrow('received 2');
        await expect(session.differentiate({ ...(requests[1] as DifferentiateRequest), from: { outputs: new Float32Array(2), op: 'act1' } })).rejects.toThrow('expects 864 numbers, received 2');
        await expect(session.differentiate({ ...(requests[1] as DifferentiateRequest), from: { outputs: new Float32Array(2), op: 'act9' } })).rejects.toThrow('no op "act9" to differentiate');
      });
    });

    it.for(fixedNetworks.slice(0, 3))('by the input agrees with finite differences: $name', async (network) => {
      const batch = randomBatch(network.plan, 2, 31, network.config.loss);
      const [, request] = requestsOf(network, batch) as [DifferentiateRequest, DifferentiateRequest];
      await opened(network, async (session) => {
        const gradient = (await session.differentiate(request)).gradients.get('input')?.data ?? new Float32Array();
        const lossAt = async (index: number, by: number): Promise<number> => {
          const inputs = batch.inputs.slice();
          inputs[index] = (inputs[index] as number) + by;
          return (await session.evaluateBatch({ ...batch, inputs })).loss;
        };
        for (let index = 0; index < batch.inputs.length; index += 13) {
          const h = 4e-3;
          const numeric = (await lossAt(index, h) - await lossAt(index, -h)) / (2 * h);
          expect(Math.abs((gradient[index] as number) - numeric), `element ${index}: ${gradient[index]} against ${numeric}`).toBeLessThan(1e-3 + 0.05 * Math.abs(numeric));
        }
      });
    });
  });

  describe('a step whose loss is not finite', () => {
    const networks = [...fixedNetworks.slice(1, 3), ...dropoutNetworks.filter(({ name }) => name !== 'as it comes')];

    it.for(networks)('changes nothing: $name, $config.optimizer.type', async (network) => {
      const [first, second, third] = batchesOf(network) as [Batch, Batch, Batch];
      const after = await opened(network, async (session) => {
        await session.trainBatch(first);
        return session.trainBatch(third);
      });
      await opened(network, async (session) => {
        await session.trainBatch(first);
        const [weights, state] = [await session.readWeights(), await session.readState()];
        const last = [...trainedParameters(network.plan).keys()].at(-1) as string;
        const { shape, data } = weights[last] as WeightSet[string];
        const broken = { ...weights, [last]: { shape, data: data.map(() => NaN) } };
        session.writeWeights(broken);
        expect((await session.trainBatch(second)).loss).toBeNaN();
        expect(await session.readWeights()).toEqual(broken);
        expect(await session.readState()).toEqual(state);
        session.writeWeights(weights);
        expect(await session.trainBatch(third)).toEqual(after);
      });
    });
  });

  describe('a session', () => {
    const [small] = fixedNetworks as readonly [ConformanceNetwork];
    const train = async (session: EngineSession, count: number): Promise<number[]> => {
      const losses: number[] = [];
      for (const batch of batchesOf(small).slice(0, count)) losses.push((await session.trainBatch(batch)).loss);
      return losses;
    };

    it('gives the same losses for the same seed, to the last bit', async () => {
      const run = () => opened(small, (session) => train(session, 4));
      expect(await run()).toEqual(await run());
    });

    it('does not disturb another that is open', async () => {
      const alone = await opened(small, (session) => train(session, 4));
      const both = await opened(small, (one) => opened(small, (two) => Promise.all([train(one, 4), train(two, 4)])));
      expect(both).toEqual([alone, alone]);
    });

    it('goes on from written weights as from its own', async () => {
      await opened(small, async (session) => {
        await train(session, 3);
        const weights = await session.readWeights();
        const next = await train(session, 2);
        session.writeWeights(weights);
        expect(await train(session, 2)).toEqual(next);
      });
    });

    it('keeps the weights it was given and returned out of its own hands', async () => {
      const given = startOf(small);
      const kept = structuredClone(given);
      await opened(small, async (session) => {
        const first = await session.readWeights();
        const copy = structuredClone(first);
        await train(session, 2);
        expect(first).toEqual(copy);
      }, given);
      expect(given).toEqual(kept);
    });

    it('refuses weights that do not fit, by name, and keeps its own', async () => {
      await opened(small, async (session) => {
        const before = await session.readWeights();
        const wrong = { 'fc.bias': { shape: [3], data: new Float32Array(3) }, 'conv1.weight': { shape: [2, 2], data: new Float32Array(4) } };
        expect(() => session.writeWeights(wrong)).toThrow('conv1.weight');
        expect(() => session.writeWeights({ 'conv9.weight': { shape: [1], data: new Float32Array(1) } })).toThrow('conv9.weight');
        expect(await session.readWeights()).toEqual(before);
      });
    });

    it('predicts one example as it predicts it among many', async () => {
      await opened(small, async (session) => {
        const { inputs, count } = randomBatch(small.plan, 9, 4);
        const all = await session.predict(inputs, count);
        const size = elementCount(small.plan.inputShape);
        const classes = elementCount(small.plan.outputShape);
        for (let i = 0; i < count; i++) {
          const one = await session.predict(inputs.slice(i * size, (i + 1) * size), 1);
          expectClose(one, all.slice(i * classes, (i + 1) * classes), 1e-5, `example ${i}`);
        }
      });
    });

    it('can be disposed twice, and then trains no more', async () => {
      const session = await engine.open({ plan: small.plan, config: small.config, weights: startOf(small) });
      session.dispose();
      session.dispose();
      await expect(session.trainBatch(randomBatch(small.plan, 2, 0))).rejects.toThrow();
    });
  });
}

/** Within a thousandth of the largest number. */
function expectNear(actual: ArrayLike<number>, expected: ArrayLike<number>, what: string): void {
  expect(actual.length, what).toBe(expected.length);
  const largest = Array.from(expected).reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const worst = Array.from(expected).reduce((most, value, i) => Math.max(most, Number.isNaN(actual[i]) ? Infinity : Math.abs((actual[i] as number) - value)), 0);
  expect(worst, `${what}: largest difference from numbers up to ${largest}`).toBeLessThanOrEqual(1e-3 * largest + 1e-6);
}

function ofOps({ values, gradients, ...rest }: TorchDerivatives, ops: readonly string[]): TorchDerivatives {
  const only = (all: TorchDerivatives['values']) => Object.fromEntries(Object.entries(all).filter(([id]) => ops.includes(id)));
  return { ...rest, values: only(values), gradients: only(gradients) };
}

function expectDerivatives(found: Derivatives, torch: TorchDerivatives, what: string): void {
  if (torch.loss === null) expect(found.loss).toBeUndefined();
  else expectClose([found.loss ?? NaN], [torch.loss], 1e-4, `${what}: loss`);
  expect(Object.keys(found.weightGradients).toSorted(), what).toEqual(Object.keys(torch.weightGradients).toSorted());
  for (const [key, expected] of Object.entries(torch.weightGradients)) expectNear(found.weightGradients[key]?.data ?? [], expected, `${what}: gradient of ${key}`);
  expect([...found.values.keys()].toSorted(), what).toEqual(Object.keys(torch.values).toSorted());
  for (const [id, expected] of Object.entries(torch.values)) expectNear(found.values.get(id)?.data ?? [], expected, `${what}: value of ${id}`);
  for (const [id, expected] of Object.entries(torch.gradients)) expectNear(found.gradients.get(id)?.data ?? [], expected, `${what}: gradient of ${id}`);
}

/** The optimiser's memory after all steps: the slots of torch.optim's state_dict, a tensor for each trained parameter. */
function expectMemory({ step, memory }: OptimizerState, torch: TorchResult): void {
  expect(step).toBe(steps);
  expect(Object.keys(memory).toSorted()).toEqual(Object.keys(torch.memory).toSorted());
  for (const [slot, tensors] of Object.entries(torch.memory)) {
    expect(Object.keys(memory[slot] ?? {}).toSorted(), slot).toEqual(Object.keys(tensors).toSorted());
    for (const [key, expected] of Object.entries(tensors)) expectClose(memory[slot]?.[key]?.data ?? [], expected, 1e-3, `${slot} of ${key}`);
  }
}

/** Loss, hits and the value of every op, channels first. */
async function expectEvaluation(session: EngineSession, network: ConformanceNetwork, torch: TorchResult): Promise<void> {
  const { plan } = network;
  const first = batchesOf(network)[0] as Batch;
  const { loss, correct } = await session.evaluateBatch(padded(first));
  expectClose([loss], [torch.evalLoss], 1e-3, 'evaluation loss');
  expect(correct).toBe(torch.evalCorrect);
  const ids = plan.ops.map(({ id }) => id);
  const values = await session.inspect(padded(first).inputs, first.count, ids);
  for (const { id, outputShape } of plan.ops) {
    expect(values.get(id)?.shape, id).toEqual(outputShape);
    expectClose(values.get(id)?.data ?? [], torch.values[id] ?? [], 1e-3, `value of ${id}`);
  }
  expectClose(await session.predict(padded(first).inputs, first.count), torch.values[plan.outputId] ?? [], 1e-3, 'prediction');
}
