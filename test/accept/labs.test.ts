// Acceptance of the course: every lab's claims hold over three seeds, on the real data.

import { expect, it } from 'vitest';
import { lessons } from '../../src/lessons/registry.ts';
import { jsonLines, runCli } from '../support/cli.ts';
import { sharedData } from '../support/shared-data.ts';

it.for([...lessons.keys()])('lab %s', async (id, context) => {
  const { out, err } = await runCli('lab', id, '--seeds', '0,1,2', '--data', sharedData(context, '.'), '--json');
  expect(err).toBe('');
  const reports = jsonLines(out) as unknown as { seed: number; claims: { text: string; holds: boolean; measured: string }[] }[];
  expect(reports).toHaveLength(3);
  for (const { seed, claims } of reports) {
    for (const { text, holds, measured } of claims) console.log(`seed ${seed}: ${holds ? 'holds' : 'FAILS'}: ${text} ${measured}`);
  }
  expect(reports.flatMap(({ seed, claims }) => claims.filter(({ holds }) => !holds).map(({ text, measured }) => `seed ${seed}: ${text} ${measured}`))).toEqual([]);
});
