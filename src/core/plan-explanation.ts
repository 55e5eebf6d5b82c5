// What a compiled plan does in one training step, call by call: what an engine tells of itself, and the page and the
// command line show. Plain data; it crosses postMessage.

export const passes = ['forward', 'backward', 'update'] as const;
export type Pass = (typeof passes)[number];

/** One kernel call of a training step. */
export interface ExplainedCall {
  /** Ids of the ops that it does: several where they are fused, none for what serves all. */
  readonly ops: readonly string[];
  readonly pass: Pass;
  readonly kernel: string;
  /** "16×8×8 > 32×8×8": what goes into the op and what comes out; empty for calls of no op. */
  readonly shapes: string;
  /** For one whole batch; a multiply-add counts as two. */
  readonly flops: number;
  /** Activations read and written for one whole batch. */
  readonly bytes: number;
  /** Fraction of a step on one thread, 0 to 1; absent where nothing was measured. */
  readonly timeShare?: number;
}

export interface PlanExplanation {
  readonly calls: readonly ExplainedCall[];
  /** Memory on one thread: weights, gradients, optimiser and activations. */
  readonly memoryBytes: number;
  /** Duration of one step on one thread; absent where nothing was measured. */
  readonly stepMs?: number;
}

export interface WorkTotals {
  readonly calls: number;
  readonly flops: number;
  readonly bytes: number;
  /** Absent where nothing was measured. */
  readonly timeShare?: number;
}

/** The work of several calls together. */
export function totalWork(calls: readonly ExplainedCall[]): WorkTotals {
  const sum = (part: (call: ExplainedCall) => number) => calls.reduce((total, call) => total + part(call), 0);
  const measured = calls.some(({ timeShare }) => timeShare !== undefined);
  return {
    calls: calls.length,
    flops: sum(({ flops }) => flops),
    bytes: sum(({ bytes }) => bytes),
    ...(measured && { timeShare: sum(({ timeShare = 0 }) => timeShare) }),
  };
}
