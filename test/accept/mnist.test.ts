// Acceptance on the real MNIST through the built command line: the course's two networks, 60,000 training and 10,000
// test images at 16×16, batch 100, SGD 0.1, 2 epochs. Published runs: .96-.975 plain, .975-.987 with BatchNorm.

import { describe, expect, it } from 'vitest';
import { jsonLines, runCli } from '../support/cli.ts';
import { sharedData } from '../support/shared-data.ts';

describe('two epochs on MNIST', () => {
  it.for([
    ['mnist-cnn-batchnorm', 0.97],
    ['mnist-cnn', 0.96],
  ] as const)('%s ends above %d validation accuracy', async ([template, threshold], context) => {
    const data = sharedData(context, '.');
    const { code, out, err } = await runCli('train', `templates/${template}.json`, '--epochs', '2', '--data', data, '--json');
    expect([code, err]).toEqual([0, '']);
    const epochs = jsonLines(out).filter((line) => line['type'] === 'epochEnd');
    console.log(template, epochs.map((epoch) => `${String(epoch['valAccuracy'])} at ${Math.round(Number(epoch['imagesPerSecond']))} images/s`).join(', '));
    expect(epochs).toHaveLength(2);
    expect(epochs[1]?.['valAccuracy']).toBeGreaterThan(threshold);
  });
});
