// Trains and computes the trials of a lesson in this process.

import type { TrainedTrial, TrialDriver, TrialRun } from '../core/run-lesson.ts';
import { elementCount } from '../core/shape.ts';
import { isTrainingEvent, type Metrics } from '../core/training-event.ts';
import type { PreparedRun } from '../training/active-run.ts';
import { evaluateExamples } from '../training/evaluate.ts';
import { gradientNorms } from '../training/gradient-norms.ts';
import { predictExamples } from '../training/predictions.ts';
import type { RunEvent } from '../training/protocol.ts';
import { CommandError, type Cli } from './command.ts';
import { disposeRun, trainUntilEnd, type Prepare } from './training-request.ts';

/** A driver whose networks `prepare` opens with their data; `engine` is used whatever is fastest. */
export function createLessonDriver(prepare: Prepare, { chooseEngine, signal }: Pick<Cli, 'chooseEngine' | 'signal'>, engine: string | undefined): TrialDriver {
  return {
    async train([own, twin]) {
      const prepared = await prepare({ run: 1, ...own.network, ...(twin && { twin: twin.network }), ...(engine !== undefined && { engine }) }, () => undefined);
      if (!('session' in prepared)) throw new CommandError(prepared.message ?? `Training ${prepared.reason}.`);
      const sides: Side[] = [{ ...own, prepared }, ...(twin && prepared.twin ? [{ ...twin, prepared: prepared.twin }] : [])];
      try {
        const atStart = await gradientsOf(sides);
        const tell = (event: RunEvent): void => {
          if (isTrainingEvent(event)) own.tell(event);
          if (event.type === 'twin' && isTrainingEvent(event.event)) twin?.tell(event.event);
        };
        tell(await trainUntilEnd(prepared, tell, signal));
        signal.throwIfAborted();
        const atEnd = await gradientsOf(sides);
        return await inTurn(sides, (side, i) => trainedTrial(side, atStart[i], atEnd[i]));
      } finally {
        disposeRun(prepared);
      }
    },
    async compute({ plan, config, weights }, input, at) {
      const { engine: chosen } = await chooseEngine({ plan, config, forced: engine, signal });
      const session = await chosen.open({ plan, config, weights });
      try {
        const values = await session.inspect(input, 1, [at]);
        return values.get(at)?.data.slice() ?? new Float32Array();
      } finally {
        session.dispose();
      }
    },
  };
}

/** One side of a run with what trains it. */
type Side = TrialRun & { readonly prepared: PreparedRun };

function gradientsOf(sides: readonly Side[]): Promise<(Readonly<Record<string, number>> | undefined)[]> {
  return inTurn(sides, async ({ trial, prepared }) => (trial.gradients ? gradientNorms(prepared) : undefined));
}

async function trainedTrial(
  { trial: { probe = [], scoreTraining, predictions }, network, prepared }: Side, gradientsAtStart: TrainedTrial['gradientsAtStart'], gradientsAtEnd: TrainedTrial['gradientsAtEnd'],
): Promise<TrainedTrial> {
  const { session } = prepared;
  const count = probe.length / elementCount(network.plan.inputShape);
  const outputs = count === 0 ? new Float32Array() : (await session.predict(Float32Array.from(probe), count)).slice();
  const trainingScore = scoreTraining && await scoreOfTraining(prepared);
  const taken = predictions && await finish(predictExamples(session, prepared.data.validation, prepared.config));
  return {
    weights: await session.readWeights(), outputs, ...(trainingScore && { trainingScore }),
    ...(taken && { predictions: { labels: taken.labels, predicted: taken.predicted } }), ...(gradientsAtStart && { gradientsAtStart }), ...(gradientsAtEnd && { gradientsAtEnd }),
  };
}

function scoreOfTraining({ session, data, config }: PreparedRun): Promise<Metrics> {
  return finish(evaluateExamples(session, data.training, config, () => 0, data.classNames.length > 0));
}

/** What steps end with. */
async function finish<R>(steps: AsyncGenerator<unknown, R, void>): Promise<R> {
  for (;;) {
    const { done, value } = await steps.next();
    if (done) return value;
  }
}

/** One after another: both sides use the same engine. */
async function inTurn<T, R>(items: readonly T[], work: (item: T, index: number) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  for (const [index, item] of items.entries()) results.push(await work(item, index));
  return results;
}
