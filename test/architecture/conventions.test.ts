// Conventions that a reader may rely on: file names, sizes, no escape hatches from the type system, colours in one place.

import { describe, expect, it } from 'vitest';
import { listFiles, readFiles, readTypeScript, visitSyntax, type SourceFile } from './source-tree.ts';

const sources = ['.ts', '.tsx', '.css', '.mjs'];

/** Lines of a file, a final newline not counted. */
function lineCount({ text }: SourceFile): number {
  return text.trimEnd().split('\n').length;
}

describe('source files', () => {
  it('have at most 300 lines', () => {
    const long = readFiles('src', sources).filter((file) => lineCount(file) > 300);
    expect(long.map((file) => `${file.path}: ${lineCount(file)}`)).toEqual([]);
  });

  it('have kebab-case names', () => {
    const name = /^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9]+)+$/;
    const odd = [...listFiles('src', sources), ...listFiles('test', sources)].filter((path) => !name.test(path.split('/').at(-1) ?? ''));
    expect(odd).toEqual([]);
  });

  it('open with a comment that says what they are', () => {
    const opening = /^(#!.*\n)?\/\//;
    const scripts = ['.ts', '.tsx', '.mjs'];
    const silent = [...readFiles('src', scripts), ...readFiles('test', scripts)].filter((file) => !opening.test(file.text));
    expect(silent.map((file) => file.path)).toEqual([]);
  });
});

/** Places where a file steps around the type system. */
function escapeHatches(file: SourceFile): string[] {
  const found: string[] = [];
  const comments = visitSyntax(file, {
    TSAnyKeyword: () => found.push('any'),
    TSNonNullExpression: () => found.push('!'),
  });
  for (const comment of comments) {
    const directive = /@ts-(ignore|nocheck|expect-error)/.exec(comment);
    if (directive) found.push(directive[0]);
  }
  return found.map((what) => `${file.path}: ${what}`);
}

describe('the type system', () => {
  it('is nowhere stepped around', () => {
    expect([...readTypeScript('src'), ...readTypeScript('test')].flatMap(escapeHatches)).toEqual([]);
  });

  it.each([
    ['any', 'export const a: any = 1;'],
    ['!', 'declare const b: string | undefined; export const a = b!.length;'],
    ['@ts-ignore', '// @ts-ignore\nexport const a: number = "1";'],
  ])('is caught being stepped around by %s', (what, text) => {
    expect(escapeHatches({ path: 'src/core/a.ts', text })).toEqual([`src/core/a.ts: ${what}`]);
  });
});

/** Colour literals of a stylesheet or a TypeScript file. */
function colourLiterals(file: SourceFile): string[] {
  const colour = /#(?:[0-9a-f]{8}|[0-9a-f]{6}|[0-9a-f]{3,4})\b|\b(?:rgba?|hsla?|oklch|oklab|lch|lab|hwb)\(\s*[\d.]/gi;
  const texts: string[] = [];
  if (file.path.endsWith('.css')) {
    texts.push(file.text.replace(/\/\*[\s\S]*?\*\//g, ''));
  } else {
    visitSyntax(file, {
      Literal: (node) => void (typeof node.value === 'string' && texts.push(node.value)),
      TemplateElement: (node) => void texts.push(node.value.raw),
    });
  }
  return texts.flatMap((text) => text.match(colour) ?? []).map((literal) => `${file.path}: ${literal}`);
}

describe('colours', () => {
  it('are literals in tokens.css alone', () => {
    const files = [...readFiles('src', ['.css']), ...readTypeScript('src')].filter((file) => !file.path.endsWith('/tokens.css'));
    expect(files.flatMap(colourLiterals)).toEqual([]);
  });

  it('are caught elsewhere', () => {
    expect(colourLiterals({ path: 'src/ui/a.css', text: '/* #abc */ a { color: #1a2b3c; border-color: rgb(0 0 0 / 10%) }' })).toHaveLength(2);
    expect(colourLiterals({ path: 'src/ui/a.tsx', text: 'export const a = <b style={{ color: "#fff" }} />; // #123' })).toHaveLength(1);
    expect(colourLiterals({ path: 'src/ui/a.css', text: 'a { color: rgb(from var(--accent) r g b / 50%) }' })).toEqual([]);
  });
});
