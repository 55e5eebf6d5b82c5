// NumPy arrays of one's own on the command line: which is which, how images lie, and the reason where none can be used.

import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readOwnData } from '../../src/cli/own-data.ts';
import type { OwnDataOptions } from '../../src/cli/own-data-options.ts';
import type { Shape } from '../../src/core/shape.ts';
import { allInputs, memorySources, request } from '../datasets/memory-sources.ts';
import { jsonLines, runCli } from '../support/cli.ts';

const folder = mkdtempSync(join(tmpdir(), 'convloom-cli-arrays-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** A network of one linear layer behind an input of this shape. */
function network(shape: readonly number[], outFeatures: number): string {
  const path = join(folder, `linear-${shape.join('-')}.json`);
  const edge = (source: string, target: string) => ({ source, sourcePort: 'out', target, targetPort: 'in' });
  writeFileSync(
    path,
    JSON.stringify({
      format: 'convloom',
      version: 1,
      name: 'linear',
      graph: {
        nodes: {
          input: { kind: 'Input', attrs: { shape } },
          flatten: { kind: 'Flatten' },
          linear: { kind: 'Linear', attrs: { outFeatures } },
          output: { kind: 'Output' },
        },
        edges: { a: edge('input', 'flatten'), b: edge('flatten', 'linear'), c: edge('linear', 'output') },
      },
      layout: { nodes: {} },
      training: {
        dataset: 'mnist',
        loss: 'crossEntropy',
        optimizer: { type: 'sgd', learningRate: 0.1, momentum: 0, weightDecay: 0 },
        batchSize: 4,
        epochs: 1,
        shuffle: false,
        seed: 0,
        validation: 'test',
      },
    }),
  );
  return path;
}

/** Writes files by lines of Python in which `path(name)` is where. */
function write(lines: string): void {
  execFileSync('python3', [
    '-c',
    `import numpy as np, os, sys\npath = lambda name: os.path.join(sys.argv[1], name)\n${lines}`,
    folder,
  ]);
}

const at = (name: string) => join(folder, name);

/** All that is learnt from, as a network with this input sees it, and what was said of the choice. */
async function read(file: string, shape: Shape, options: OwnDataOptions = {}) {
  const { dataset, notes } = await readOwnData(at(file), options, shape);
  const preprocessing = { shape, resize: 'none', normalize: 'none', mean: 0, std: 1 } as const;
  const { training } = await dataset.load(request({ sources: memorySources({}), preprocessing }));
  return { inputs: [...allInputs(training)], notes };
}

describe('train --data with arrays', () => {
  it('takes the test part that is there, and says so', async () => {
    write(
      'y = np.arange(12, dtype="u1") % 3\nnp.savez(path("keras.npz"), x_train=np.ones((12, 8, 8), "u1"), y_train=y, x_test=np.ones((6, 8, 8), "u1"), y_test=y[:6])',
    );
    const { code, out } = await runCli(
      'train', network([64], 3), '--data', at('keras.npz'), '--backend', 'tfjs-cpu', '--json',
    );
    expect(code).toBe(0);
    const events = jsonLines(out);
    expect(events).toContainEqual({ type: 'notice', code: 'own-data', message: 'x_test and y_test are the test part.' });
    expect(events.find(({ type }) => type === 'data')).toMatchObject({ trainingCount: 12, validationCount: 6 });
  });

  it('takes floats as they stand, bytes turned where the network demands it, and either as it is told', async () => {
    write(
      'r = np.random.default_rng(0)\nx = r.integers(0, 255, (4, 16, 8, 3))\ny = np.array([0, 1, 0, 1])\n' +
        'np.savez(path("f.npz"), x=(x / 255).astype("f4"), y=y, x_test=x[:1], y_test=y[:1])\nnp.savez(path("u.npz"), x=x.astype("u1"), y=y, x_test=x[:1].astype("u1"), y_test=y[:1])\n' +
        'np.save(path("stands.npy"), (x / 255).astype("f4").ravel())\nnp.save(path("turned.npy"), (x / 255).astype("f4").transpose(0, 3, 1, 2).ravel())',
    );
    const valuesOf = (file: string) => [
      ...new Float32Array(readFileSync(at(file)).buffer.slice(readFileSync(at(file)).byteOffset + 128)),
    ];
    const expectClose = (received: readonly number[], expected: readonly number[]) => {
      expect(received).toHaveLength(expected.length);
      expect(Math.max(...received.map((value, index) => Math.abs(value - (expected[index] ?? NaN))))).toBeLessThan(
        1e-6,
      );
    };
    const part = 'x_test and y_test are the test part.';
    const floats = await read('f.npz', [16, 8, 3]);
    expectClose(floats.inputs, valuesOf('stands.npy'));
    expect(floats.notes).toEqual([part]);
    // Not even where it does not fit the network otherwise.
    expectClose((await read('f.npz', [3, 16, 8])).inputs, valuesOf('stands.npy'));
    expectClose((await read('f.npz', [3, 16, 8], { layout: 'channelsLast' })).inputs, valuesOf('turned.npy'));
    expectClose((await read('u.npz', [16, 8, 3])).inputs, valuesOf('stands.npy'));
    const bytes = await read('u.npz', [3, 16, 8]);
    expectClose(bytes.inputs, valuesOf('turned.npy'));
    expect(bytes.notes).toEqual([
      part,
      'x is taken for images of height, width and channels, since the network’s input of 3×16×8 fits no other way; --layout says otherwise.',
    ]);
  });

  it('reads what Python 2 wrote, and tells why others cannot be read, with options that exist', async () => {
    write(`
np.save(path('labels.npy'), np.arange(12) % 2)
np.save(path('x.npy'), np.ones((12, 2), 'f4'))
np.save(path('zero.npy'), np.float32(1))
np.save(path('records.npy'), np.zeros(12, [('a', 'f4'), ('b', 'f4')]))
np.save(path('long.npy'), np.ones((13, 2), 'f4'))
b = open(path('x.npy'), 'rb').read()
open(path('python2.npy'), 'wb').write(b.replace(b'(12, 2), }  ', b'(12L, 2L), }'))
open(path('v9.npy'), 'wb').write(b[:6] + bytes([9]) + b[7:])
np.savez(path('abc.npz'), a=np.ones((4, 2)), b=np.ones((4, 2)), c=np.ones((4, 2)))`);
    const labels = at('labels.npy');
    const errorOf = (file: string, options: OwnDataOptions) =>
      readOwnData(at(file), options, [2]).then(
        () => '',
        (error: unknown) => String(error).replace(/^Error: |^CommandError: /, ''),
      );
    expect(await errorOf('python2.npy', { labels })).toBe('');
    expect(await errorOf('v9.npy', { labels })).toBe(
      'v9.npy has format version 9.0; expected NumPy’s 1.0, 2.0 or 3.0. Of labels.npy, none can be what is learnt from in its place.',
    );
    expect(await errorOf('zero.npy', { labels })).toContain(
      'zero.npy is a single value; expected an array whose first axis counts the examples.',
    );
    expect(await errorOf('records.npy', { labels })).toContain(
      'records.npy holds records; expected one array of numbers.',
    );
    expect(await errorOf('long.npy', { labels })).toBe('labels.npy has 12 entries, and long.npy has 13 examples.');
    expect(await errorOf('x.npy', {})).toBe('x.npy holds one array, x.npy; give the labels with --labels FILE.');
    expect(await errorOf('x.npy', { labels: at('gone.npy') })).toBe(`${at('gone.npy')} is no file, or is not there.`);
    expect(await errorOf('abc.npz', {})).toBe(
      'It cannot be told which of a, b, c is to be predicted; name it with --target.',
    );
    expect(await errorOf('abc.npz', { target: 'c' })).toBe(
      'It cannot be told which of a, b, c is to be learnt from; name it with --inputs.',
    );
    expect(await errorOf('abc.npz', { target: 'd' })).toBe('There is no array "d"; expected one of a, b, c.');
    expect(await errorOf('abc.npz', { target: 'c', inputs: ['a'] })).not.toContain('cannot be told');
  });
});
