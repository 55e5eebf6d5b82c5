// `convloom train FILE`: the same run as on the page, told line by line, and saved where asked.

import type { NetworkDocument } from '../../core/document.ts';
import { lossTypes, type LossType } from '../../core/losses.ts';
import { createPlan, type NetworkPlan } from '../../core/plan.ts';
import { defaultRateRange } from '../../core/learning-rate-curve.ts';
import { hasErrors } from '../../core/problems.ts';
import { defaultSchedules, defaultWarmup, scheduleTypes, type ScheduleType } from '../../core/schedules.ts';
import { defaultEarlyStopping, defaultOptimizers, optimizerTypes, seedOf, withLiveChange, type OptimizerType, type TrainingConfig } from '../../core/training-config.ts';
import { trainingProblems } from '../../core/training-problems.ts';
import type { WeightSet } from '../../core/weights.ts';
import { prepareImage } from '../../datasets/preprocessing.ts';
import { DataUnavailableError } from '../../datasets/sources.ts';
import { exportTfjs } from '../../interop/tfjs/export.ts';
import type { PreparedRun } from '../../training/active-run.ts';
import { createPrepare, type PrepareDependencies } from '../../training/prepare-run.ts';
import type { RunEvent } from '../../training/protocol.ts';
import { runTraining } from '../../training/run-training.ts';
import { choiceOption, CommandError, integerOption, positiveOption, textOption, UsageError, type Cli, type Command, type ExitCode, type OptionValues } from '../command.ts';
import { findRate, readRange } from '../find-rate.ts';
import { describeProblems, readNetwork } from '../read-network.ts';
import { jsonOutput, textOutput } from '../training-output.ts';
import { writeFiles } from '../write-files.ts';

export const train: Command = {
  name: 'train',
  parameters: 'FILE',
  summary: 'Train a network and tell how it goes.',
  arity: [1, 1],
  options: {
    epochs: { type: 'string', short: 'e', value: 'N', help: 'Passes over the training images (default: the document’s)' },
    seed: { type: 'string', short: 's', value: 'N', help: 'Seed of initial weights and order (default: the document’s)' },
    'batch-size': { type: 'string', short: 'b', value: 'N', help: 'Images in a step (default: the document’s)' },
    loss: { type: 'string', value: 'NAME', help: `One of ${lossTypes.join(', ')} (default: the document’s)` },
    optimizer: { type: 'string', value: 'NAME', help: `One of ${optimizerTypes.join(', ')}, as it comes (default: the document’s)` },
    lr: { type: 'string', value: 'X', help: 'Learning rate (default: the document’s, or the named optimiser’s)' },
    schedule: { type: 'string', value: 'NAME', help: `One of ${scheduleTypes.join(', ')}, as it comes (default: the document’s)` },
    warmup: { type: 'string', value: 'N', help: 'Batches over which the learning rate grows to its whole' },
    'clip-norm': { type: 'string', value: 'X', help: 'Largest norm of the gradients' },
    'clip-value': { type: 'string', value: 'X', help: 'Largest value in the gradients' },
    patience: { type: 'string', value: 'N', help: 'Stop after N epochs without a lower validation loss, with the best weights' },
    backend: { type: 'string', value: 'ID', help: 'Engine, such as tfjs-wasm, or auto: the fastest by measurement (default auto)' },
    data: { type: 'string', short: 'd', value: 'DIR', help: 'Folder that holds mnist/ and the like (default: the project’s data folder)' },
    limit: { type: 'string', value: 'N', help: 'Use the first N images of the training and of the test part' },
    output: { type: 'string', short: 'o', value: 'DIR', help: 'Save the trained model there in tfjs format' },
    'find-lr': { type: 'boolean', help: 'Instead of training, try learning rates on one batch each and suggest one' },
    from: { type: 'string', value: 'X', help: `With --find-lr: the lowest rate (default ${defaultRateRange.from})` },
    to: { type: 'string', value: 'X', help: `With --find-lr: the highest rate (default ${defaultRateRange.to})` },
    steps: { type: 'string', value: 'N', help: `With --find-lr: how many batches (default ${defaultRateRange.steps})` },
    json: { type: 'boolean', help: 'One JSON event a line instead of text' },
  },
  async run({ positionals: [file = ''], values }, cli) {
    const overrides = readOverrides(values);
    const limit = integerOption(values, 'limit', 1);
    const range = readRange(values);
    const original = await readNetwork(file);
    const document = { ...original, training: configure(original.training, overrides) };
    const plan = planToTrain(file, document, cli);
    const { tell } = values['json'] === true ? jsonOutput(cli.out) : textOutput(cli.out, cli.err, document.training.epochs);
    const loadData = dataLoader(cli, textOption(values, 'data'), limit);
    const engine = textOption(values, 'backend') ?? 'auto';
    const request = { run: 1, plan, config: document.training, ...(engine !== 'auto' && { engine }) };

    let prepared: PreparedRun;
    try {
      prepared = await createPrepare({ loadData, chooseEngine: cli.chooseEngine })(request, tell, cli.signal);
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      return finish(cli.signal.aborted ? { type: 'ended', reason: 'stopped' } : { type: 'ended', reason: 'failed', message }, tell);
    }
    if (range) return findRate(prepared, range, values['json'] === true, cli);
    try {
      const ended = await trainUntilEnd(prepared, tell, cli.signal);
      const folder = textOption(values, 'output');
      if (folder !== undefined && (ended.reason === 'completed' || ended.reason === 'stopped' || ended.reason === 'stoppedEarly')) {
        await saveModel(folder, plan, document, await prepared.session.readWeights(), cli);
        tell({ type: 'notice', code: 'model-saved', message: `Saved the model to ${folder}` });
      }
      return finish(ended, tell);
    } finally {
      prepared.session.dispose();
    }
  },
};

type Ended = Extract<RunEvent, { type: 'ended' }>;
type Tell = (event: RunEvent) => void;

interface Overrides {
  readonly epochs?: number;
  readonly seed?: number;
  readonly batchSize?: number;
  readonly loss?: LossType;
  readonly optimizer?: OptimizerType;
  readonly learningRate?: number;
  readonly schedule?: ScheduleType;
  readonly warmup?: number;
  readonly clipNorm?: number;
  readonly clipValue?: number;
  readonly patience?: number;
}

function readOverrides(values: OptionValues): Overrides {
  const given = {
    epochs: integerOption(values, 'epochs', 1),
    seed: integerOption(values, 'seed', 0),
    batchSize: integerOption(values, 'batch-size', 1),
    loss: choiceOption(values, 'loss', lossTypes),
    optimizer: choiceOption(values, 'optimizer', optimizerTypes),
    learningRate: positiveOption(values, 'lr'),
    schedule: choiceOption(values, 'schedule', scheduleTypes),
    warmup: integerOption(values, 'warmup', 1),
    clipNorm: positiveOption(values, 'clip-norm'),
    clipValue: positiveOption(values, 'clip-value'),
    patience: integerOption(values, 'patience', 1),
  };
  if (given.clipNorm !== undefined && given.clipValue !== undefined) throw new UsageError('--clip-norm and --clip-value exclude each other, received both.');
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}

/** The optimiser that the document has keeps its settings, also where it is named. */
function configure(config: TrainingConfig, { optimizer: type = config.optimizer.type, learningRate, schedule, warmup, clipNorm, clipValue, patience, ...overrides }: Overrides): TrainingConfig {
  const chosen = type === config.optimizer.type ? config.optimizer : defaultOptimizers[type];
  const scheduled = schedule === undefined || schedule === config.schedule?.type ? config.schedule : defaultSchedules[schedule];
  const warmed = warmup === undefined ? scheduled : { ...(scheduled ?? defaultSchedules.constant), warmup: { ...defaultWarmup, ...scheduled?.warmup, totalIters: warmup } };
  return {
    ...config, ...overrides,
    ...(warmed && { schedule: warmed }),
    ...(clipNorm !== undefined && { clipping: { type: 'norm', max: clipNorm } }),
    ...(clipValue !== undefined && { clipping: { type: 'value', max: clipValue } }),
    ...(patience !== undefined && { earlyStopping: { ...defaultEarlyStopping, ...config.earlyStopping, patience } }),
    optimizer: withLiveChange(chosen, learningRate === undefined ? {} : { learningRate }),
  };
}

/** The plan of a document that can be trained as it says. Throws CommandError with all its problems. */
function planToTrain(file: string, document: NetworkDocument, cli: Cli): NetworkPlan {
  const planned = createPlan(document.graph, cli.layers);
  const problems = 'problems' in planned ? planned.problems : trainingProblems(document, cli.layers, cli.datasets);
  if ('plan' in planned && !hasErrors(problems)) return planned.plan;
  throw new CommandError(describeProblems(file, document.graph, problems).join('\n'));
}

/** Loads from `folder`; says how to get files that are not there. */
function dataLoader(cli: Cli, folder: string | undefined, limit: number | undefined): PrepareDependencies['loadData'] {
  return async ({ config, preprocessing, onProgress, signal }) => {
    const dataset = cli.datasets.get(config.dataset);
    if (!dataset) throw new CommandError(`There is no dataset "${config.dataset}".`);
    const sources = cli.dataSources(folder);
    const limits = limit === undefined ? undefined : { training: limit, test: limit };
    try {
      const data = await dataset.load({ preprocessing, options: config.datasetOptions, validation: config.validation, seed: seedOf(config, 'order'), sources, onProgress, signal, ...(limits && { limits }) });
      return { dataset, data, prepareImage: (pixels, shape) => prepareImage(pixels, shape, preprocessing, data.normalization) };
    } catch (error) {
      if (!(error instanceof DataUnavailableError) || !cli.editions.has(dataset.id)) throw error;
      throw new CommandError(`${error.message} "convloom data ${dataset.id}" downloads it; --data names another folder.`);
    }
  };
}

/** Trains and tells every event but the last; a stop asked for by Ctrl+C takes effect between two batches. */
async function trainUntilEnd(prepared: PreparedRun, tell: Tell, signal: AbortSignal): Promise<Ended> {
  for await (const event of runTraining(prepared)) {
    if (event.type === 'ended') return event;
    tell(event);
    if (signal.aborted) break;
  }
  return { type: 'ended', reason: 'stopped' };
}

async function saveModel(folder: string, plan: NetworkPlan, document: NetworkDocument, weights: WeightSet, cli: Cli): Promise<void> {
  const exported = exportTfjs({ plan, layers: cli.layers, weights, document });
  if ('problems' in exported) throw new CommandError(describeProblems(folder, document.graph, exported.problems).join('\n'));
  await writeFiles(folder, exported.files);
}

function finish(ended: Ended, tell: Tell): ExitCode {
  tell(ended);
  return ended.reason === 'completed' || ended.reason === 'stoppedEarly' ? 0 : ended.reason === 'stopped' ? 130 : 1;
}
