// The built page as a user gets it: served by the built command line, on a port of its own.

import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { projectRoot } from './shared-data.ts';

export interface ServedApp {
  /** "http://localhost:40123/". */
  readonly url: string;
  stop(): Promise<void>;
}

/** Starts `convloom serve` with `dataFolder` at /data/, or with no data at all. */
export async function serveApp(dataFolder?: string): Promise<ServedApp> {
  const empty = dataFolder === undefined ? mkdtempSync(join(tmpdir(), 'convloom-no-data-')) : undefined;
  const args = [`${projectRoot}build/cli/convloom.js`, 'serve', '--port', '0', '--data', dataFolder ?? empty ?? ''];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  let complaint = '';
  child.stderr.on('data', (chunk: Buffer) => (complaint += chunk.toString()));
  for await (const line of createInterface(child.stdout)) {
    const url = /http:\/\/localhost:\d+\//.exec(line)?.[0];
    if (url === undefined) continue;
    return {
      url,
      async stop() {
        child.kill('SIGINT');
        await exited;
        if (empty !== undefined) rmSync(empty, { recursive: true });
      },
    };
  }
  throw new Error(`convloom serve did not start: ${complaint}`);
}
