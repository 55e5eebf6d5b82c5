// `convloom train FILE`: the same run as on the page, told line by line, and saved where asked.

import type { NetworkDocument } from '../../core/document.ts';
import { createPlan, type NetworkPlan } from '../../core/plan.ts';
import { preprocessingOf } from '../../core/preprocessing.ts';
import { hasErrors } from '../../core/problems.ts';
import type { TrainingConfig } from '../../core/training-config.ts';
import { trainingProblems } from '../../core/training-problems.ts';
import { exportTfjs } from '../../interop/tfjs/export.ts';
import { createPrepare } from '../../training/prepare-run.ts';
import type { PreparedRun } from '../../training/active-run.ts';
import type { RunEvent } from '../../training/protocol.ts';
import { runTraining } from '../../training/run-training.ts';
import { CommandError, integerOption, positiveOption, textOption, type Cli, type Command, type OptionValues } from '../command.ts';
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
    lr: { type: 'string', value: 'X', help: 'Learning rate (default: the document’s)' },
    backend: { type: 'string', value: 'ID', help: 'Engine, such as tfjs-wasm, or auto: the fastest by measurement (default auto)' },
    data: { type: 'string', short: 'd', value: 'DIR', help: 'Folder that holds mnist/ and the like (default: the project’s data folder)' },
    limit: { type: 'string', value: 'N', help: 'Use the first N images of the training and of the test part' },
    output: { type: 'string', short: 'o', value: 'DIR', help: 'Save the trained model there in tfjs format' },
    json: { type: 'boolean', help: 'One JSON event a line instead of text' },
  },
  async run({ positionals: [file = ''], values }, cli) {
    const overrides = readOverrides(values);
    const limit = integerOption(values, 'limit', 1);
    const { document } = await readNetwork(file);
    const config = configure(document.training, overrides);
    const plan = planToTrain(file, document, config, cli);
    const output = values['json'] === true ? jsonOutput(cli.out) : textOutput(cli.out, config.epochs);
    const prepare = createPrepare({
      chooseEngine: cli.chooseEngine,
      async loadData({ preprocessing, onProgress, signal }) {
        const dataset = cli.datasets.get(config.dataset);
        if (!dataset) throw new CommandError(`${file}: training.dataset is "${config.dataset}"; expected ${[...cli.datasets.keys()].join(', ')}.`);
        const sources = cli.dataSources(textOption(values, 'data'));
        const request = { preprocessing, validation: config.validation, seed: config.seed, sources, onProgress, signal };
        const data = await dataset.load(limit === undefined ? request : { ...request, limits: { training: limit, test: limit } });
        return { dataset, data, prepareImage: undefined };
      },
    });
    const engine = textOption(values, 'backend') ?? 'auto';
    const request = { run: 1, plan, config, preprocessing: preprocessingOf(plan), ...(engine !== 'auto' && { engine }) };
    const prepared = await prepare(request, output.tell, cli.signal);
    try {
      const reason = await tellRun(prepared, output.tell, cli.signal);
      const folder = textOption(values, 'output');
      if (folder !== undefined && (reason === 'completed' || reason === 'stopped')) {
        const exported = exportTfjs({ plan, layers: cli.layers, weights: await prepared.session.readWeights(), document: { ...document, training: config } });
        if ('problems' in exported) throw new CommandError(describeProblems(file, document, exported.problems).join('\n'));
        await writeFiles(folder, exported.files);
        if (values['json'] !== true) cli.out.write(`Saved to ${folder}\n`);
      }
      return reason === 'completed' ? 0 : reason === 'stopped' ? 130 : 1;
    } finally {
      prepared.session.dispose();
    }
  },
};

interface Overrides {
  readonly epochs?: number;
  readonly seed?: number;
  readonly batchSize?: number;
  readonly learningRate?: number;
}

function readOverrides(values: OptionValues): Overrides {
  const given = {
    epochs: integerOption(values, 'epochs', 1),
    seed: integerOption(values, 'seed', 0),
    batchSize: integerOption(values, 'batch-size', 1),
    learningRate: positiveOption(values, 'lr'),
  };
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}

function configure(config: TrainingConfig, { learningRate, ...overrides }: Overrides): TrainingConfig {
  const optimizer = learningRate === undefined ? config.optimizer : { ...config.optimizer, learningRate };
  return { ...config, ...overrides, optimizer };
}

/** The plan of a document that can be trained as `config` says. Throws CommandError with all its problems. */
function planToTrain(file: string, document: NetworkDocument, config: TrainingConfig, cli: Cli): NetworkPlan {
  const planned = createPlan(document.graph, cli.layers);
  if ('problems' in planned) throw new CommandError(describeProblems(file, document, planned.problems).join('\n'));
  const problems = trainingProblems({ ...document, training: config }, cli.layers, cli.datasets);
  if (hasErrors(problems)) throw new CommandError(describeProblems(file, document, problems).join('\n'));
  return planned.plan;
}

type EndReason = Extract<RunEvent, { type: 'ended' }>['reason'];

/** Tells every event of the run; a stop asked for by Ctrl+C takes effect between two batches. */
async function tellRun(prepared: PreparedRun, tell: (event: RunEvent) => void, signal: AbortSignal): Promise<EndReason> {
  for await (const event of runTraining(prepared)) {
    tell(event);
    if (event.type === 'ended') return event.reason;
    if (signal.aborted) break;
  }
  tell({ type: 'ended', reason: 'stopped' });
  return 'stopped';
}
