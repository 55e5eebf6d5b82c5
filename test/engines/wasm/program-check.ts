// Proves of a compiled program, by what its kernels declare, that no two threads touch the same bytes between two
// barriers with one of them writing, that nothing is read before it is written, and that every thread keeps to its own
// arena. Gives what each call reads as a trace, so that two placements of the same program can be compared.

import { kernelAccesses } from '../../../src/engines/wasm/kernel-accesses.ts';
import { kernelSignatures, type KernelName, type Kernels } from '../../../src/engines/wasm/kernel-signatures.ts';
import { BoundProgram, type Program } from '../../../src/engines/wasm/program.ts';
import type { Access, AccessOf, Peek, Region } from '../../../src/engines/wasm/regions.ts';

export interface RecordedCall {
  readonly kernel: KernelName;
  readonly args: readonly number[];
}

/** The calls of one thread as they are bound, in order; with `endsEarly`, as if the loss were no finite number. */
export function recordCalls(
  program: Program,
  thread: number,
  threads: number,
  batch: number,
  endsEarly = false,
): RecordedCall[] {
  const calls: RecordedCall[] = [];
  const kernels = Object.fromEntries(
    Object.keys(kernelSignatures).map((name) => {
      const kernel = name as KernelName;
      return [
        kernel,
        (...args: number[]) => {
          calls.push({ kernel, args });
          return endsEarly && kernel === 'requireFiniteLoss' ? 2 : 0;
        },
      ];
    }),
  );
  new BoundProgram(program, kernels as unknown as Kernels, thread, threads).run(batch);
  return calls;
}

export function accessOfCall({ kernel, args }: RecordedCall, memory: Peek): Access {
  const named = Object.fromEntries(kernelSignatures[kernel].map((name, i) => [name, args[i] as number]));
  return (kernelAccesses[kernel] as unknown as AccessOf<'relu'>)(named as never, memory);
}

/** Calls `visit` with the first of each stretch of 4 bytes, and with the one behind its last. */
export function eachStretch({ start, bytes, times }: Region, visit: (from: number, to: number) => void): void {
  const [first, ...rest] = times;
  if (first) {
    for (let i = 0; i < first[0]; i++) eachStretch({ start: start + i * first[1], bytes, times: rest }, visit);
    return;
  }
  if (bytes === 0) return;
  if (start % 4 !== 0 || start <= 0) throw new Error(`a region of ${bytes} bytes begins at ${start}`);
  visit(start / 4, (start + bytes) / 4);
}

export interface Checked {
  readonly program: Program;
  readonly threads: number;
  readonly batch: number;
  readonly endsEarly?: boolean;
  /** Whether each 4 bytes hold something before the program begins. */
  readonly live: Uint8Array;
  readonly memory: Peek;
  /** Where the arenas of the threads begin, and how far apart. */
  readonly arena: number;
  readonly stride: number;
}

export interface Finding {
  /** Sentences, one for each call and kind; none where all is well. */
  readonly faults: readonly string[];
  /** For each thread's calls, a number that stands for which call wrote each word that it reads. */
  readonly traces: readonly (readonly number[])[];
  /** Whether each 4 bytes were written by this program. */
  readonly written: (word: number) => boolean;
}

export function checkProgram({
  program,
  threads,
  batch,
  endsEarly = false,
  live,
  memory,
  arena,
  stride,
}: Checked): Finding {
  const size = Math.max(live.length, Math.ceil((arena + threads * stride) / 4));
  const state = {
    live: live.slice(),
    size,
    threads,
    arena: arena / 4,
    stride: Math.max(1, stride / 4),
    faults: [] as string[],
    /** 0: nothing, else a number of the call and the place within what it writes. */
    writer: new Int32Array(size),
    writtenIn: new Int32Array(size),
    writtenBy: new Int8Array(size),
    readIn: new Int32Array(size),
    readBy: new Int8Array(size),
  };
  const calls = Array.from({ length: threads }, (_, thread) => recordCalls(program, thread, threads, batch, endsEarly));
  const traces = calls.map((): number[] => []);
  const phases = calls.map((of) => phasesOf(of));
  const count = phases[0]?.length ?? 0;
  if (phases.some(({ length }) => length !== count)) state.faults.push('threads meet at different numbers of barriers');
  if (calls.some((of) => of.at(-1)?.kernel !== 'barrier')) state.faults.push('a thread ends without a barrier');
  for (let phase = 0; phase < count; phase++) {
    for (let thread = 0; thread < threads; thread++) {
      for (const [call, index] of phases[thread]?.[phase] ?? []) {
        traces[thread]?.push(
          follow(state, { call, index, access: accessOfCall(call, memory), thread, phase: phase + 1 }),
        );
      }
    }
  }
  return { faults: state.faults, traces, written: (word) => state.writer[word] !== 0 };
}

/** The calls between barriers, each with its number. */
function phasesOf(calls: readonly RecordedCall[]): (readonly [RecordedCall, number])[][] {
  const phases: (readonly [RecordedCall, number])[][] = [[]];
  calls.forEach((call, index) => {
    if (call.kernel === 'barrier') phases.push([]);
    else phases.at(-1)?.push([call, index]);
  });
  return phases;
}

interface State {
  readonly live: Uint8Array;
  readonly size: number;
  readonly threads: number;
  readonly arena: number;
  readonly stride: number;
  readonly faults: string[];
  readonly writer: Int32Array;
  readonly writtenIn: Int32Array;
  readonly writtenBy: Int8Array;
  readonly readIn: Int32Array;
  readonly readBy: Int8Array;
}

interface Followed {
  readonly call: RecordedCall;
  readonly index: number;
  readonly access: Access;
  readonly thread: number;
  readonly phase: number;
}

/** In place of a thread: several. */
const several = -1;

function follow(state: State, { call: { kernel }, index, access, thread, phase }: Followed): number {
  const { live, writer, writtenIn, writtenBy, readIn, readBy } = state;
  const reported = new Set<string>();
  const report = (what: string, word: number): void => {
    if (reported.has(what)) return;
    reported.add(what);
    state.faults.push(`thread ${thread}, call ${index}, ${kernel}: ${what} at ${4 * word}`);
  };
  const keepToOwn = (from: number, to: number): void => {
    if (to > state.size) report('touches what lies behind the memory', to);
    const [first, last] = [from, to - 1].map((word) =>
      word < state.arena ? thread : Math.floor((word - state.arena) / state.stride),
    );
    if (first !== thread || last !== thread) report('touches the arena of another thread', from);
  };
  let trace = 0;
  for (const region of access.reads) {
    eachStretch(region, (start, end) => {
      keepToOwn(start, end);
      for (let word = start; word < end; word++) {
        const from = writer[word] as number;
        if (from === 0 && !live[word]) report('reads what nothing has written', word);
        if (writtenIn[word] === phase && writtenBy[word] !== thread)
          report('reads what another thread writes without a barrier between', word);
        readBy[word] = readIn[word] === phase && readBy[word] !== thread ? several : thread;
        readIn[word] = phase;
        trace = (Math.imul(trace, 31) + (from === 0 ? word : from)) | 0;
      }
    });
  }
  const first = Math.imul(index + 1, 0x9e3779b1) ^ Math.imul(thread + 1, 0x85ebca6b);
  let place = 0;
  const write = (region: Region, marks: boolean): void =>
    eachStretch(region, (start, end) => {
      keepToOwn(start, end);
      for (let word = start; word < end; word++) {
        if (writtenIn[word] === phase && writtenBy[word] !== thread)
          report('writes what another thread writes without a barrier between', word);
        if (readIn[word] === phase && readBy[word] !== thread)
          report('writes what another thread reads without a barrier between', word);
        writtenIn[word] = phase;
        writtenBy[word] = thread;
        // Scratch holds nothing afterwards.
        writer[word] = marks ? (first + Math.imul(place++, 0xc2b2ae3d)) | 1 : 0;
        live[word] = 0;
      }
    });
  for (const region of access.uses ?? []) write(region, false);
  for (const region of access.writes) write(region, true);
  return trace;
}
