// The losses of training: what each takes, what it wants the outputs of a classifier to be, and when such an output is right.

/** As documents name them, in the order to show them. */
export const lossTypes = ['crossEntropy', 'mse', 'bce', 'bceWithLogits'] as const;
export type LossType = (typeof lossTypes)[number];

export interface LossFacts {
  /** Sentence case. */
  readonly label: string;
  /** One sentence for the training panel. */
  readonly help: string;
  /** `classes`: one class index an example. `targets`: one number for every output. */
  readonly takes: 'classes' | 'targets';
  /** The single output of a network that tells two classes apart means class 1 above this. */
  readonly threshold: number;
}

/** Formulas as in torch.nn, each the mean over the batch, and over the outputs where it takes targets. */
export const losses: { readonly [T in LossType]: LossFacts } = {
  crossEntropy: {
    label: 'Cross-entropy', takes: 'classes', threshold: 0,
    help: 'Takes logits and the class, as torch.nn.CrossEntropyLoss: the softmax is part of it.',
  },
  mse: {
    label: 'Mean squared error', takes: 'targets', threshold: 0.5,
    help: 'Squared distance of each output from 1 for the class and 0 for the others, as torch.nn.MSELoss.',
  },
  bce: {
    label: 'Binary cross-entropy', takes: 'targets', threshold: 0.5,
    help: 'Takes probabilities, each output by itself, as torch.nn.BCELoss: end the network in Sigmoid.',
  },
  bceWithLogits: {
    label: 'Binary cross-entropy with logits', takes: 'targets', threshold: 0,
    help: 'Takes logits, each output by itself, as torch.nn.BCEWithLogitsLoss: the sigmoid is part of it.',
  },
};

/** True where the loss compares every output with a number of its own. */
export function takesTargets(loss: LossType): boolean {
  return losses[loss].takes === 'targets';
}

/** True where a network with so many outputs tells two classes apart by one of them. */
export function isBinary(loss: LossType, outputs: number): boolean {
  return outputs === 1 && takesTargets(loss);
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
  return `${losses[loss].label.toLowerCase()} expects ${count * outputs} targets for a batch of ${count}, received ${targets?.length ?? 'none'}`;
}
