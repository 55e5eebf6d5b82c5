// Every registered kind keeps the promises of its declaration; a new kind is covered by being there.

import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { categories } from '../../src/core/layer-kind.ts';
import { layers } from '../../src/layers/registry.ts';
import { describeKind } from '../support/layer-conformance.ts';

const kinds = [...layers.values()];

describe.each(kinds.map((kind) => [kind.kind, kind] as const))('%s', (_, kind) => {
  describeKind(kind, layers);
});

describe('the registry', () => {
  it('has one kind for every file of the folder', () => {
    const files = readdirSync(new URL('../../src/layers/', import.meta.url)).filter((name) => name.endsWith('.ts') && name !== 'registry.ts');
    const letters = (text: string) => text.replace(/[-.]|ts$/g, '').toLowerCase();
    expect(kinds.map((kind) => letters(kind.kind)).toSorted()).toEqual(files.map(letters).toSorted());
  });

  it('gives each kind its own stem of ids', () => {
    expect(new Set(kinds.map((kind) => kind.idStem)).size).toBe(kinds.length);
  });

  it('is in palette order: categories as declared, names within them', () => {
    const rank = (index: number) => categories.indexOf(kinds[index]?.category ?? 'shape');
    for (let i = 1; i < kinds.length; i++) {
      expect(rank(i)).toBeGreaterThanOrEqual(rank(i - 1));
      if (rank(i) === rank(i - 1)) expect((kinds[i]?.kind ?? '') > (kinds[i - 1]?.kind ?? '')).toBe(true);
    }
  });
});
