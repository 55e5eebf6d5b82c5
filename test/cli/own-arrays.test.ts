// NumPy arrays of one's own on the command line: which is which, how images lie, and the reason where none can be used.

import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { jsonLines, runCli } from '../support/cli.ts';

const folder = mkdtempSync(join(tmpdir(), 'convloom-cli-arrays-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** A network of one linear layer behind an input of this shape. */
function network(shape: readonly number[], outFeatures: number): string {
  const path = join(folder, `linear-${shape.join('-')}.json`);
  const edge = (source: string, target: string) => ({ source, sourcePort: 'out', target, targetPort: 'in' });
  writeFileSync(path, JSON.stringify({
    format: 'convloom', version: 1, name: 'linear',
    graph: {
      nodes: { input: { kind: 'Input', attrs: { shape } }, flatten: { kind: 'Flatten' }, linear: { kind: 'Linear', attrs: { outFeatures } }, output: { kind: 'Output' } },
      edges: { a: edge('input', 'flatten'), b: edge('flatten', 'linear'), c: edge('linear', 'output') },
    },
    layout: { nodes: {} },
    training: { dataset: 'mnist', loss: 'crossEntropy', optimizer: { type: 'sgd', learningRate: 0.1, momentum: 0, weightDecay: 0 }, batchSize: 4, epochs: 1, shuffle: false, seed: 0, validation: 'test' },
  }));
  return path;
}

/** Writes files by lines of Python in which `path(name)` is where. */
function write(lines: string): void {
  execFileSync('python3', ['-c', `import numpy as np, os, sys\npath = lambda name: os.path.join(sys.argv[1], name)\n${lines}`, folder]);
}

const at = (name: string) => join(folder, name);
const train = (...args: string[]) => runCli('train', ...args, '--backend', 'tfjs-cpu');
/** The loss of each batch, before its step. */
const losses = (out: string) => jsonLines(out).filter(({ type }) => type === 'batch').map(({ loss }) => loss as number);

describe('train --data with arrays', () => {
  it('takes the test part that is there, and says so', async () => {
    write('y = np.arange(12, dtype="u1") % 3\nnp.savez(path("keras.npz"), x_train=np.ones((12, 8, 8), "u1"), y_train=y, x_test=np.ones((6, 8, 8), "u1"), y_test=y[:6])');
    const { code, out } = await train(network([64], 3), '--data', at('keras.npz'));
    expect(code).toBe(0);
    expect(out).toContain('x_test and y_test are the test part.');
    expect(out).toContain('keras.npz: 12 training and 6 validation');
  });

  it('takes floats as they stand, bytes turned where the network demands it, and either as it is told', async () => {
    write('r = np.random.default_rng(0)\nx = r.integers(0, 255, (20, 16, 8, 3))\ny = np.arange(20) % 2\n' +
      'np.savez(path("f.npz"), x=(x / 255).astype("f4"), y=y)\nnp.savez(path("u.npz"), x=x.astype("u1"), y=y)\nnp.savez(path("t.npz"), x=(x.transpose(0, 3, 1, 2) / 255).astype("f4"), y=y)');
    const run = async (shape: readonly number[], file: string, ...more: string[]) => (await train(network(shape, 2), '--data', at(file), '--json', ...more)).out;
    const [floats, told, bytes, asBytes, turned] = [
      await run([16, 8, 3], 'f.npz'), await run([3, 16, 8], 'f.npz', '--layout', 'channels-last'), await run([3, 16, 8], 'u.npz'), await run([16, 8, 3], 'u.npz'), await run([3, 16, 8], 't.npz'),
    ];
    const notices = (out: string) => jsonLines(out).filter(({ code }) => code === 'own-data').map(({ message }) => message);
    // The initial weights are those of as many numbers, so equal losses mean equal inputs.
    losses(told).forEach((loss, step) => expect(loss).toBeCloseTo(losses(turned)[step] ?? NaN, 5));
    losses(bytes).forEach((loss, step) => expect(loss).toBeCloseTo(losses(turned)[step] ?? NaN, 5));
    losses(asBytes).forEach((loss, step) => expect(loss).toBeCloseTo(losses(floats)[step] ?? NaN, 5));
    expect(Math.abs((losses(floats)[1] ?? 0) - (losses(turned)[1] ?? 0))).toBeGreaterThan(1e-4);
    expect([notices(floats), notices(asBytes), notices(told)]).toEqual([[], [], []]);
    expect(notices(bytes)).toEqual(['x is taken for images of height, width and channels, since the network’s input of 3×16×8 fits no other way; --layout says otherwise.']);
  }, 60_000);

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
    const net = network([2], 2);
    const errorOf = async (...args: string[]) => (await train(net, ...args)).err.trim();
    expect((await train(net, '--data', at('python2.npy'), '--labels', at('labels.npy'))).code).toBe(0);
    expect(await errorOf('--data', at('v9.npy'), '--labels', at('labels.npy'))).toContain('v9.npy has format version 9.0; expected NumPy’s 1.0, 2.0 or 3.0.');
    expect(await errorOf('--data', at('zero.npy'), '--labels', at('labels.npy'))).toContain('zero.npy is a single value; expected an array whose first axis counts the examples.');
    expect(await errorOf('--data', at('records.npy'), '--labels', at('labels.npy'))).toContain('records.npy holds records; expected one array of numbers.');
    expect(await errorOf('--data', at('long.npy'), '--labels', at('labels.npy'))).toBe('labels.npy has 12 entries, and long.npy has 13 examples.');
    expect(await errorOf('--data', at('x.npy'))).toBe('x.npy holds one array, x.npy; give the labels with --labels FILE.');
    expect(await errorOf('--data', at('x.npy'), '--labels', at('gone.npy'))).toBe(`${at('gone.npy')} is no file, or is not there.`);
    expect(await errorOf('--data', at('abc.npz'))).toBe('It cannot be told which of a, b, c is to be predicted; name it with --target.');
    expect(await errorOf('--data', at('abc.npz'), '--target', 'c')).toBe('It cannot be told which of a, b, c is to be learnt from; name it with --inputs.');
    expect(await errorOf('--data', at('abc.npz'), '--target', 'd')).toBe('There is no array "d"; expected one of a, b, c.');
  }, 60_000);
});
