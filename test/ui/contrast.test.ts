// The colours of both themes are readable: WCAG 2.2 AA, computed from the tokens themselves.
// OKLCH to linear sRGB: Ottosson, https://bottosson.github.io/posts/oklab/; contrast: https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const css = readFileSync(new URL('../../src/ui/theme/tokens.css', import.meta.url), 'utf8');

/** Custom properties of a rule that are opaque OKLCH colours. */
function colours(selector: string): Map<string, readonly number[]> {
  const start = css.indexOf(`${selector} {`);
  const block = css.slice(start, css.indexOf('\n}', start));
  return new Map([...block.matchAll(/--([\w-]+): oklch\(([\d.]+) ([\d.]+) ([\d.]+)\)/g)].map(([, name = '', ...lch]) => [name, lch.map(Number)]));
}

const light = colours("[data-theme='light']");
const dark = new Map([...light, ...colours(":root[data-theme='dark']")]);

function luminance([l = 0, c = 0, h = 0]: readonly number[]): number {
  const a = c * Math.cos((h * Math.PI) / 180);
  const b = c * Math.sin((h * Math.PI) / 180);
  const long = (l + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const medium = (l - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const short = (l - 0.0894841775 * a - 1.291485548 * b) ** 3;
  const clip = (x: number) => Math.min(1, Math.max(0, x));
  const red = clip(4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short);
  const green = clip(-1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short);
  const blue = clip(-0.0041960863 * long - 0.7034186147 * medium + 1.707614701 * short);
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(theme: Map<string, readonly number[]>, a: string, b: string): number {
  const [first, second] = [a, b].map((name) => {
    const colour = theme.get(name);
    if (!colour) throw new Error(`tokens.css has no opaque oklch colour --${name}`);
    return luminance(colour);
  }) as [number, number];
  return (Math.max(first, second) + 0.05) / (Math.min(first, second) + 0.05);
}

const themes = [['light', light], ['dark', dark]] as const;

const texts = [
  ...['surface', 'surface-raised', 'surface-sunken', 'surface-hover', 'canvas'].flatMap((ground) => ['text', 'text-quiet', 'text-faint'].map((text) => [text, ground] as const)),
  ['error-text', 'surface'], ['error-text', 'error-soft'], ['warning-text', 'warning-soft'], ['warning-text', 'surface'],
  ['success-text', 'success-soft'], ['accent-text', 'surface'], ['accent-text', 'surface-raised'], ['on-accent', 'accent'], ['on-accent', 'accent-hover'],
] as const;

/** Not text, but needed to understand: 3 to 1 (WCAG 1.4.11). */
const signs = [
  ['accent', 'surface'], ['accent', 'canvas'], ['error', 'surface'], ['chart-loss', 'surface'], ['chart-accuracy', 'surface'],
  ...[...light.keys()].filter((name) => /^chart-\d$/.test(name)).map((name) => [name, 'surface'] as const),
  ...[...light.keys()].filter((name) => name.startsWith('category-')).map((name) => [name, 'surface'] as const),
] as const;

describe.each(themes)('the %s theme', (_, theme) => {
  it.each(texts)('%s on %s reads', (text, ground) => expect(contrast(theme, text, ground)).toBeGreaterThanOrEqual(4.5));

  it.each(signs)('%s on %s is seen', (sign, ground) => expect(contrast(theme, sign, ground)).toBeGreaterThanOrEqual(3));
});

describe('the measure', () => {
  it('is WCAG’s: black on white is 21 to 1', () => {
    const theme = new Map([['black', [0, 0, 0]], ['white', [1, 0, 0]]]);
    expect(contrast(theme, 'black', 'white')).toBeCloseTo(21, 1);
  });
});
