// `convloom train FILE`: the same run as on the page, told line by line, and saved where asked.

import { join } from 'node:path';
import type { NetworkDocument } from '../../core/document.ts';
import { lossTypes, type LossType } from '../../core/losses.ts';
import { defaultRateRange } from '../../core/learning-rate-curve.ts';
import type { NetworkPlan } from '../../core/plan.ts';
import { defaultSchedules, defaultWarmup, scheduleTypes, type ScheduleType } from '../../core/schedules.ts';
import { defaultEarlyStopping, defaultOptimizers, optimizerTypes, withLiveChange, type OptimizerType, type TrainingConfig } from '../../core/training-config.ts';
import type { WeightSet } from '../../core/weights.ts';
import { exportTfjs } from '../../interop/tfjs/export.ts';
import { choiceOption, CommandError, integerOption, positiveOption, textOption, UsageError, type Cli, type Command, type ExitCode, type OptionValues } from '../command.ts';
import { findRate, readRange } from '../find-rate.ts';
import { isFile, readOwnData } from '../own-data.ts';
import { describeProblems, readNetwork } from '../read-network.ts';
import { sidedOutput } from '../training-output.ts';
import { createPreparer, disposeRun, planToTrain, trainUntilEnd, type Ended, type Tell } from '../training-request.ts';
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
    data: { type: 'string', short: 'd', value: 'DIR', help: 'Folder that holds mnist/ and the like (default: the project’s data folder), or a .csv, .tsv, .npz or .npy file to train on' },
    target: { type: 'string', value: 'NAME', help: 'Column or array of that file to predict (default: as guessed)' },
    labels: { type: 'string', value: 'FILE', help: 'File of labels beside a .npy file of inputs' },
    limit: { type: 'string', value: 'N', help: 'Use the first N images of the training and of the test part' },
    output: { type: 'string', short: 'o', value: 'DIR', help: 'Save the trained model there in tfjs format' },
    'find-lr': { type: 'boolean', help: 'Instead of training, try learning rates on one batch each and suggest one' },
    from: { type: 'string', value: 'X', help: `With --find-lr: the lowest rate (default ${defaultRateRange.from})` },
    to: { type: 'string', value: 'X', help: `With --find-lr: the highest rate (default ${defaultRateRange.to})` },
    steps: { type: 'string', value: 'N', help: `With --find-lr: how many batches (default ${defaultRateRange.steps})` },
    twin: { type: 'string', value: 'FILE', help: 'Train this network in lockstep with it, on the same batches; options apply to both' },
    json: { type: 'boolean', help: 'One JSON event a line instead of text' },
  },
  async run({ positionals: [file = ''], values }, given) {
    const overrides = readOverrides(values);
    const limit = integerOption(values, 'limit', 1);
    const range = readRange(values);
    const folder = textOption(values, 'data');
    const table = folder !== undefined && (await isFile(folder)) ? await readOwnData(folder, { labels: textOption(values, 'labels'), target: textOption(values, 'target') }) : undefined;
    const cli = table ? { ...given, datasets: new Map([...given.datasets, [table.id, table]]) } : given;
    if (range && values['twin'] !== undefined) throw new UsageError('--find-lr looks at one network; leave --twin out.');
    const read = async (name: string): Promise<Side> => {
      const original = await readNetwork(name);
      const document = { ...original, training: configure(table ? onOwnData(original.training, table.id) : original.training, overrides) };
      return { document, plan: planToTrain(name, document, cli), config: document.training };
    };
    const own = await read(file);
    const twinFile = textOption(values, 'twin');
    const twin = twinFile === undefined ? undefined : await read(twinFile);
    const { tell } = sidedOutput(values['json'] === true ? 'json' : 'text', cli, own.config.epochs, twin !== undefined);
    const engine = textOption(values, 'backend') ?? 'auto';
    const request = {
      run: 1, plan: own.plan, config: own.config, ...(engine !== 'auto' && { engine }), ...(twin && { twin: { plan: twin.plan, config: twin.config } }),
    };
    const prepared = await createPreparer(cli, table ? undefined : folder, limit)(request, tell);
    if ('reason' in prepared) return finish(prepared, tell);
    if (range) return findRate(prepared, range, values['json'] === true, cli);
    try {
      const ended = await trainUntilEnd(prepared, tell, cli.signal);
      const output = textOption(values, 'output');
      if (output !== undefined && (ended.reason === 'completed' || ended.reason === 'stopped' || ended.reason === 'stoppedEarly')) {
        const saved = twin && prepared.twin ? [[join(output, 'a'), own, prepared], [join(output, 'b'), twin, prepared.twin]] as const : [[output, own, prepared]] as const;
        for (const [place, { plan, document }, { session }] of saved) await saveModel(place, plan, document, await session.readWeights(), cli);
        tell({ type: 'notice', code: 'model-saved', message: `Saved the ${twin ? 'models' : 'model'} to ${saved.map(([place]) => place).join(' and ')}` });
      }
      return finish(ended, tell);
    } finally {
      disposeRun(prepared);
    }
  },
};

interface Side {
  readonly document: NetworkDocument;
  readonly plan: NetworkPlan;
  readonly config: TrainingConfig;
}

/** The document's settings on other data: options were another dataset's. */
function onOwnData({ datasetOptions: _, ...config }: TrainingConfig, dataset: string): TrainingConfig {
  return { ...config, dataset };
}

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

async function saveModel(folder: string, plan: NetworkPlan, document: NetworkDocument, weights: WeightSet, cli: Cli): Promise<void> {
  const exported = exportTfjs({ plan, layers: cli.layers, weights, document });
  if ('problems' in exported) throw new CommandError(describeProblems(folder, document.graph, exported.problems).join('\n'));
  await writeFiles(folder, exported.files);
}

function finish(ended: Ended, tell: Tell): ExitCode {
  tell(ended);
  return ended.reason === 'completed' || ended.reason === 'stoppedEarly' ? 0 : ended.reason === 'stopped' ? 130 : 1;
}
