// The losses of training: what each takes, what it wants the outputs of a classifier to be, and when such an output is right.

/** As documents name them, in the order to show them. */
export const lossTypes = ['crossEntropy', 'mse', 'l1', 'bce', 'bceWithLogits', 'threshold'] as const;
export type DocumentLoss = (typeof lossTypes)[number];
/**
 * As engines take them. `softCrossEntropy` is cross-entropy with a share for each class in place of one class: the data decides for it,
 * no document names it.
 */
export type LossType = DocumentLoss | 'softCrossEntropy';

export interface LossFacts {
  /** Sentence case. */
  readonly label: string;
  /** One sentence for the training panel. */
  readonly help: string;
  /** `classes`: one class index an example. `targets`: one number for every output. */
  readonly takes: 'classes' | 'targets';
  /** What its formula takes the outputs for. */
  readonly outputs: 'logits' | 'probabilities' | 'numbers';
  /** For one output x against its target t; cross-entropy for the logits x of an example of class c. */
  readonly formula: string;
  /** The single output of a network that tells two classes apart means class 1 above this. */
  readonly threshold: number;
}

/** Formulas as in torch.nn, each the mean over the batch, and over the outputs where it takes targets. */
export const losses: { readonly [T in LossType]: LossFacts } = {
  crossEntropy: {
    label: 'Cross-entropy', takes: 'classes', outputs: 'logits', formula: 'log Σ exp(x) − x[c]', threshold: 0,
    help: 'Takes logits and the class, as torch.nn.CrossEntropyLoss: the softmax is part of it.',
  },
  softCrossEntropy: {
    label: 'Cross-entropy', takes: 'targets', outputs: 'logits', formula: 'Σ t[c] (log Σ exp(x) − x[c])', threshold: 0,
    help: 'Takes logits and a share for each class, as torch.nn.CrossEntropyLoss with probabilities.',
  },
  mse: {
    label: 'Mean squared error', takes: 'targets', outputs: 'numbers', formula: '(x − t)²', threshold: 0.5,
    help: 'Squared distance of each output from 1 for the class and 0 for the others, as torch.nn.MSELoss.',
  },
  l1: {
    label: 'Mean absolute error (L1)', takes: 'targets', outputs: 'numbers', formula: '|x − t|', threshold: 0.5,
    help: 'Distance of each output from 1 for the class and 0 for the others, as torch.nn.L1Loss.',
  },
  bce: {
    label: 'Binary cross-entropy', takes: 'targets', outputs: 'probabilities', formula: '−t log x − (1 − t) log(1 − x)', threshold: 0.5,
    help: 'Takes probabilities, each output by itself, as torch.nn.BCELoss: end the network in Sigmoid.',
  },
  bceWithLogits: {
    label: 'Binary cross-entropy with logits', takes: 'targets', outputs: 'logits', formula: 'log(1 + exp x) − t x', threshold: 0,
    help: 'Takes logits, each output by itself, as torch.nn.BCEWithLogitsLoss: the sigmoid is part of it.',
  },
  threshold: {
    label: 'Threshold cost (0/1)', takes: 'targets', outputs: 'numbers', formula: '1 where x > 0.5 and t > 0.5 disagree, else 0', threshold: 0.5,
    help: 'Share of outputs on the wrong side of 0.5. It is flat almost everywhere, so its gradient is 0 and nothing is learnt: here to be seen failing.',
  },
};

/** The loss as in the middle of a sentence. */
export function lossName(loss: LossType): string {
  const { label } = losses[loss];
  return label.charAt(0).toLowerCase() + label.slice(1);
}

/** What a training config says of its loss. */
export interface LossConfig {
  readonly loss: LossType;
  /** Share of each target that is spread over all classes, 0 to 1, as torch.nn.CrossEntropyLoss(label_smoothing=...) does. */
  readonly labelSmoothing?: number;
}

/** The label smoothing that applies: other losses than cross-entropy have none. */
export function smoothingOf({ loss, labelSmoothing = 0 }: LossConfig): number {
  return loss === 'crossEntropy' || loss === 'softCrossEntropy' ? labelSmoothing : 0;
}

/** True where the loss compares every output with a number of its own. */
export function takesTargets(loss: LossType): boolean {
  return losses[loss].takes === 'targets';
}

/** True where a network with so many outputs tells two classes apart by one of them. */
export function isBinary(loss: LossType, outputs: number): boolean {
  return outputs === 1 && takesTargets(loss) && loss !== 'softCrossEntropy';
}

/** The fewest outputs that tell so many classes apart. */
export function outputsNeeded(loss: LossType, outputs: number, classes: number): number {
  return classes === 2 && isBinary(loss, outputs) ? 1 : classes;
}

/**
 * Writes what the outputs should be for examples of these classes: 1 for the class and 0 for the others, or the class itself,
 * 0 or 1, for a single output.
 */
export function writeClassTargets(labels: ArrayLike<number>, count: number, outputs: number, out: Float32Array): void {
  out.fill(0, 0, count * outputs);
  for (let n = 0; n < count; n++) {
    const label = labels[n] ?? 0;
    if (outputs === 1) out[n] = label;
    else out[n * outputs + label] = 1;
  }
}

/** Why a batch cannot be compared with the outputs; undefined where it can. */
export function targetsObstacle(loss: LossType, targets: Float32Array | undefined, count: number, outputs: number): string | undefined {
  if (!takesTargets(loss) || (targets && targets.length >= count * outputs)) return undefined;
  return `${lossName(loss)} expects ${count * outputs} targets for a batch of ${count}, received ${targets?.length ?? 'none'}`;
}
