// `convloom train FILE`: the same run as on the page, told line by line, and saved where asked.

import { join } from 'node:path';
import type { NetworkDocument } from '../../core/document.ts';
import { defaultRateRange } from '../../core/learning-rate-curve.ts';
import { createPlan, type NetworkPlan } from '../../core/plan.ts';
import type { Shape } from '../../core/shape.ts';
import type { TrainingConfig } from '../../core/training-config.ts';
import type { WeightSet } from '../../core/weights.ts';
import { exportTfjs, exportTfjsTopology } from '../../interop/tfjs/export.ts';
import {
  backendOption, CommandError, integerOption, textOption, type Cli, type Command, type ExitCode,
} from '../command.ts';
import { findRate, readRange } from '../find-rate.ts';
import { checkPlaces, outputOption } from '../given-places.ts';
import { isFile, readOwnData } from '../own-data.ts';
import { checkOwnDataOptions, ownDataOptions, readOwnDataOptions } from '../own-data-options.ts';
import { describeProblems, readNetwork } from '../read-network.ts';
import { overrideOptions, readOverrides } from '../training-overrides.ts';
import { sidedOutput } from '../training-output.ts';
import { checkDataIsRead, createPreparer, disposeRun, planToTrain, trainUntilEnd, type Ended, type Tell } from '../training-request.ts';
import { checkWritable, writeFiles } from '../write-files.ts';

export const train: Command = {
  name: 'train',
  parameters: 'FILE',
  summary: 'Train a network and tell how it goes.',
  arity: [1, 1],
  options: {
    ...overrideOptions,
    backend: { type: 'string', value: 'ID', help: 'Engine, such as tfjs-wasm, or auto: the fastest by measurement (default auto)' },
    data: { type: 'string', short: 'd', value: 'DIR', help: 'Folder that holds mnist/ and the like (default: the project’s data folder), or a .csv, .tsv, .npz or .npy file to train on' },
    ...ownDataOptions,
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
    const configure = readOverrides(values);
    const limit = integerOption(values, 'limit', 1);
    const range = readRange(values);
    const engine = backendOption(values, given);
    const output = outputOption(values);
    await checkPlaces(values, { data: 'any', labels: 'file', twin: 'file' });
    const folder = textOption(values, 'data');
    const isOwn = folder !== undefined && (await isFile(folder));
    checkOwnDataOptions(values, isOwn ? folder : undefined);
    const ownOptions = readOwnDataOptions(values);
    const owned = isOwn ? await readOwnData(folder, ownOptions, await inputOf(file, given)) : undefined;
    const table = owned?.dataset;
    const cli = table ? { ...given, datasets: new Map([...given.datasets, [table.id, table]]) } : given;
    const read = async (name: string): Promise<Side> => {
      const original = await readNetwork(name);
      const document = { ...original, training: configure(table ? onOwnData(original.training, table.id) : original.training) };
      return { document, plan: planToTrain(name, document, cli), config: document.training };
    };
    const own = await read(file);
    const twinFile = textOption(values, 'twin');
    const twin = twinFile === undefined ? undefined : await read(twinFile);
    if (!table) checkDataIsRead(folder, [own, ...(twin ? [twin] : [])].map(({ config }) => config), cli);
    if (output !== undefined) await checkCanBeSaved(output, [[file, own], ...(twin && twinFile !== undefined ? [[twinFile, twin] as const] : [])], cli);
    const { tell } = sidedOutput(values['json'] === true ? 'json' : 'text', cli, own.config.epochs, twin !== undefined);
    for (const message of owned?.notes ?? []) tell({ type: 'notice', code: 'own-data', message });
    const request = {
      run: 1, plan: own.plan, config: own.config, ...(engine !== undefined && { engine }), ...(twin && { twin: { plan: twin.plan, config: twin.config } }),
    };
    const prepared = await createPreparer(cli, table ? undefined : folder, limit)(request, tell);
    if ('reason' in prepared) return finish(prepared, tell);
    if (range) return findRate(prepared, range, values['json'] === true, cli);
    try {
      const ended = await trainUntilEnd(prepared, tell, cli.signal);
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

/** Shape of the network's input; that of no network where it cannot be planned, which is told when it is. */
async function inputOf(file: string, { layers }: Cli): Promise<Shape> {
  const planned = createPlan((await readNetwork(file)).graph, layers);
  return 'plan' in planned ? planned.plan.inputShape : [];
}

/** The document's settings on other data: options were another dataset's. */
function onOwnData({ datasetOptions: _, ...config }: TrainingConfig, dataset: string): TrainingConfig {
  return { ...config, dataset };
}

/** Throws CommandError before training where its result could not be saved. */
async function checkCanBeSaved(output: string, sides: readonly (readonly [file: string, side: Side])[], cli: Cli): Promise<void> {
  for (const [file, { plan, document }] of sides) {
    const exported = exportTfjsTopology(plan, cli.layers);
    if ('problems' in exported) throw new CommandError(describeProblems(file, document.graph, exported.problems).join('\n'));
  }
  await checkWritable(output);
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
