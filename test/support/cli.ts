// Runs the built command line as a user would, in a process of its own.

import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { projectRoot } from './shared-data.ts';

export interface Finished {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

const program = `${projectRoot}build/cli/convloom.js`;

/** Starts `convloom` with these arguments in the project's root. */
export function startCli(args: readonly string[]): { child: ChildProcess; finished: Promise<Finished> } {
  if (!existsSync(program)) throw new Error('The command line is not built; run "npm run build" first.');
  const child = spawn(process.execPath, [program, ...args], { cwd: projectRoot, stdio: ['ignore', 'pipe', 'pipe'] });
  let out = '';
  let err = '';
  child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()));
  return { child, finished: new Promise((resolve) => child.on('close', (code) => resolve({ code, out, err }))) };
}

/** Runs `convloom` to its end. */
export function runCli(...args: string[]): Promise<Finished> {
  return startCli(args).finished;
}

/** The objects of JSON lines. */
export function jsonLines(text: string): Record<string, unknown>[] {
  return text.trimEnd().split('\n').map((line) => JSON.parse(line) as Record<string, unknown>);
}
