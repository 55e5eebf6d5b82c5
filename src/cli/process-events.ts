// What happens to the process from outside: signals that ask it to end, and output that nobody takes.

import { constants } from 'node:os';
import { diskReason } from './disk-errors.ts';

const endingSignals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
/** npx, and a shell's job control, pass on a signal that the terminal has sent here already. */
const sameRequestMs = 1000;

/**
 * The first signal asks for an orderly end: what is in the works is finished and saved. A later one ends the process at once.
 * `exitCode` makes 128 and the signal's number of 130, which commands end with when they were stopped.
 */
export function stopOnSignals(): { readonly signal: AbortSignal; exitCode(code: number): number } {
  const stopping = new AbortController();
  let first: { readonly code: number; readonly atMs: number } | undefined;
  for (const name of endingSignals) {
    process.on(name, () => {
      if (first === undefined) {
        first = { code: 128 + constants.signals[name], atMs: performance.now() };
        stopping.abort();
      } else if (performance.now() - first.atMs > sameRequestMs) process.exit(first.code);
    });
  }
  return { signal: stopping.signal, exitCode: (code) => (code === 130 && first !== undefined ? first.code : code) };
}

/**
 * Says once where standard output takes no more, and lets the command go on: a training is worth more than its lines. A reader
 * that has seen enough ("| head") is no error and ends the process.
 */
export function watchOutput(): { exitCode(code: number): number } {
  let failed = false;
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0);
    if (failed) return;
    failed = true;
    // The command may have ended, since output is written after it.
    process.exitCode ||= 1;
    process.stderr.write(`Standard output cannot be written: ${diskReason(error)}.\n`);
  });
  // There is no place left to say it.
  process.stderr.on('error', () => {
    process.exitCode ||= 1;
  });
  return { exitCode: (code) => (code === 0 && failed ? 1 : code) };
}
