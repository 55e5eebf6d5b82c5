// A page that dies at any moment loses nothing that was older than a second. `npm run crash -- 200` kills more of them.

import { expect, test } from 'vitest';
import { crash } from '../crash/crash.ts';

test('three browsers that are killed while they edit and train lose nothing', { timeout: 400_000 }, async () => {
  const kills = await crash({ kills: 3, seed: 1 });
  expect(kills.map(({ seed, lost }) => ({ seed, lost }))).toEqual([1, 2, 3].map((seed) => ({ seed, lost: [] })));
});
