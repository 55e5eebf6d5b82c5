// A short run of the stress that `npm run stress` runs long: threads held up at random anywhere leave the same bits as
// a single one.

import { beforeAll, describe, expect, it } from 'vitest';
import { createNodeEnvironment } from '../../../src/engines/wasm/node-environment.ts';
import { buildStress, stressFolder } from '../../stress/build.mjs';
import { stressNetworks } from '../../stress/networks.ts';
import { stressPlace } from '../../stress/node.ts';
import { stress, type StressPlace } from '../../stress/rounds.ts';
import { spawnThread } from '../../../src/engines/wasm/node-environment.ts';

let place: StressPlace;

beforeAll(async () => {
  await buildStress();
  place = stressPlace(stressFolder, 4);
  // A compiler is at work, on a machine that may be busy.
}, 600_000);

it('no round differs', async () => {
  expect(await stress(place, stressNetworks.slice(-4), 24)).toBe(undefined);
});

it('a barrier that lets a thread through would', async () => {
  // Thread 1 does not wait at its seventh barrier.
  const faulty = new URL('./faulty-thread.mjs', import.meta.url);
  const environment = {
    ...createNodeEnvironment({ threads: 2 }),
    spawnThread: (start: Parameters<typeof spawnThread>[1]) => {
      const early = { ...start, fault: 'early', at: 7 };
      return spawnThread(faulty, early);
    },
  };
  await expect(stress({ environment, setHeldUp: () => undefined }, stressNetworks.slice(-1), 5)).rejects.toThrow(
    'lost step',
  );
});

describe('memory full of rubbish', () => {
  it('one wrong bit is found, with its place', async () => {
    const faulty = new URL('./faulty-thread.mjs', import.meta.url);
    const environment = {
      ...createNodeEnvironment({ threads: 2 }),
      spawnThread: (start: Parameters<typeof spawnThread>[1]) => {
        const flipped = { ...start, fault: 'flip', at: 4 };
        return spawnThread(faulty, flipped);
      },
    };
    const [first] = stressNetworks;
    const dumped: string[] = [];
    const difference = await stress(
      { environment, setHeldUp: () => undefined, dump: (name) => dumped.push(name) },
      first ? [first] : [],
      5,
    );
    expect(difference).toMatchObject({
      network: 'the course network',
      round: 1,
      step: 0,
      what: expect.stringMatching(/^weights\[\d+\]$/),
    });
    expect(dumped).toEqual(['round-1-received.bin', 'round-1-expected.bin']);
  });
});
