// Claims as functions of measurements: the published figures bear each one out, and a plausible wrong result does not.

import { describe, expect, it } from 'vitest';
import type { DescentOutcome, LessonEpoch, LessonResults, TrainingOutcome, TrialOutcome, Verdict } from '../../src/core/lesson.ts';
import type { WeightSet } from '../../src/core/weights.ts';
import { lessons } from '../../src/lessons/registry.ts';

interface Measured {
  /** Validation accuracy of each epoch, or of the last alone. */
  readonly accuracy?: number | readonly number[];
  readonly training?: number;
  readonly losses?: readonly number[];
  readonly validationLosses?: readonly number[];
  readonly outputs?: readonly number[];
  readonly gradients?: Readonly<Record<string, number>>;
  /** How far hidden1 moves, by its size. */
  readonly moved?: number;
  readonly trainable?: number;
  readonly taken?: TrainingOutcome['predictions'];
}

/** A training outcome that has these figures. */
function outcome({ accuracy = NaN, training, losses = [1], validationLosses, outputs = [], gradients, moved = 0, trainable = 0, taken }: Measured): TrainingOutcome {
  const accuracies = typeof accuracy === 'number' ? [accuracy] : accuracy;
  const count = Math.max(accuracies.length, validationLosses?.length ?? 0);
  const epochs = Array.from({ length: count }, (_, i): LessonEpoch => ({
    epoch: i + 1, trainingLoss: losses.at(-1) ?? NaN, trainingAccuracy: NaN,
    validationLoss: validationLosses?.[i] ?? NaN, validationAccuracy: accuracies[i] ?? NaN,
  }));
  const weights = (size: number): WeightSet => ({ 'hidden1.weight': { shape: [1, 1], data: Float32Array.of(size) } });
  return {
    type: 'training', parameters: trainable, trainableParameters: trainable, epochs, losses,
    initialWeights: weights(1), weights: weights(1 + moved), outputs: Float32Array.from(outputs),
    ...(training !== undefined && { trainingScore: { loss: NaN, accuracy: training } }),
    ...(gradients && { gradientsAtStart: gradients, gradientsAtEnd: gradients }),
    ...(taken && { predictions: taken }),
  };
}

type Figures = Readonly<Record<string, Measured | TrialOutcome>>;

function judge(id: string, text: RegExp, figures: Figures): Verdict {
  const claim = lessons.get(id)?.claims.find((one) => text.test(one.text));
  if (!claim) throw new Error(`lab ${id} claims nothing like ${text}`);
  const results: LessonResults = Object.fromEntries(Object.entries(figures).map(([trial, one]) => [trial, 'type' in one ? one : outcome(one)]));
  return claim.check(results);
}

interface Row {
  readonly lab: string;
  readonly claim: RegExp;
  /** Published, or as PyTorch has it. */
  readonly right: Figures;
  /** Each is one plausible fault: its name, and what is other than right. */
  readonly wrong: Readonly<Record<string, Figures>>;
}

const depths = (two: number, five: number, ten: number): Figures => Object.fromEntries(
  [['two', two], ['five', five], ['ten', ten]].map(([depth, first]) => [`${depth}-sigmoid`, { gradients: { 'hidden1.weight': Number(first), 'linear.weight': 0.3 } }]),
);
const arriving = (sigmoid: number, tanh: number, relu: number): Figures => Object.fromEntries(
  [['sigmoid', sigmoid], ['tanh', tanh], ['relu', relu]].map(([kind, first]) => [`ten-${kind}`, { gradients: { 'hidden1.weight': Number(first), 'linear.weight': 0.1 } }]),
);
const momenta = (...ends: number[]): Figures => Object.fromEntries([0, 0.1, 0.2, 0.4, 0.5].map((momentum, i) => [`spiral-${momentum}`, { training: ends[i] ?? NaN }]));
const spirals = (wideFast: number, wideSlow: number, deepFast: number, deepSlow: number): Figures => ({
  'wide-fast': { training: wideFast }, 'wide-slow': { training: wideSlow }, 'deep-fast': { training: deepFast }, 'deep-slow': { training: deepSlow },
});
/** Validation loss over 500 steps: down to 1 at step 100, then by a line to the end. */
const rising = (end: number): number[] => Array.from({ length: 500 }, (_, i) => (i < 100 ? 2 - i / 100 : 1 + ((end - 1) * (i - 100)) / 399));
const costs = (first: number, last: number): number[] => Array.from({ length: 500 }, (_, i) => (i === 0 ? first : i === 499 ? last : 1));
/** Five hundred epochs of a single batch. */
const epochs500 = Array.from({ length: 500 }, () => NaN);

/** So many mistakes of every class but shirts, each taken for a boot; shirts are taken for the classes given. */
function clothes(shirts: readonly number[], count = 9): TrainingOutcome['predictions'] {
  const others = Array.from({ length: 10 }, (_, label) => label).filter((label) => label !== 6).flatMap((label) => new Array<number>(count).fill(label));
  return {
    labels: Int32Array.from([...others, ...shirts.map(() => 6)]),
    predicted: Int32Array.from([...others.map((label) => (label === 9 ? 7 : 9)), ...shirts]),
  };
}
const among = (count: number, classes: readonly number[]): number[] => Array.from({ length: count }, (_, i) => classes[i % classes.length] ?? NaN);

const rows: readonly Row[] = [
  {
    lab: 'vanishing-gradients', claim: /^With one hidden layer/,
    right: { 'one-sigmoid': { accuracy: 0.63 }, 'one-tanh': { accuracy: 0.87 }, 'one-relu': { accuracy: 0.87 } },
    wrong: {
      'a sigmoid that learns as well': { 'one-sigmoid': { accuracy: 0.86 }, 'one-tanh': { accuracy: 0.87 }, 'one-relu': { accuracy: 0.87 } },
      'a sigmoid ten points behind': { 'one-sigmoid': { accuracy: 0.72 }, 'one-tanh': { accuracy: 0.86 }, 'one-relu': { accuracy: 0.86 } },
      'ReLU that learns nothing': { 'one-sigmoid': { accuracy: 0.63 }, 'one-tanh': { accuracy: 0.87 }, 'one-relu': { accuracy: 0.11 } },
    },
  },
  {
    lab: 'vanishing-gradients', claim: /^With two, the sigmoid/,
    right: { 'two-sigmoid': { accuracy: 0.1135 }, 'two-tanh': { accuracy: 0.685 }, 'two-relu': { accuracy: 0.431 } },
    wrong: {
      'ReLU ahead of tanh': { 'two-sigmoid': { accuracy: 0.1135 }, 'two-tanh': { accuracy: 0.55 }, 'two-relu': { accuracy: 0.6 } },
      'a sigmoid that gives more than one answer': { 'two-sigmoid': { accuracy: 0.28 }, 'two-tanh': { accuracy: 0.685 }, 'two-relu': { accuracy: 0.431 } },
      'ReLU no better than guessing': { 'two-sigmoid': { accuracy: 0.1135 }, 'two-tanh': { accuracy: 0.685 }, 'two-relu': { accuracy: 0.1135 } },
    },
  },
  {
    lab: 'vanishing-gradients', claim: /^In those ten epochs/,
    right: { 'two-sigmoid': { moved: 0.016 }, 'two-tanh': { moved: 0.24 }, 'two-relu': { moved: 0.13 } },
    wrong: {
      'a first layer that moves like the others': { 'two-sigmoid': { moved: 0.12 }, 'two-tanh': { moved: 0.24 }, 'two-relu': { moved: 0.13 } },
      'others that move no more': { 'two-sigmoid': { moved: 0.016 }, 'two-tanh': { moved: 0.02 }, 'two-relu': { moved: 0.13 } },
    },
  },
  {
    lab: 'vanishing-gradients', claim: /^Of the gradient in the last layer/,
    right: depths(0.03, 9e-5, 4e-9),
    wrong: { 'ten layers that fade no more than five': depths(0.03, 9e-5, 5e-5), 'no fading by depth': depths(0.03, 0.02, 0.01), 'no gradient at all': depths(0.03, 9e-5, 0) },
  },
  {
    lab: 'vanishing-gradients', claim: /^Through ten layers of tanh/,
    right: arriving(4e-9, 4e-3, 1e-4),
    wrong: { 'ReLU that fades alike': arriving(4e-9, 4e-3, 1e-8), 'sigmoids that do not fade': arriving(1e-3, 4e-3, 1e-3) },
  },
  {
    lab: 'initialisation', claim: /^Five hidden layers of tanh/,
    right: { 'tanh-xavier': { accuracy: 0.573 }, 'tanh-default': { accuracy: 0.206 }, 'tanh-uniform': { accuracy: 0.115 } },
    wrong: {
      'a default that learns nothing': { 'tanh-xavier': { accuracy: 0.573 }, 'tanh-default': { accuracy: 0.1 }, 'tanh-uniform': { accuracy: 0.115 } },
      'Xavier no better': { 'tanh-xavier': { accuracy: 0.2 }, 'tanh-default': { accuracy: 0.206 }, 'tanh-uniform': { accuracy: 0.115 } },
      'uniform weights that learn': { 'tanh-xavier': { accuracy: 0.573 }, 'tanh-default': { accuracy: 0.206 }, 'tanh-uniform': { accuracy: 0.19 } },
    },
  },
  {
    lab: 'momentum', claim: /^On the spiral/,
    right: momenta(0.72, 0.72, 0.74, 0.88, 0.91),
    wrong: {
      'the best of four by luck': momenta(0.72, 0.86, 0.72, 0.72, 0.72), 'momentum that does nothing': momenta(0.75, 0.75, 0.75, 0.75, 0.75),
      '0.5 alone': momenta(0.72, 0.72, 0.72, 0.72, 0.91), 'momentum that harms': momenta(0.9, 0.85, 0.8, 0.75, 0.7),
    },
  },
  {
    lab: 'exclusive-or', claim: /^One hidden unit/,
    right: { 1: { accuracy: epochs500, training: 0.75, losses: costs(72, 48.7) } },
    wrong: {
      '37 % right': { 1: { accuracy: epochs500, training: 0.37, losses: costs(72, 69.4) } },
      'nothing learnt': { 1: { accuracy: epochs500, training: 0.5, losses: costs(72, 69.3) } },
      'all four corners': { 1: { accuracy: epochs500, training: 1, losses: costs(72, 0.3) } },
    },
  },
  {
    lab: 'exclusive-or', claim: /^At rate 0\.001/,
    right: { '1-slow': { accuracy: epochs500, losses: costs(72, 69.4), outputs: [0.5, 0.49, 0.51, 0.5] } },
    wrong: {
      'three corners learnt': { '1-slow': { accuracy: epochs500, losses: costs(72, 48.7), outputs: [0.1, 0.66, 0.66, 0.66] } },
      'the same answer, but not one half': { '1-slow': { accuracy: epochs500, losses: costs(72, 69.4), outputs: [0.8, 0.8, 0.8, 0.8] } },
    },
  },
  {
    lab: 'exclusive-or', claim: /^Three tell/,
    right: { 3: { training: 1 }, '3-again': { training: 1 } },
    wrong: { 'one start that gets stuck': { 3: { training: 1 }, '3-again': { training: 0.75 } } },
  },
  {
    lab: 'hidden-units', claim: /^Three units can/,
    right: { three: { training: 1, losses: [0.3, 0.003] } },
    wrong: { 'one bump missed': { three: { training: 0.87, losses: [0.3, 0.25] } } },
  },
  { lab: 'spiral', claim: /^At rate 0\.1/, right: spirals(0.8, 0.97, 0.34, 0.98), wrong: { 'depth that helps all the same': spirals(0.73, 0.95, 0.97, 0.98), 'nothing to mend': spirals(0.95, 0.97, 0.9, 0.98) } },
  { lab: 'spiral', claim: /^At rate 0\.01/, right: spirals(0.73, 0.95, 0.59, 0.98), wrong: { 'depth that is needed': spirals(0.73, 0.75, 0.59, 0.98) } },
  { lab: 'spiral', claim: /^For either network/, right: spirals(0.8, 0.97, 0.34, 0.98), wrong: { 'patience that helps one alone': spirals(0.8, 0.82, 0.34, 0.98) } },
  { lab: 'spiral', claim: /^Trained alike/, right: spirals(0.8, 0.97, 0.34, 0.98), wrong: { 'depth worth as much': spirals(0.7, 0.75, 0.5, 0.98), 'depth that helps when fast': spirals(0.73, 0.95, 0.8, 0.98) } },
  {
    lab: 'dropout-classes', claim: /^With dropout/,
    right: { plain: { accuracy: 0.79 }, dropout: { accuracy: 0.84 } },
    wrong: { 'a point by chance': { plain: { accuracy: 0.83 }, dropout: { accuracy: 0.84 } }, 'dropout that harms': { plain: { accuracy: 0.84 }, dropout: { accuracy: 0.79 } } },
  },
  {
    lab: 'dropout-classes', claim: /^Without it/,
    right: { plain: { training: 0.81 }, dropout: { training: 0.77 } },
    wrong: { 'no noise learnt': { plain: { training: 0.78 }, dropout: { training: 0.78 } } },
  },
  {
    lab: 'dropout-curve', claim: /^Without dropout/,
    right: { plain: { losses: [0.45], validationLosses: rising(1.8) } },
    wrong: {
      'a validation loss that stays': { plain: { losses: [0.45], validationLosses: rising(1.05) } },
      'one that is high from the start and falls': { plain: { losses: [0.45], validationLosses: Array.from({ length: 500 }, (_, i) => 3 - i / 250) } },
      'a training loss that does not fall': { plain: { losses: [1], validationLosses: rising(1.8) } },
    },
  },
  {
    lab: 'dropout-curve', claim: /^It goes on rising/,
    right: { plain: { validationLosses: rising(1.8) } },
    wrong: { 'a rise that turns': { plain: { validationLosses: [...rising(1.8).slice(0, 400), ...new Array<number>(100).fill(1.1)] } } },
  },
  {
    lab: 'fashion', claim: /^Two thirds of the mistakes/,
    right: { fashion: { taken: clothes([...among(40, [0, 2, 4]), ...among(4, [8])], 1) } },
    wrong: {
      'mistakes all over': { fashion: { taken: clothes(among(15, [0, 2, 4])) } },
      'shirts taken for bags': { fashion: { taken: clothes(among(40, [8]), 3) } },
      'nothing measured': { fashion: { taken: { labels: new Int32Array(), predicted: new Int32Array() } } },
    },
  },
  {
    lab: 'fashion', claim: /^Shirts are missed/,
    right: { fashion: { taken: clothes(among(37, [0, 2, 4, 3])) } },
    wrong: { 'shirts missed like others': { fashion: { taken: clothes(among(10, [0, 2, 4])) } }, 'shirts never missed': { fashion: { taken: clothes([]) } } },
  },
  {
    lab: 'cnn-batch-normalisation', claim: /above 98 % within three/,
    right: { plain: { accuracy: [0.9524, 0.9681, 0.9741, 0.9768, 0.9782, 0.9802] }, normalised: { accuracy: [0.9598, 0.9749, 0.9821] } },
    wrong: {
      'no faster': { plain: { accuracy: [0.9524, 0.9681, 0.9801] }, normalised: { accuracy: [0.9524, 0.9681, 0.9801] } },
      'normalisation that is slow': { plain: { accuracy: [0.95, 0.96, 0.97, 0.975, 0.981] }, normalised: { accuracy: [0.95, 0.96, 0.97, 0.981] } },
    },
  },
  {
    lab: 'fine-tuning', claim: /^On the small CNN/,
    right: { tuned: { accuracy: 0.82, trainable: 5130 }, untaught: { accuracy: 0.7 } },
    wrong: {
      'a few points by chance': { tuned: { accuracy: 0.82, trainable: 5130 }, untaught: { accuracy: 0.79 } },
      'random features ahead': { tuned: { accuracy: 0.78, trainable: 5130 }, untaught: { accuracy: 0.8 } },
      'all of it trained': { tuned: { accuracy: 0.87, trainable: 18_378 }, untaught: { accuracy: 0.77 } },
    },
  },
];

describe.each(rows)('lab $lab: $claim', ({ lab, claim, right, wrong }) => {
  it('holds for the published figures', () => {
    expect(judge(lab, claim, right)).toMatchObject({ holds: true });
  });

  it.each(Object.entries(wrong))('fails for %s', (_, figures) => {
    expect(judge(lab, claim, figures)).toMatchObject({ holds: false });
  });
});

it('descents are held to their printed digits', () => {
  const path = (weights: readonly number[]): DescentOutcome => ({ type: 'descent', path: weights.map((weight) => ({ weight, cost: 0 })) });
  expect(judge('momentum', /^Without momentum the cubic/, { cubic: path([4, 3.52, 3.15, 2.85, 2.61, 2.4, 2.23, 2.08, 1.95, 1.84]) }).holds).toBe(false);
});
