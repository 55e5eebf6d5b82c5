// What training commands share: from a document and options to a plan, its data, and the run to its end.

import type { NetworkDocument } from '../core/document.ts';
import { createPlan, type NetworkPlan } from '../core/plan.ts';
import { hasErrors } from '../core/problems.ts';
import { seedOf, type TrainingConfig } from '../core/training-config.ts';
import { trainingProblems } from '../core/training-problems.ts';
import { prepareImage } from '../datasets/preprocessing.ts';
import { DataUnavailableError } from '../datasets/sources.ts';
import { EngineFault } from '../engines/engine.ts';
import type { PreparedRun } from '../training/active-run.ts';
import { begin, fallBack, fallBackText, restorable } from '../training/fall-back.ts';
import { createPrepare, type PrepareDependencies } from '../training/prepare-run.ts';
import type { RunEvent, StartArgs } from '../training/protocol.ts';
import { rememberLast } from '../training/remember.ts';
import { prepareTwins } from '../training/twin-run.ts';
import { CommandError, type Cli } from './command.ts';
import { describeProblems } from './read-network.ts';

export type Ended = Extract<RunEvent, { type: 'ended' }>;
export type Tell = (event: RunEvent) => void;

/** The plan of a document that can be trained as it says. Throws CommandError with all its problems. */
export function planToTrain(file: string, document: NetworkDocument, cli: Cli): NetworkPlan {
  const planned = createPlan(document.graph, cli.layers);
  const problems = 'problems' in planned ? planned.problems : trainingProblems(document, cli.layers, cli.datasets);
  if ('plan' in planned && !hasErrors(problems)) return planned.plan;
  throw new CommandError(describeProblems(file, document.graph, problems).join('\n'));
}

/** Throws CommandError where `folder` is named and data sets are used that read no files: another was meant. */
export function checkDataIsRead(folder: string | undefined, configs: readonly TrainingConfig[], cli: Cli): void {
  const datasets = configs.map(({ dataset }) => dataset);
  if (folder === undefined || datasets.some((dataset) => cli.editions.has(dataset))) return;
  const names = [...new Set(datasets)].map((dataset) => cli.datasets.get(dataset)?.name ?? dataset);
  throw new CommandError(`--data ${folder}: ${names.join(' and ')} reads no files; leave --data out, or name a dataset that does.`);
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
      return { dataset, data, normalization: data.normalization, prepareImage: (pixels, shape) => prepareImage(pixels, shape, preprocessing, data.normalization) };
    } catch (error) {
      if (!(error instanceof DataUnavailableError) || !cli.editions.has(dataset.id)) throw error;
      throw new CommandError(`${error.message} "convloom data ${dataset.id}" downloads it; --data names another folder.`);
    }
  };
}

export type Prepare = (request: StartArgs, tell: Tell) => Promise<PreparedRun | Ended>;

/** Prepares runs, one after another or two side by side, and loads the same data once; why one cannot be prepared is told as its end. */
export function createPreparer(cli: Cli, folder: string | undefined, limit: number | undefined): Prepare {
  const loadData = rememberLast(
    dataLoader(cli, folder, limit),
    ({ config, preprocessing }) => [config.dataset, config.datasetOptions, config.validation, config.validation === 'test' ? 0 : seedOf(config, 'order'), preprocessing],
  );
  const prepare = createPrepare({ loadData, chooseEngine: cli.chooseEngine });
  return async (request, tell) => {
    try {
      return await prepareTwins(prepare, request, tell, cli.signal);
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      return cli.signal.aborted ? { type: 'ended', reason: 'stopped' } : { type: 'ended', reason: 'failed', message };
    }
  };
}

/**
 * Trains and tells every event but the last; a stop asked for by Ctrl+C takes effect between two batches. Where the
 * engine is at fault, the run goes on from the end of its last epoch.
 */
export async function trainUntilEnd(prepared: PreparedRun, tell: Tell, signal: AbortSignal): Promise<Ended> {
  let run = begin(prepared);
  let kept = await restorable(run);
  for (;;) {
    try {
      for await (const event of run.events) {
        if (event.type === 'ended') return event;
        tell(event);
        if (event.type === 'epoch') kept = await restorable(run);
        // Both sides of a comparison have done their batch when the first says so.
        if (signal.aborted && event.type !== 'twin') break;
      }
      return { type: 'ended', reason: 'stopped' };
    } catch (error) {
      if (!(error instanceof EngineFault) || !kept) throw error;
      run = await fallBack(run, kept);
      tell({ type: 'notice', code: 'fell-back', message: fallBackText(error, run, kept) });
    }
  }
}

/** Frees what a run has opened. */
export function disposeRun({ session, twin }: PreparedRun): void {
  session.dispose();
  twin?.session.dispose();
}
