// What the threads of a session tell each other, as int32 words from the control area's start.

/** Calls of programs so far; threads sleep on it. */
export const callsWord = 0;
/** Which program was called, for how many examples. */
export const programWord = 1;
export const batchWord = 2;
/** Not 0 when the threads are to end. */
export const endWord = 3;
/** Where the text of a program that is to be loaded lies, and its bytes. */
export const textWord = 4;
export const textBytesWord = 5;
/** The barrier of kernels/barrier.ts: arrived, generation, aborted; a cache line of its own. */
export const barrierWord = 16;
export const arrivedWord = barrierWord;
/** How often all threads have met so far. */
export const generationWord = barrierWord + 1;
/** One of `threadFailed` and `outOfStep`, where it is not 0. */
export const abortedWord = barrierWord + 2;
export const threadFailed = 1;
/** A thread has passed a barrier before all had come to it. */
export const outOfStep = 2;
/** Number of the optimiser step, for dropout. */
export const stepWord = 32;
export const controlBytes = 256;
