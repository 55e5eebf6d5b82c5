// The fallback: only for data that cannot be had, and never silently.

import { expect, it } from 'vitest';
import { cifar10 } from '../../src/datasets/cifar-10.ts';
import { digits } from '../../src/datasets/digits.ts';
import { loadWithFallback, type FallbackNotice } from '../../src/datasets/load-with-fallback.ts';
import { mnist } from '../../src/datasets/mnist.ts';
import { memorySources, plain28, request, smallFiles } from './memory-sources.ts';

it('gives the dataset that was wanted, without a word, where it can be had', async () => {
  const notices: FallbackNotice[] = [];
  const { dataset, data } = await loadWithFallback(mnist, digits, request({ sources: memorySources(smallFiles(30, 10)) }), (notice) => notices.push(notice));
  expect([dataset.id, data.training.count, notices]).toEqual(['mnist', 30, []]);
});

it('says why and goes on with the fallback where it cannot', async () => {
  const notices: FallbackNotice[] = [];
  const { dataset, data } = await loadWithFallback(mnist, digits, request({ sources: memorySources({}), limits: { training: 40 } }), (notice) => notices.push(notice));
  expect([dataset.id, data.training.count]).toEqual(['digits', 40]);
  expect(notices).toEqual([{
    code: 'dataset-fallback',
    message: 'MNIST could not be loaded, so this run trains on Digits. train-labels-idx1-ubyte.gz is not in memory.',
  }]);
});

it('does not hide other errors', async () => {
  const wrong = request({ sources: memorySources(smallFiles(30, 10)), preprocessing: { ...plain28, shape: [3, 28, 28] } });
  await expect(loadWithFallback(mnist, digits, wrong, () => expect.unreachable())).rejects.toThrow('The Input asks for 3×28×28; the dataset’s images are 1×28×28.');
  const stopped = request({ sources: memorySources({}), signal: AbortSignal.abort(new Error('stopped')) });
  await expect(loadWithFallback(mnist, digits, stopped, () => expect.unreachable())).rejects.toThrow('stopped');
});

it('does not put grey digits in place of colour photographs', async () => {
  const loading = loadWithFallback(cifar10, digits, request({ sources: memorySources({}), preprocessing: { ...plain28, shape: [3, 32, 32] } }), () => expect.unreachable());
  await expect(loading).rejects.toThrow('CIFAR-10 could not be read.');
});
