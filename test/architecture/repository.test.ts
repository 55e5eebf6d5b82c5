// What the repository holds: pages that name what stands, dependencies with known licences and reasons, no copied reference data.

import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { projectRoot, sharedData } from '../support/shared-data.ts';

const read = (path: string): string => readFileSync(`${projectRoot}${path}`, 'utf8');

function foldersUnder(folder: string): string[] {
  return readdirSync(`${projectRoot}${folder}`, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => `${entry.parentPath}/${entry.name}`.slice(projectRoot.length))
    .filter((path) => !path.startsWith('src/engines/wasm/kernels/'));
}

describe('docs/architecture.md', () => {
  it('names every folder of src that holds a file', () => {
    const page = read('docs/architecture.md');
    const filled = foldersUnder('src').filter((folder) => readdirSync(`${projectRoot}${folder}`).length > 0);
    expect(filled.filter((folder) => !page.includes(`${folder.slice('src/'.length)}/`))).toEqual([]);
  });

  it('names no folder of src that is not there', () => {
    const named = [...read('docs/architecture.md').matchAll(/`src\/([a-z0-9/-]+)\/`/g)].map((match) => `src/${match[1]}`);
    expect(named.length).toBeGreaterThan(5);
    expect(named.filter((folder) => !existsSync(`${projectRoot}${folder}`))).toEqual([]);
  });
});

interface Lock {
  readonly packages: Readonly<Record<string, { readonly license?: string; readonly dev?: boolean }>>;
}

describe('dependencies', () => {
  const manifest = JSON.parse(read('package.json')) as Record<'dependencies' | 'devDependencies', Record<string, string>>;
  const permissive = /^(MIT|MIT-0|Apache-2\.0|BSD-2-Clause|BSD-3-Clause|0BSD|ISC|CC0-1\.0|BlueOak-1\.0\.0)$/;
  // Tools that run at build time and ship nothing into build/, with the licence each has.
  const buildOnly = new Map([['lightningcss', 'MPL-2.0'], ['caniuse-lite', 'CC-BY-4.0']]);

  it('have permissive licences, all the way down', () => {
    const { packages } = JSON.parse(read('package-lock.json')) as Lock;
    const others = Object.entries(packages).filter(([path, entry]) => {
      const name = path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
      const tool = [...buildOnly].some(([stem, licence]) => name.startsWith(stem) && entry.dev === true && entry.license === licence);
      return path !== '' && !tool && !(entry.license ?? 'none').replace(/^\(|\)$/g, '').split(/ (?:AND|OR) /).every((one) => permissive.test(one));
    });
    expect(others.map(([path, entry]) => `${path}: ${entry.license}`)).toEqual([]);
  });

  it('are each accounted for in docs/decisions', () => {
    const records = readdirSync(`${projectRoot}docs/decisions`).map((name) => read(`docs/decisions/${name}`)).join('\n');
    const names = [...Object.keys(manifest.dependencies), ...Object.keys(manifest.devDependencies)];
    expect(names.filter((name) => !records.includes(`\`${name}\``))).toEqual([]);
  });
});

describe('reference data', () => {
  it('is nowhere copied into the repository', (context) => {
    const data = sharedData(context, '.');
    const digest = (path: string): string => createHash('sha256').update(readFileSync(path)).digest('hex');
    const files = readdirSync(data, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    const foreign = new Set(files.map((entry) => digest(`${entry.parentPath}/${entry.name}`)));
    const own = execFileSync('git', ['ls-files', '-z'], { cwd: projectRoot, encoding: 'utf8' }).split('\0');
    const present = own.map((name) => `${projectRoot}${name}`).filter((path) => existsSync(path) && statSync(path).isFile() && statSync(path).size > 0);
    expect(present.length).toBeGreaterThan(50);
    expect(present.filter((path) => foreign.has(digest(path)))).toEqual([]);
  });
});
