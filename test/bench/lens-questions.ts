// What each lens asks while it is open and a run goes on, as the page asks it.

import { elementCount } from '../../src/core/shape.ts';
import { readBatch } from '../../src/ui/lenses/batch-norm/use-batch.ts';
import { look } from '../../src/ui/lenses/decision/look.ts';
import { askValues } from '../../src/ui/lenses/flow/all-values.ts';
import { askRaises } from '../../src/ui/lenses/flow/raises.ts';
import { drawLandscape } from '../../src/ui/lenses/landscape/use-landscape.ts';
import type { LensNetwork } from '../../src/ui/lenses/lens-network.ts';
import { askGradCam } from '../../src/ui/lenses/predictions/use-grad-cam.ts';
import { askOcclusion } from '../../src/ui/lenses/predictions/use-occlusion.ts';
import { lookingShare, shares } from '../../src/ui/lenses/shares.ts';
import { askNodeValues } from '../../src/ui/lenses/use-node-values.ts';

export type BenchNetwork = Pick<LensNetwork, 'client' | 'name' | 'plan' | 'config' | 'data' | 'version'>;

export interface LensQuestion {
  /** Of the time; 1 where the question itself rests. */
  readonly share: number;
  ask(network: BenchNetwork, input: Float32Array, signal: AbortSignal): Promise<unknown>;
}

const convolutionOf = ({ plan }: BenchNetwork) => plan.ops.findLast(({ kind }) => kind === 'Conv2d') ?? plan.ops.at(-1) ?? { id: '', inputs: [], outputShape: [] };
const opOf = (network: BenchNetwork) => network.plan.ops.find(({ id }) => id === convolutionOf(network).id) as BenchNetwork['plan']['ops'][number];

const health: LensQuestion = { share: shares.health, ask: ({ client, name }, _, signal) => client.call('health', { network: name }, { signal }) };
const maps: LensQuestion = { share: shares.maps, ask: askValues };
const nodeValues: LensQuestion = { share: shares.nodeValues, ask: (network, input, signal) => askNodeValues(network, opOf(network), input, signal) };
const raises: LensQuestion = { share: shares.raises, ask: (network, input, signal) => askRaises(network, opOf(network), 0, input, signal) };
const batch: LensQuestion = {
  share: lookingShare,
  async ask(network, _, signal) {
    const op = network.plan.ops.findLast(({ kind }) => kind.startsWith('BatchNorm'));
    if (!op) return;
    await readBatch(network, { op, number: 0, size: network.config.batchSize, mode: 'train' }, signal);
    await network.client.call('readWeights', { network: network.name, ops: [op.id] }, { signal });
  },
};
const predictions: LensQuestion = { share: shares.predictions, ask: ({ client, name }, _, signal) => client.call('predictions', { network: name, part: 'validation' }, { signal }) };
const occlusion: LensQuestion = { share: shares.occlusion, ask: (network, input, signal) => askOcclusion(network, { input, shape: network.plan.inputShape }, 0, 'least', signal) };
const gradCam: LensQuestion = { share: shares.gradCam, ask: (network, input, signal) => askGradCam(network, input, opOf(network).id, 0, signal) };
const recognition: LensQuestion = { share: 1, ask: ({ client, name }, input, signal) => client.call('predict', { network: name, inputs: input, count: 1 }, { signal }) };
const featureStrip: LensQuestion = { ...maps, share: shares.featureStrip };
const landscape: LensQuestion = {
  share: 1,
  async ask({ client, name }, _, signal) {
    // Small, so that it ends; it rests between its points itself.
    const wish = { plane: { type: 'random', seed: 1 }, part: 'training', count: 200, side: 5, reach: 1 } as const;
    for await (const view of drawLandscape({ client, name, wish, signal, paced: { isTraining: true } })) if (view.done === 1) return;
  },
};
const decision: LensQuestion = { share: lookingShare, ask: (network, _, signal) => look(network, signal) };

interface BenchLens {
  readonly questions: readonly LensQuestion[];
  /** Whether it has anything to show of the network. */
  readonly suits: (network: Pick<BenchNetwork, 'plan'>) => boolean;
}

const isImage = ({ plan }: Pick<BenchNetwork, 'plan'>) => plan.inputShape.length === 3;

/** By the lens's id. */
export const benchLenses: Readonly<Record<string, BenchLens>> = {
  health: { questions: [health], suits: () => true },
  flow: { questions: [maps, nodeValues, raises], suits: () => true },
  arithmetic: { questions: [nodeValues], suits: isImage },
  'batch-norm': { questions: [batch], suits: ({ plan }) => plan.ops.some(({ kind }) => kind.startsWith('BatchNorm')) },
  predictions: { questions: [predictions, occlusion, gradCam], suits: isImage },
  draw: { questions: [recognition, featureStrip], suits: isImage },
  landscape: { questions: [landscape], suits: () => true },
  decision: { questions: [decision], suits: ({ plan }) => elementCount(plan.inputShape) <= 2 },
};
