// The arithmetic of one output element as lines of text, for those who read it rather than see it.

import { equalsSign, numberText } from '../number-text.ts';
import type { ChannelWork, UnitWork } from './unit-arithmetic.ts';

/** "0 × 1 + 2 × -1 = -2", for one input channel. */
export function channelText({ combination, divisor }: UnitWork, { inputs, weights, inside, result }: ChannelWork): string {
  if (weights) {
    const workedOut = inputs.reduce((sum, input, i) => sum + shown(input) * shown(weights[i] ?? NaN), 0);
    return `${inputs.map((input, i) => `${term(input)} × ${term(weights[i] ?? NaN)}`).join(' + ')} ${equation(workedOut, result)}`;
  }
  if (combination === 'maximum') return `max(${inputs.map((input) => numberText(input)).join(', ')}) = ${numberText(result)}`;
  const counted = combination === 'mean inside' ? inputs.filter((_, i) => inside[i]) : inputs;
  const workedOut = counted.reduce((sum, input) => sum + shown(input), 0) / (divisor ?? 1);
  return `(${counted.map(term).join(' + ')}) / ${divisor} ${equation(workedOut, result / (divisor ?? 1))}`;
}

/** "-2 + 0.5 + bias 0.1 = -1.4": the sums of all channels; undefined where one channel is all there is. */
export function totalText({ channels, bias, total, combination }: UnitWork): string | undefined {
  if (combination !== 'weighted sum' || (channels.length === 1 && bias === undefined)) return undefined;
  const parts = channels.map(({ result }) => term(result));
  const workedOut = channels.reduce((sum, { result }) => sum + shown(result), shown(bias ?? 0));
  return `${[...parts, ...(bias === undefined ? [] : [`bias ${term(bias)}`])].join(' + ')} ${equation(workedOut, total)}`;
}

/** What the text says, as a number. */
function shown(value: number): number {
  return Number(numberText(value));
}

/** The value after the sign that holds for what is shown of it. */
function equation(workedOut: number, value: number): string {
  const text = numberText(value);
  return `${equalsSign(workedOut, text)} ${text}`;
}

/** Negative numbers stand in brackets behind a sign. */
function term(value: number): string {
  return value < 0 ? `(${numberText(value)})` : numberText(value);
}
