// All datasets, in the order in which they are offered.

import type { DatasetKind, DatasetRegistry } from './dataset-kind.ts';
import { digits } from './digits.ts';
import { fashionMnist } from './fashion-mnist.ts';
import { mnist } from './mnist.ts';

const all: readonly DatasetKind[] = [mnist, fashionMnist, digits];

export const datasets: DatasetRegistry = new Map(all.map((dataset) => [dataset.id, dataset]));
