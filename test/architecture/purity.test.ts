// Core and layers know the language and nothing else: no DOM, no Node, no tfjs. The compiler is the judge:
// src/core/tsconfig.json compiles them with the ECMAScript library alone.

import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { projectRoot } from '../support/shared-data.ts';

/** The compiler's complaints; empty where there are none. */
function compile(project: string): string {
  try {
    execFileSync(process.execPath, [`${projectRoot}node_modules/typescript/bin/tsc`, '--noEmit', '-p', project], { encoding: 'utf8', stdio: 'pipe' });
    return '';
  } catch (error) {
    return (error as { stdout: string }).stdout;
  }
}

describe('core and layers', () => {
  let folder = '';
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'convloom-purity-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it('compile with the ECMAScript library alone', () => {
    expect(compile(`${projectRoot}src/core/tsconfig.json`)).toBe('');
  });

  it.each([
    ['the DOM', 'document.title'],
    ['a timer', 'setTimeout(() => 1, 1)'],
    ['the console', 'console.log(1)'],
    ['Node', 'process.env'],
  ])('could not use %s unnoticed', (_, expression) => {
    writeFileSync(join(folder, 'a.ts'), `export const a = ${expression};\n`);
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ extends: `${projectRoot}src/core/tsconfig.json`, include: ['a.ts'] }));
    expect(compile(join(folder, 'tsconfig.json'))).toContain('Cannot find name');
  });
});
