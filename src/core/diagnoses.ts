// What is wrong with how a network learns, by name: from the statistics of health.ts and the plan to sentences with remedies.
// Every threshold is here, with where it comes from.

import type { Health, OpHealth, TensorHealth } from './health.ts';
import type { NetworkPlan, PlanOp } from './plan.ts';
import type { Fix } from './problems.ts';
import type { TrainingConfig } from './training-config.ts';
import { weightKey } from './weights.ts';

export interface Diagnosis {
  readonly code: 'symmetric' | 'vanishing' | 'fading' | 'exploding-gradients' | 'exploding-activations' | 'saturated' | 'dead' | 'fast' | 'slow';
  /** `bad`: it will hardly learn like this. */
  readonly tone: 'caution' | 'bad';
  /** Where it shows. */
  readonly op: string;
  /** One sentence with the figure, without a full stop. */
  readonly message: string;
  /** The same in a few letters, beside its node. */
  readonly badge: string;
  /** The first one first tried. */
  readonly fixes: readonly Fix[];
}

/** Shares and ratios beyond which something is named. */
export const limits = {
  /**
   * Gradient at the first layer over that at the last. Kept constant by a good initialisation (Glorot, Bengio 2010, equations 5
   * to 14); a layer whose gradient is a thousandth learns a thousand times slower at the same learning rate. The number is ours.
   */
  vanishing: 1e-3,
  /**
   * The share of the gradient that a layer passes on to the one before, where none passes on more. The slope of a sigmoid is a
   * quarter at best; layers of ReLU or tanh with PyTorch's own weights pass on 0.36 to 0.57.
   */
  passed: 0.25,
  exploding: 1e3,
  /** Growth of the deviation from the first layer to a later one, which He et al. 2015, section 2.2, keep at 1. The number is ours. */
  growth: 30,
  /** Share of a sigmoid's or tanh's values at its ends; Glorot, Bengio 2010, section 3, call such a layer saturated. The number is ours. */
  saturated: 0.5,
  /**
   * Share of a ReLU's units. In a deep network examples look alike to late layers, where half of the units may be silent from the
   * start; "as much as 40 % of your network can be dead" if the rate is too high (Stanford CS231n, Neural networks 1). The number is ours.
   */
  dead: 0.6,
  /** Updates over weights "should be somewhere around 1e-3" (Stanford CS231n, Neural networks 3): a hundredfold off is named. */
  fast: 1e-1,
  slow: 1e-5,
} as const;

/** What updates over weights should be about. */
export const goodUpdateRatio = 1e-3;

type Label = (op: string) => string;

/** The faults, worst first; none for a healthy network. `label` gives the name that people know an op by. */
export function diagnose(health: Health, plan: NetworkPlan, config: TrainingConfig, label: Label = (op) => op): Diagnosis[] {
  const facts = new Map(health.ops.map((op) => [op.op, op]));
  const context: Context = { health, plan, config, label, facts, layers: plan.ops.filter(({ kind }) => kind === 'Conv2d' || kind === 'Linear') };
  const symmetric = findSymmetric(context);
  return [
    ...symmetric,
    // Units that are all the same tell nothing about gradients.
    ...(symmetric.length > 0 ? [] : [...findVanishing(context), ...findFading(context), ...findExploding(context)]),
    ...findGrowth(context), ...findSaturated(context), ...findDead(context), ...findUpdates(context),
  ].sort((a, b) => Number(b.tone === 'bad') - Number(a.tone === 'bad'));
}

interface Context {
  readonly health: Health;
  readonly plan: NetworkPlan;
  readonly config: TrainingConfig;
  readonly label: Label;
  readonly facts: ReadonlyMap<string, OpHealth>;
  /** Ops that compute with a matrix of weights, in order. */
  readonly layers: readonly PlanOp[];
}

function findSymmetric({ health, plan, layers, label }: Context): Diagnosis[] {
  return health.tensors.filter(({ op, identicalUnits }) => identicalUnits && isHidden(op, plan, layers)).map(({ op }) => ({
    code: 'symmetric', tone: 'bad', op,
    message: `all units of ${label(op)} are identical, so they learn the same`,
    badge: 'units alike',
    fixes: [initialise(plan, op, label)],
  }));
}

/** Not the layer that makes the output. */
function isHidden(op: string, plan: NetworkPlan, layers: readonly PlanOp[]): boolean {
  return op !== plan.outputId && op !== layers.at(-1)?.id;
}

function findVanishing({ plan, layers, facts, label }: Context): Diagnosis[] {
  const last = facts.get(layers.at(-1)?.id ?? '')?.gradientNorm ?? 0;
  const found = layers.map((op) => ({ op, ratio: (facts.get(op.id)?.gradientNorm ?? NaN) / last })).filter(({ ratio }) => ratio < limits.vanishing);
  const worst = found.reduce<(typeof found)[number] | undefined>((least, one) => (!least || one.ratio < least.ratio ? one : least), undefined);
  if (!worst) return [];
  return [{
    code: 'vanishing', tone: 'bad', op: worst.op.id,
    message: `gradients vanish before ${label(worst.op.id)}: ${figure(worst.ratio)} of the last layer’s`,
    badge: `∇ ${figure(worst.ratio)} of last`,
    fixes: [...toRelu(plan), ...normaliseAfter(plan, worst.op, label), initialiseAll(plan)],
  }];
}

/** What fades at every layer, two at least, and is not yet a thousandth. */
function findFading({ health, plan, config, layers, facts, label }: Context): Diagnosis[] {
  const norms = layers.map(({ id }) => facts.get(id)?.gradientNorm ?? NaN);
  const [first, last] = [layers[0], norms.at(-1) ?? NaN];
  const most = Math.max(...norms.slice(1).map((norm, i) => (norms[i] as number) / norm));
  const ratio = (norms[0] ?? NaN) / last;
  if (!first || layers.length < 3 || !(most < limits.passed) || ratio < limits.vanishing) return [];
  if (hasLearned(health, plan, config)) return [];
  const name = label(first.id);
  return [{
    code: 'fading', tone: 'bad', op: first.id,
    message: `gradients fade towards ${name}: no layer passes on more than ${figure(most)} of what it receives, `
      + `and ${figure(ratio)} of the last layer’s arrives`,
    badge: `∇ ${figure(ratio)} of last`,
    fixes: [...toRelu(plan), ...normaliseAfter(plan, first, label), initialiseAll(plan)],
  }];
}

function findExploding({ plan, config, layers, facts, label }: Context): Diagnosis[] {
  const last = facts.get(layers.at(-1)?.id ?? '')?.gradientNorm ?? 0;
  const found = layers.find(({ id }) => (facts.get(id)?.gradientNorm ?? 0) / last > limits.exploding && last > 0);
  if (!found) return [];
  return [{
    code: 'exploding-gradients', tone: 'bad', op: found.id,
    message: `gradients explode towards ${label(found.id)}: ${figure((facts.get(found.id)?.gradientNorm ?? 0) / last)} times the last layer’s`,
    badge: 'gradients explode',
    fixes: [initialiseAll(plan), ...rate(config, 0.1)],
  }];
}

function findGrowth({ plan, layers, facts, label }: Context): Diagnosis[] {
  const [first, ...rest] = layers;
  const start = facts.get(first?.id ?? '')?.deviation ?? 0;
  if (!first || !(start > 0)) return [];
  // A trained network's outputs may be as far apart as they like.
  const hidden = rest.filter(({ id }) => isHidden(id, plan, layers));
  const grown = hidden.findLast(({ id }) => (facts.get(id)?.deviation ?? 0) / start > limits.growth);
  if (!grown) return [];
  return [{
    code: 'exploding-activations', tone: 'bad', op: grown.id,
    message: `activations explode: their deviation grows ${figure((facts.get(grown.id)?.deviation ?? 0) / start)}-fold from ${label(first.id)} to ${label(grown.id)}`,
    badge: 'values explode',
    fixes: [...normaliseAfter(plan, grown, label), initialiseAll(plan)],
  }];
}

function findSaturated({ plan, facts, label }: Context): Diagnosis[] {
  return plan.ops.flatMap((op): Diagnosis[] => {
    const share = facts.get(op.id)?.saturated ?? 0;
    // An output that is sure of itself is no fault.
    if (share <= limits.saturated || op.id === plan.outputId) return [];
    return [{
      code: 'saturated', tone: share > 0.9 ? 'bad' : 'caution', op: op.id,
      message: `${label(op.id)} saturates: ${percent(share)} of its values are at its ends`,
      badge: `${percent(share)} saturated`,
      fixes: [replace([op.id], 'ReLU', `Replace ${label(op.id)} by ReLU`), ...insertNorm(op, label), initialiseAll(plan)],
    }];
  });
}

function findDead({ plan, config, facts, label }: Context): Diagnosis[] {
  return plan.ops.flatMap((op): Diagnosis[] => {
    const share = facts.get(op.id)?.dead ?? 0;
    if (share <= limits.dead) return [];
    return [{
      code: 'dead', tone: share > 0.9 ? 'bad' : 'caution', op: op.id,
      message: `${percent(share)} of ${label(op.id)}’s units are dead`,
      badge: `${percent(share)} dead`,
      fixes: [replace([op.id], 'LeakyReLU', `Replace ${label(op.id)} by LeakyReLU`), ...rate(config, 0.1)],
    }];
  });
}

function findUpdates({ health, plan, config, layers, label }: Context): Diagnosis[] {
  // Biases begin near zero, where any update is large beside them.
  const matrices = health.tensors.filter(({ key, updateRatio }) => updateRatio !== undefined && layers.some(({ id }) => key === weightKey(id, 'weight')));
  const ratioOf = ({ updateRatio }: TensorHealth) => updateRatio ?? NaN;
  const fast = matrices.filter((one) => ratioOf(one) > limits.fast).sort((a, b) => ratioOf(b) - ratioOf(a))[0];
  const slow = hasLearned(health, plan, config) ? undefined : matrices.filter((one) => ratioOf(one) < limits.slow).sort((a, b) => ratioOf(a) - ratioOf(b))[0];
  return [
    ...(fast ? [{
      code: 'fast', tone: 'bad', op: fast.op, message: `updates of ${label(fast.op)} are ${figure(ratioOf(fast))} of the weights: the learning rate is too high`,
      badge: `updates ${figure(ratioOf(fast))}`, fixes: rate(config, 0.3),
    } as const] : []),
    ...(slow ? [{
      code: 'slow', tone: 'caution', op: slow.op, message: `weights of ${label(slow.op)} hardly move: updates are ${figure(ratioOf(slow))} of the weights`,
      badge: `updates ${figure(ratioOf(slow))}`, fixes: rate(config, 10),
    } as const] : []),
  ];
}

/** With cross-entropy: a loss below a tenth of that of guessing, where nothing needs to move. */
function hasLearned({ loss }: Health, { outputShape: [classes = 1] }: NetworkPlan, config: TrainingConfig): boolean {
  return config.loss === 'crossEntropy' && loss < 0.1 * Math.log(Math.max(classes, 2));
}

function rate({ optimizer: { learningRate } }: TrainingConfig, factor: number): Fix[] {
  const value = Number((learningRate * factor).toPrecision(3));
  return [{ label: `${factor < 1 ? 'Lower' : 'Raise'} the learning rate to ${value}`, action: { type: 'setLearningRate', value } }];
}

function replace(nodes: readonly string[], kind: string, label: string): Fix {
  return { label, action: { type: 'replaceKind', nodes, kind } };
}

function toRelu({ ops, outputId }: NetworkPlan): Fix[] {
  const squashing = ops.filter(({ id, kind }) => (kind === 'Sigmoid' || kind === 'Tanh') && id !== outputId);
  const kinds = [...new Set(squashing.map(({ kind }) => kind))].join(' and ');
  return squashing.length === 0 ? [] : [replace(squashing.map(({ id }) => id), 'ReLU', `Replace ${kinds} by ReLU`)];
}

/** A BatchNorm before what reads an op, where that is none. */
function normaliseAfter({ ops }: NetworkPlan, op: PlanOp, label: Label): Fix[] {
  const next = ops.find(({ inputs }) => inputs[0] === op.id);
  return next && next.kind !== 'BatchNorm2d' && next.kind !== 'BatchNorm1d' ? insertNorm(next, label) : [];
}

function insertNorm({ id, inputShapes: [input = []] }: PlanOp, label: Label): Fix[] {
  if (input.length !== 3 && input.length !== 1) return [];
  return [{ label: `Insert BatchNorm before ${label(id)}`, action: { type: 'insertBefore', node: id, kind: input.length === 3 ? 'BatchNorm2d' : 'BatchNorm1d' } }];
}

/** He where ReLUs follow, Xavier with Sigmoid and Tanh. */
function schemeOf({ ops }: NetworkPlan) {
  const isSquashed = ops.some(({ kind }) => kind === 'Sigmoid' || kind === 'Tanh');
  return isSquashed ? { name: 'Xavier', scheme: 'xavierUniform' } as const : { name: 'He', scheme: 'heUniform' } as const;
}

function initialise(plan: NetworkPlan, node: string, label: Label): Fix {
  const { name, scheme } = schemeOf(plan);
  return { label: `Initialise ${label(node)} by ${name}`, action: { type: 'setInitialisation', node, weight: { scheme } } };
}

function initialiseAll(plan: NetworkPlan): Fix {
  const { name, scheme } = schemeOf(plan);
  return { label: `Initialise all weights by ${name}`, action: { type: 'setInitialisation', weight: { scheme } } };
}

function percent(share: number): string {
  return `${(100 * share).toFixed(0)}%`;
}

/** "1e-7", "0.3", "40". */
function figure(value: number): string {
  return value !== 0 && Math.abs(value) < 1e-2 ? value.toExponential(0) : String(Number(value.toPrecision(2)));
}
