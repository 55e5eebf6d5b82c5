// The optimiser's memory as it lies in the engine's, slot after slot, each like the trained weights.

import type { MemorySlot, OptimizerState } from '../../core/optimizer-state.ts';
import type { Layout } from './layout.ts';

/** Sets all slots to what they are before the first step. */
export function fillMemory(floats: Float32Array, { optimizer: { state, stride, slots, initial } }: Layout): void {
  floats.fill(initial, state / 4, (state + stride * slots.length) / 4);
}

/** Copies these slots out. */
export function readMemory(floats: Float32Array, { optimizer: { state, stride, slots }, stage: { weights } }: Layout, wanted: ReadonlySet<MemorySlot>): OptimizerState['memory'] {
  const entries = slots.map((slot, i) => [slot, i] as const).filter(([slot]) => wanted.has(slot));
  return Object.fromEntries(entries.map(([slot, i]) => [slot, weights.readTrained(floats, state + i * stride)]));
}

/** Replaces all memory: what is not given is as before the first step. Everything given must have its place. */
export function writeMemory(floats: Float32Array, layout: Layout, memory: OptimizerState['memory']): void {
  const { optimizer: { state, stride, slots }, stage: { weights } } = layout;
  fillMemory(floats, layout);
  slots.forEach((slot, i) => weights.writeTrained(floats, state + i * stride, memory[slot] ?? {}));
}
