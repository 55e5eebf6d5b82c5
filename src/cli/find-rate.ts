// `convloom train --find-lr`: the learning-rate range test, told as a table or as JSON lines.

import { defaultRateRange, roundRate, type RateCurve, type RatePoint, type RateRange } from '../core/learning-rate-curve.ts';
import type { PreparedRun } from '../training/active-run.ts';
import { findLearningRate } from '../training/find-learning-rate.ts';
import { belongTo, integerOption, positiveOption, UsageError, type Cli, type ExitCode, type OptionValues } from './command.ts';

/** The range asked for; undefined without --find-lr. Throws UsageError where it is none. */
export function readRange(values: OptionValues): RateRange | undefined {
  belongTo(values, '--find-lr', values['find-lr'] === true, ['from', 'to', 'steps']);
  if (values['find-lr'] !== true) return undefined;
  const other = ['twin', 'output'].find((name) => values[name] !== undefined);
  if (other !== undefined) throw new UsageError(`--find-lr tries rates on one network and trains none; leave --${other} out.`);
  const range = {
    from: positiveOption(values, 'from') ?? defaultRateRange.from,
    to: positiveOption(values, 'to') ?? defaultRateRange.to,
    steps: integerOption(values, 'steps', 10) ?? defaultRateRange.steps,
  };
  if (range.to <= range.from) throw new UsageError(`--to must be above --from, ${range.from}, received ${range.to}.`);
  return range;
}

/** Tests the rates and tells them; disposes the session. */
export async function findRate(prepared: PreparedRun, range: RateRange, json: boolean, cli: Cli): Promise<ExitCode> {
  const told = json ? (point: RatePoint) => line(cli, { type: 'rate', ...point }) : () => undefined;
  try {
    const curve = await findLearningRate(prepared, range, told, cli.signal);
    if (json) line(cli, { type: 'suggestion', learningRate: curve.suggestion === undefined ? null : roundRate(curve.suggestion) });
    else cli.out.write(tableOf(curve));
    return 0;
  } catch (error) {
    if (cli.signal.aborted) return 130;
    throw error;
  }
}

function line(cli: Cli, value: object): void {
  cli.out.write(`${JSON.stringify(value)}\n`);
}

/** At most twenty rows, and the suggestion. */
function tableOf({ points, suggestion }: RateCurve): string {
  const every = Math.ceil(points.length / 20);
  const rows = points.filter((_, i) => i % every === 0 || i === points.length - 1);
  const text = rows.map(({ learningRate, loss, smoothed }) => `${learningRate.toExponential(1).padStart(13)}  ${loss.toPrecision(4).padStart(9)}  ${smoothed.toPrecision(4).padStart(9)}`);
  const advice = suggestion === undefined
    ? 'The loss falls at none of these learning rates.'
    : `Suggested learning rate: ${roundRate(suggestion)}, where the loss falls steepest. --lr ${roundRate(suggestion)} trains with it.`;
  return `${['learning rate', '     loss', ' smoothed'].join('  ')}\n${text.join('\n')}\n${advice}\n`;
}
