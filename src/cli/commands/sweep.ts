// `convloom sweep FILE`: trains a network with many settings, one trial after another, and names the best.

import type { RunLog } from '../../training/run-log.ts';
import { emptyRunLog, extendRunLog } from '../../training/run-log.ts';
import { summariseRun } from '../../runs/run-record.ts';
import { bestTrial, readAxis, trialsOf, type Judged, type SweepAxis, type Trial } from '../../runs/sweep.ts';
import { variedSettings, type VariedSetting } from '../../runs/vary-settings.ts';
import type { SideEvent } from '../../training/protocol.ts';
import { backendOption, belongTo, integerOption, textOption, UsageError, type Cli, type Command } from '../command.ts';
import { checkPlaces } from '../given-places.ts';
import { readNetwork } from '../read-network.ts';
import { checkDataIsRead, createPreparer, disposeRun, planToTrain, trainUntilEnd } from '../training-request.ts';

/** Short names for the settings, as `train` calls its options. */
const names: Readonly<Record<string, VariedSetting>> = {
  lr: 'learningRate', 'weight-decay': 'weightDecay', 'batch-size': 'batchSize', init: 'initialisation', ...Object.fromEntries(variedSettings.map((name) => [name, name])),
};

export const sweep: Command = {
  name: 'sweep',
  parameters: 'FILE',
  summary: 'Train a network with many settings and name the best.',
  arity: [1, 1],
  options: {
    grid: { type: 'string', value: 'AXES', help: 'Every combination, such as "lr=0.1,0.01;momentum=0,0.9"' },
    random: { type: 'string', value: 'AXES', help: 'Draws from lists and ranges, such as "lr=0.001..0.1;optimizer=sgd,adam"' },
    trials: { type: 'string', value: 'N', help: 'With --random: how many draws (default 10)' },
    epochs: { type: 'string', short: 'e', value: 'N', help: 'Passes over the training images (default: the document’s)' },
    seed: { type: 'string', short: 's', value: 'N', help: 'Seed of every trial and of the draws (default: the document’s)' },
    backend: { type: 'string', value: 'ID', help: 'Engine, such as tfjs-wasm, or auto: the fastest by measurement (default auto)' },
    data: { type: 'string', short: 'd', value: 'DIR', help: 'Folder that holds mnist/ and the like (default: the project’s data folder)' },
    limit: { type: 'string', value: 'N', help: 'Use the first N images of the training and of the test part' },
    json: { type: 'boolean', help: 'One JSON object a line instead of text' },
  },
  async run({ positionals: [file = ''], values }, cli) {
    await checkPlaces(values, { data: 'folder' });
    let engine = backendOption(values, cli);
    belongTo(values, '--random', values['random'] !== undefined, ['trials']);
    const original = await readNetwork(file);
    checkDataIsRead(textOption(values, 'data'), [original.training], cli);
    const epochs = integerOption(values, 'epochs', 1);
    const seed = integerOption(values, 'seed', 0);
    const training = { ...original.training, ...(epochs !== undefined && { epochs }), ...(seed !== undefined && { seed }) };
    const plan = planToTrain(file, { ...original, training }, cli);
    const [grid, random] = [textOption(values, 'grid'), textOption(values, 'random')];
    const axesText = grid ?? random;
    if (axesText === undefined || (grid !== undefined && random !== undefined)) throw new UsageError('sweep needs --grid or --random, and one of them.');
    const method = grid === undefined ? { type: 'random', count: integerOption(values, 'trials', 1) ?? 10, seed: training.seed } as const : { type: 'grid' } as const;
    const planned = trialsOf(training, { axes: readAxes(axesText), method });
    if ('problem' in planned) throw new UsageError(planned.problem);

    const prepare = createPreparer(cli, textOption(values, 'data'), integerOption(values, 'limit', 1));
    const tell = values['json'] === true ? jsonTeller(cli) : textTeller(cli, planned.trials.length);
    const done: (Judged & { readonly trial: Trial })[] = [];
    for (const trial of planned.trials) {
      if (cli.signal.aborted) break;
      const request = { run: trial.index + 1, plan, config: trial.config, ...(engine !== undefined && { engine }) };
      const log = await trainTrial(trial, request, prepare, tell.event, cli);
      // All trials on the engine of the first: their times are compared.
      engine ??= log.engine?.id;
      const results = summariseRun(log, trial.config);
      done.push({ trial, label: trial.label, results });
      tell.trialEnd(trial, results);
    }
    tell.end(bestTrial(done));
    return cli.signal.aborted ? 130 : done.some(({ results: { ended } }) => ended?.reason === 'failed') ? 1 : 0;
  },
};

function readAxes(text: string): SweepAxis[] {
  return text.split(';').filter((part) => part.trim() !== '').map((part) => {
    const [name = '', value, ...more] = part.split('=');
    const setting = names[name.trim()];
    if (!setting || value === undefined || more.length > 0) throw new UsageError(`"${part.trim()}" is no setting with its values; expected one of ${Object.keys(names).join(', ')}, as in lr=0.1,0.01.`);
    const axis = readAxis(setting, value);
    if ('problem' in axis) throw new UsageError(`The ${axis.problem}.`);
    return axis;
  });
}

type TellEvent = (trial: Trial, event: SideEvent) => void;

/** Trains one trial to its end; returns its log. */
async function trainTrial(
  trial: Trial, request: Parameters<ReturnType<typeof createPreparer>>[0], prepare: ReturnType<typeof createPreparer>, tellEvent: TellEvent, cli: Cli,
): Promise<RunLog> {
  let log = emptyRunLog;
  const tell = (event: Parameters<Parameters<typeof prepare>[1]>[0]): void => {
    log = extendRunLog(log, [event]);
    if (event.type !== 'twin') tellEvent(trial, event);
  };
  const prepared = await prepare(request, tell);
  if ('reason' in prepared) {
    tell(prepared);
    return log;
  }
  try {
    tell(await trainUntilEnd(prepared, tell, cli.signal));
  } finally {
    disposeRun(prepared);
  }
  return log;
}

interface Teller {
  event(trial: Trial, event: SideEvent): void;
  trialEnd(trial: Trial, results: Judged['results']): void;
  end(best: (Judged & { readonly trial: Trial }) | undefined): void;
}

/** Epochs and ends of the trials with their number, from 1; then the trial as a whole, and at last the best. */
function jsonTeller({ out }: Cli): Teller {
  const line = (value: object): void => void out.write(`${JSON.stringify(value)}\n`);
  return {
    event: (trial, event) => { if (event.type === 'epoch' || event.type === 'ended' || event.type === 'engine' || event.type === 'notice') line({ trial: trial.index + 1, ...event }); },
    trialEnd: (trial, results) => line({ type: 'trialEnd', trial: trial.index + 1, settings: trial.variation, results }),
    end: (best) => line({ type: 'sweepEnd', best: best ? { trial: best.trial.index + 1, settings: best.trial.variation, results: best.results } : null }),
  };
}

function textTeller({ out, err }: Cli, count: number): Teller {
  return {
    event: (_, event) => { if (event.type === 'ended' && event.message !== undefined) err.write(`${event.message}\n`); },
    trialEnd: (trial, results) => void out.write(`Trial ${trial.index + 1}/${count}  ${trial.label}  ${figures(results)}\n`),
    end: (best) => void out.write(best ? `Best: ${best.label}  ${figures(best.results)}\n` : 'No trial was measured.\n'),
  };
}

function figures({ best, training, trainedMs, ended }: Judged['results']): string {
  const measured = best ?? training;
  const loss = measured ? `${best ? 'validation ' : ''}loss ${measured.loss.toFixed(4)}` : 'nothing measured';
  const accuracy = measured && Number.isFinite(measured.accuracy) ? ` accuracy ${(100 * measured.accuracy).toFixed(2)} %` : '';
  return `${loss}${accuracy}  ${(trainedMs / 1000).toFixed(1)} s${ended?.reason === 'completed' ? '' : `  ${ended?.reason ?? ''}`}`;
}
