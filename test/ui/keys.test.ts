// Key combinations: which events they match, and how each platform writes them.

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { commandList } from '../../src/ui/commands/commands.ts';
import { formatKeys, matchesKeys, type KeyPress } from '../../src/ui/commands/keys.ts';

function press(key: string, ...modifiers: readonly ('ctrl' | 'meta' | 'shift' | 'alt')[]): KeyPress {
  const held = (modifier: (typeof modifiers)[number]) => modifiers.includes(modifier);
  return { key, ctrlKey: held('ctrl'), metaKey: held('meta'), shiftKey: held('shift'), altKey: held('alt') };
}

describe('matching', () => {
  it.each([
    ['Mod+Z', press('z', 'ctrl'), press('z', 'meta')],
    ['Mod+Shift+Z', press('Z', 'ctrl', 'shift'), press('Z', 'meta', 'shift')],
    ['Delete', press('Delete'), press('Delete')],
    ['Shift+ArrowLeft', press('ArrowLeft', 'shift'), press('ArrowLeft', 'shift')],
    ['?', press('?', 'shift'), press('?', 'shift')],
    ['K', press('k'), press('k')],
  ])('%s', (keys, elsewhere, onMac) => {
    expect(matchesKeys(elsewhere, keys, false)).toBe(true);
    expect(matchesKeys(onMac, keys, true)).toBe(true);
  });

  it.each([
    ['Mod+Z', press('z')],
    ['Mod+Z', press('z', 'ctrl', 'shift')],
    ['Mod+Z', press('z', 'meta')],
    ['Mod+Z', press('z', 'ctrl', 'alt')],
    ['K', press('k', 'ctrl')],
    ['K', press('K', 'shift')],
    ['ArrowLeft', press('ArrowLeft', 'shift')],
  ])('%s is not %j', (keys, event) => {
    expect(matchesKeys(event, keys, false)).toBe(false);
  });
});

describe('writing', () => {
  it.each([
    ['Mod+Shift+Z', 'Ctrl+Shift+Z', '⇧⌘Z'],
    ['Mod+Delete', 'Ctrl+Delete', '⌘⌦'],
    ['Shift+ArrowUp', 'Shift+↑', '⇧↑'],
    ['?', '?', '?'],
  ])('%s', (keys, elsewhere, onMac) => {
    expect(formatKeys(keys, false)).toBe(elsewhere);
    expect(formatKeys(keys, true)).toBe(onMac);
  });
});

describe('the commands', () => {
  it('share no keys', () => {
    const keys = commandList.flatMap((command) => command.keys);
    expect(keys.filter((key, i) => keys.indexOf(key) !== i)).toEqual([]);
  });

  it('are all in docs/keyboard.md with all their keys', () => {
    const page = readFileSync(new URL('../../docs/keyboard.md', import.meta.url), 'utf8');
    const missing = commandList.flatMap(({ label, keys }) => keys.filter((key) => {
      const row = page.split('\n').find((line) => line.startsWith(`| ${label} |`));
      return !row?.includes(`\`${formatKeys(key, false)}\``);
    }).map((key) => `${label}: ${key}`));
    expect(missing).toEqual([]);
  });
});
