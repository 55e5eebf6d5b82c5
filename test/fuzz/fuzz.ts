// The loop of the fuzzer: inputs by seed, read one after another; what a reader may not do is a failure with the input that shows it.

import { createRandom } from '../../src/core/random.ts';
import { withinBudget } from './budget.ts';
import { targets, type Target } from './targets.ts';

export interface Failure {
  readonly target: string;
  readonly seed: number;
  /** What the reader did in place of an answer. */
  readonly reason: string;
  readonly input: unknown;
}

/** No input here is larger than a megabyte; what is made of it may be larger, and has an end. */
const budgetBytes = 256 * 2 ** 20;

export const targetNames: readonly string[] = Object.keys(targets);

export const inputOf = (target: string, seed: number): unknown => targetNamed(target).make(createRandom(seed, `fuzz ${target}`));

/** Reads the inputs of `count` seeds from `first` on; `onInput` hears each before it is read. */
export async function fuzz(target: string, first: number, count: number, onInput: (seed: number) => void = () => undefined): Promise<Failure[]> {
  const failures: Failure[] = [];
  for (let seed = first; seed < first + count; seed++) {
    onInput(seed);
    const reason = await faultOf(targetNamed(target), inputOf(target, seed));
    if (reason !== undefined) failures.push({ target, seed, reason, input: inputOf(target, seed) });
  }
  return failures;
}

async function faultOf({ read, errors }: Target, input: unknown): Promise<string | undefined> {
  try {
    await withinBudget(budgetBytes, () => read(input));
    return undefined;
  } catch (error) {
    if (!(error instanceof Error)) return `threw ${String(error)}`;
    const { name, message, stack } = error;
    if (!errors.includes(name)) return stack ?? `${name}: ${message}`;
    return /\n|undefined|\[object|^$/.test(message.replace(/"[^"]*"/g, '')) ? `answered with no sentence: ${message.slice(0, 300)}` : undefined;
  }
}

function targetNamed(name: string): Target {
  const target = targets[name];
  if (!target) throw new Error(`There is no target "${name}"; expected ${Object.keys(targets).join(', ')}.`);
  return target;
}
