// A barrier holds a thread until all have come, however late: on Node's baseline compiler, on its optimising one, and
// on both as they come. Chromium's are held to the same in test/browser/barrier.test.ts.

import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { projectRoot } from '../../support/shared-data.ts';

const program = fileURLToPath(new URL('./late-at-barrier.mjs', import.meta.url));
const kernels = (variant: string): string => `${projectRoot}build/kernels/${variant}.wasm`;
const variants = ['plain-shared', 'relaxed-shared'];
/** Node 20 has relaxed SIMD behind a flag, as src/cli/main.ts says. */
const relaxedSimd = process.versions.node.startsWith('20.') ? ['--experimental-wasm-relaxed-simd'] : [];

/** On time, and late by more than one and more than two of the barrier's sleeps. */
const lateMs = [0, 150, 250];

describe.each([[[]], [['--no-liftoff']], [['--liftoff-only']]])('Node with flags %j', (flags) => {
  it.each(variants)('%s: the thread that waits passes no barrier before the late one comes', async (variant) => {
    const { stdout } = await promisify(execFile)(process.execPath, [
      ...relaxedSimd,
      ...flags,
      program,
      kernels(variant),
      ...lateMs.map(String),
    ]);
    expect(JSON.parse(stdout)).toEqual({ passed: [0, 1, 2], answers: [0, 0, 0] });
  });
});

describe('the compiled kernels', () => {
  // drop(memory.atomic.wait32(local 0, local 1, 100 ms)), and no locals, loop or anything else.
  const sleepAlone = [0, 0x20, 0, 0x20, 1, 0x42, 0x80, 0xc2, 0xd7, 0x2f, 0xfe, 0x01, 2, 0, 0x1a, 0x0b];

  it.each(variants)('%s: the wait stands in a function of its own, whatever the optimiser did', (variant) => {
    const waiting = functionBodies(readFileSync(kernels(variant))).filter((body) =>
      body.includes(Buffer.of(0xfe, 0x01, 2, 0)),
    );
    expect(waiting.map((body) => [...body])).toEqual([sleepAlone]);
  });
});

/** The bodies of a module's functions, locals first. */
function functionBodies(wasm: Buffer): Buffer[] {
  let at = 8;
  const number = (): number => {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = wasm[at++] ?? 0;
      value += (byte & 127) * 2 ** shift;
      if (byte < 128) return value;
    }
  };
  for (;;) {
    const section = wasm[at++];
    const size = number();
    if (section === undefined) throw new Error('the module has no code');
    if (section !== 10) {
      at += size;
      continue;
    }
    return Array.from({ length: number() }, () => {
      const bytes = number();
      at += bytes;
      return wasm.subarray(at - bytes, at);
    });
  }
}
