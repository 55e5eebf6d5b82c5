// What the bundler makes of workers: their entries must never be imported. WebKit runs the entry of a worker a second time
// where a chunk imports it, and then two hosts answer every request.

import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { projectRoot } from '../support/shared-data.ts';

const folder = `${projectRoot}build/app/assets`;
const scripts = readdirSync(folder).filter((name) => name.endsWith('.js'));
const isEntry = (name: string) => /^(.+\.worker|thread)-[\w-]+\.js$/.test(name);

test('no chunk imports the entry of a worker', () => {
  const entries = scripts.filter(isEntry);
  expect(entries.map((name) => name.split('-')[0])).toEqual(expect.arrayContaining(['decoder.worker', 'trainer.worker', 'thread']));
  const imports = scripts.flatMap((name) => {
    const text = readFileSync(`${folder}/${name}`, 'utf8');
    return entries.filter((entry) => new RegExp(`(from|import\\()\\s*["'\`]\\./${entry}`).test(text)).map((entry) => `${name} imports ${entry}`);
  });
  expect(imports).toEqual([]);
});
