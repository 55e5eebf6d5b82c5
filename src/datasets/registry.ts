// All datasets, in the order in which they are offered.

import { cifar10 } from './cifar-10.ts';
import type { DatasetKind, DatasetRegistry } from './dataset-kind.ts';
import { digits } from './digits.ts';
import { fashionMnist } from './fashion-mnist.ts';
import { lines } from './lines.ts';
import { mnist } from './mnist.ts';
import { noisyParabola } from './noisy-parabola.ts';
import { noisyXor } from './noisy-xor.ts';
import { oneBump } from './one-bump.ts';
import { polynomial } from './polynomial.ts';
import { spirals } from './spirals.ts';
import { threshold } from './threshold.ts';
import { twoBumps } from './two-bumps.ts';
import { typed } from './typed.ts';

const all: readonly DatasetKind[] = [mnist, fashionMnist, cifar10, digits, lines, threshold, oneBump, twoBumps, noisyXor, spirals, polynomial, noisyParabola, typed];

export const datasets: DatasetRegistry = new Map(all.map((dataset) => [dataset.id, dataset]));
