// From a request to train to an opened session: data, engine, initial weights. Datasets, engines and the way to
// choose among them are passed in.

import { createAugment } from '../core/augment.ts';
import type { DatasetInfo, Preprocessing, TrainingData } from '../core/data.ts';
import { outputsNeeded, type LossType } from '../core/losses.ts';
import type { NetworkPlan } from '../core/plan.ts';
import { preprocessingOf } from '../core/preprocessing.ts';
import { elementCount, formatShape } from '../core/shape.ts';
import { readTargets, targetObstacle, type Targets } from '../core/target-reading.ts';
import { seedOf, type TrainingConfig } from '../core/training-config.ts';
import { initialWeights, type WeightSet } from '../core/weights.ts';
import type { ChooseRequest, ChosenEngine } from '../engines/select.ts';
import type { PreparedRun, PrepareRun } from './active-run.ts';
import type { PrepareArgs } from './protocol.ts';
import { readAs, withTargets } from './targets.ts';

export interface DataRequest {
  readonly config: TrainingConfig;
  readonly preprocessing: Preprocessing;
  onProgress(fraction: number, detail: string): void;
  onNotice(notice: { readonly code: string; readonly message: string }): void;
  readonly signal: AbortSignal;
  /** Only from places that may be asked before the user has pressed Train; rejects where none of them has the data. */
  readonly nearbyOnly?: boolean;
}

export interface LoadedData {
  /** The dataset that was loaded; another than asked for where it stands in for that. */
  readonly dataset: DatasetInfo;
  readonly data: TrainingData;
  /** What the examples were normalised with; nothing where absent. */
  readonly normalization?: { readonly mean: readonly number[]; readonly std: readonly number[] };
  readonly prepareImage: PreparedRun['prepareImage'];
}

export interface PrepareDependencies {
  loadData(request: DataRequest): Promise<LoadedData>;
  /** Rejects with a sentence where no engine can train the plan, or the forced one cannot. */
  chooseEngine(request: Omit<ChooseRequest, 'engines'>): Promise<ChosenEngine>;
}

/** Prepares a run and reports phases, notices and choices. Rejects where the network does not fit the data. */
export function createPrepare({ loadData, chooseEngine }: PrepareDependencies): PrepareRun {
  return async (args, report, signal) => {
    const { plan, config } = args;
    report({ type: 'phase', phase: 'loading data' });
    const { dataset, data: loaded, normalization = { mean: [], std: [] }, prepareImage } = await loadData({
      config, preprocessing: preprocessingOf(plan), signal,
      onProgress: (fraction, detail) => report({ type: 'phase', phase: 'loading data', fraction, detail }),
      onNotice: (notice) => report({ type: 'notice', ...notice }),
    });
    signal.throwIfAborted();
    const reading = readTargets(dataset, config.loss);
    const data = readAs(loaded, reading);
    checkFit(plan, data, config.loss, dataset);
    report({
      type: 'data', dataset: dataset.id, name: dataset.name, classNames: data.classNames,
      trainingCount: data.training.count, validationCount: data.validation.count,
      ...(dataset.id !== config.dataset && { standsInFor: config.dataset }),
    });

    report({ type: 'phase', phase: 'preparing engine' });
    const { engine, candidates } = await chooseEngine({ plan, config, forced: args.engine, signal });
    signal.throwIfAborted();
    const weights = args.weights ?? initialWeights(plan.ops, seedOf(config, 'weights'), config.initialisation);
    const augment = createAugment(config.augmentation, plan.inputShape, normalization);
    const openAs: PreparedRun['openAs'] = async (another, itsWeights) => {
      checkFit(another, data, config.loss, dataset);
      const refused = engine.supports(another, config).find(({ severity }) => severity === 'error');
      if (refused) throw new Error(`${engine.name} cannot train the network: ${refused.message}.`);
      const open = (own: WeightSet) => engine.open({ plan: another, config: { ...config, loss: reading.loss }, weights: own });
      return { session: await open(itsWeights), plan: another, data: { ...withTargets(data, reading.loss, elementCount(another.outputShape)), augment }, openBeside: open };
    };
    const opened = await openAs(plan, weights);
    report({ type: 'engine', id: engine.id, name: engine.name, description: opened.session.description, candidates });
    const { notice } = opened.session;
    if (notice !== undefined) report({ type: 'notice', code: 'engine-limited', message: notice });
    return { ...opened, config, prepareImage, openAs };
  };
}

/** Does ahead what of a run's preparation is remembered. Rejects where the data is not at hand or the network does not fit it. */
export function createPrepareAhead({ loadData, chooseEngine }: PrepareDependencies) {
  return async ({ plan, config, engine }: PrepareArgs, signal: AbortSignal): Promise<void> => {
    const quiet = () => undefined;
    const data = loadData({ config, preprocessing: preprocessingOf(plan), signal, nearbyOnly: true, onProgress: quiet, onNotice: quiet });
    // Data that cannot be had now is no reason not to know the engine when it can.
    const loaded = await data.catch(() => undefined);
    signal.throwIfAborted();
    if (loaded) checkFit(plan, readAs(loaded.data, readTargets(loaded.dataset, config.loss)), config.loss, loaded.dataset);
    await chooseEngine({ plan, config, forced: engine, signal });
  };
}

/** The network must take the examples (a flat input takes an image's pixels as they lie) and tell the classes apart. */
function checkFit(plan: NetworkPlan, data: TrainingData, loss: LossType, dataset: Targets): void {
  if (elementCount(plan.inputShape) !== elementCount(data.training.shape)) {
    throw new Error(`The network takes ${formatShape(plan.inputShape)}; the examples are ${formatShape(data.training.shape)}.`);
  }
  const targets = data.training.targets?.size;
  if (targets !== undefined) {
    const obstacle = targetObstacle(dataset, loss);
    if (obstacle !== undefined) throw new Error(`${obstacle.charAt(0).toUpperCase()}${obstacle.slice(1)}.`);
    if (elementCount(plan.outputShape) === targets) return;
    throw new Error(`The network’s output has shape ${formatShape(plan.outputShape)}; this dataset has ${targets} numbers to predict, so as many outputs are expected.`);
  }
  const classes = data.classNames.length;
  const [features = 0] = plan.outputShape;
  const needed = outputsNeeded(loss, features, classes);
  if (plan.outputShape.length !== 1 || features < needed) {
    throw new Error(`The network’s output has shape ${formatShape(plan.outputShape)}; this dataset has ${classes} classes, so at least ${needed} features are expected.`);
  }
}
