// The arithmetic of one output element as lines of text, for those who read it rather than see it.

import { numberText } from '../number-text.ts';
import type { ChannelWork, UnitWork } from './unit-arithmetic.ts';

/** "0 × 1 + 2 × -1 = -2", for one input channel. */
export function channelText({ combination, divisor }: UnitWork, { inputs, weights, inside, result }: ChannelWork): string {
  if (weights) return `${inputs.map((input, i) => `${term(input)} × ${term(weights[i] ?? NaN)}`).join(' + ')} = ${numberText(result)}`;
  if (combination === 'maximum') return `max(${inputs.map((input) => numberText(input)).join(', ')}) = ${numberText(result)}`;
  const counted = combination === 'mean inside' ? inputs.filter((_, i) => inside[i]) : inputs;
  return `(${counted.map(term).join(' + ')}) / ${divisor} = ${numberText(result / (divisor ?? 1))}`;
}

/** "-2 + 0.5 + bias 0.1 = -1.4": the sums of all channels; undefined where one channel is all there is. */
export function totalText({ channels, bias, total, combination }: UnitWork): string | undefined {
  if (combination !== 'weighted sum' || (channels.length === 1 && bias === undefined)) return undefined;
  const parts = channels.map(({ result }) => term(result));
  return `${[...parts, ...(bias === undefined ? [] : [`bias ${term(bias)}`])].join(' + ')} = ${numberText(total)}`;
}

/** Negative numbers stand in brackets behind a sign. */
function term(value: number): string {
  return value < 0 ? `(${numberText(value)})` : numberText(value);
}
