// The templates: sound, of the published sizes, laid out tidily, and written as the editor would write them.

import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { analyze } from '../../src/core/analyze.ts';
import type { DatasetInfo } from '../../src/core/data.ts';
import type { NetworkDocument } from '../../src/core/document.ts';
import { parseDocument, serialiseDocument } from '../../src/core/document-format.ts';
import { trainingProblems } from '../../src/core/training-problems.ts';
import { layers } from '../../src/layers/registry.ts';

const folder = new URL('../../templates/', import.meta.url);
const names = readdirSync(folder).filter((name) => name.endsWith('.json')).map((name) => name.slice(0, -'.json'.length));
const mnist: DatasetInfo = { id: 'mnist', name: 'MNIST', summary: '', inputShape: [1, 28, 28], classNames: [...'0123456789'], trainingCount: 60_000, testCount: 10_000 };

function read(name: string): { text: string; document: NetworkDocument } {
  const text = readFileSync(new URL(`${name}.json`, folder), 'utf8');
  const parsed = parseDocument(text);
  if ('problems' in parsed) throw new Error(parsed.problems.map((problem) => problem.message).join('\n'));
  return { text, document: parsed.document };
}

it('has those that the page offers', () => {
  expect(names.toSorted()).toEqual(expect.arrayContaining(['blank', 'lenet5', 'mlp', 'mnist-cnn', 'mnist-cnn-batchnorm', 'residual']));
});

// 18,378 and 18,494: the course's printed counts. 61,706: LeNet-5 with full connections from S2 to C3, as commonly
// counted (156 + 2,416 + 48,120 + 10,164 + 850). The others by the same sums.
it.each([
  ['mnist-cnn', 18_378],
  ['mnist-cnn-batchnorm', 18_494],
  ['lenet5', 61_706],
  ['mlp', 784 * 128 + 128 + 128 * 64 + 64 + 64 * 10 + 10],
  ['residual', 9 * 16 + 2 * 9 * 16 * 16 + 3 * 32 + 64 * 10 + 10],
])('%s has %i trainable parameters', (name, parameters) => {
  expect(analyze(read(name).document.graph, layers).totals).toMatchObject({ parameters, trainableParameters: parameters });
});

describe.each(names)('%s', (name) => {
  const { text, document } = read(name);
  const ids = Object.keys(document.graph.nodes);

  it('is written in canonical form, with one sentence for the gallery', () => {
    expect(serialiseDocument(document)).toBe(text);
    expect(document.notes).toMatch(/^[A-Z].{5,110}\.$/);
  });

  it(ids.length === 0 ? 'lacks its ends and nothing else' : 'can be trained on MNIST without a complaint', () => {
    const problems = [...analyze(document.graph, layers).problems, ...trainingProblems(document, layers, new Map([['mnist', mnist]]))];
    expect(problems.map((problem) => problem.code)).toEqual(ids.length === 0 ? ['no-input', 'no-output'] : []);
  });

  it('lies in rows and columns with room for the wires, within a screen', () => {
    expect(Object.keys(document.layout.nodes).toSorted()).toEqual(ids.toSorted());
    const places = Object.values(document.layout.nodes);
    for (const [i, { x, y }] of places.entries()) {
      expect([x % 16, y % 16]).toEqual([0, 0]);
      expect(x).toBeLessThanOrEqual(1440 - 184);
      expect(y).toBeLessThanOrEqual(900 - 72);
      // Cards are 184 wide and 72 high.
      const near = places.slice(i + 1).filter((other) => Math.abs(other.x - x) < 184 + 48 && Math.abs(other.y - y) < 72 + 48);
      expect(near).toEqual([]);
    }
  });
});
