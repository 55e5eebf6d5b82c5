// Whether a page can be read and its focus be seen, by WCAG 2.2: the contrast of all visible text (1.4.3), and of what focus by
// keyboard changes at each control (2.4.7, 1.4.11). What stands on a picture or a canvas is not judged.

import type { Page } from 'playwright-core';

/**
 * What cannot be read or seen in either theme, one line each, with the place and its colours: text below 4.5 (3 where it is large),
 * and controls inside of `focusWithin` whose focus by keyboard changes nothing of at least 3 against its surroundings.
 */
export async function contrastFaults(page: Page, focusWithin = 'none'): Promise<string[]> {
  await settle(page);
  // Focus that a script moves is drawn where the last input was the keyboard's; no key of this page, and no mere modifier.
  await page.keyboard.press('F9');
  return page.evaluate(`(${inPage})(${JSON.stringify(focusWithin)})`);
}

/** Waits for the end of what moves, spinners aside. */
async function settle(page: Page): Promise<void> {
  await page.waitForFunction(() => document.getAnimations().every(({ effect, playState }) => playState !== 'running' || effect?.getComputedTiming().iterations === Infinity));
}

/** Runs in the page, as text, so that nothing outside of it is needed. */
function inPage(focusWithin: string): string[] {
  type Colour = readonly [red: number, green: number, blue: number, alpha: number];
  const pixel = new OffscreenCanvas(1, 1).getContext('2d', { willReadFrequently: true });
  const known = new Map<string, Colour>();
  const parse = (text: string): Colour => {
    const found = known.get(text);
    if (found) return found;
    if (!pixel) throw new Error('There is no 2d context.');
    pixel.clearRect(0, 0, 1, 1);
    pixel.fillStyle = '#000';
    pixel.fillStyle = text;
    pixel.fillRect(0, 0, 1, 1);
    const [r = 0, g = 0, b = 0, a = 0] = pixel.getImageData(0, 0, 1, 1).data;
    const colour = [r, g, b, a / 255] as const;
    known.set(text, colour);
    return colour;
  };
  const over = ([r, g, b, a]: Colour, [r2, g2, b2]: Colour): Colour => [r * a + r2 * (1 - a), g * a + g2 * (1 - a), b * a + b2 * (1 - a), 1];
  const luminance = ([r, g, b]: Colour): number => {
    const [x = 0, y = 0, z = 0] = [r, g, b].map((value) => (value / 255 <= 0.04045 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4));
    return 0.2126 * x + 0.7152 * y + 0.0722 * z;
  };
  const contrast = (a: Colour, b: Colour): number => {
    const [low = 0, high = 0] = [luminance(a), luminance(b)].toSorted((x, y) => x - y);
    return (high + 0.05) / (low + 0.05);
  };
  const hex = ([r, g, b]: Colour): string => `#${[r, g, b].map((value) => Math.round(value).toString(16).padStart(2, '0')).join('')}`;
  const nameOf = (element: Element): string =>
    [element, element.parentElement].map((one) => (one ? `${one.tagName.toLowerCase()}${[...one.classList].map((name) => `.${name}`).join('')}` : '')).reverse().join(' > ');
  const isExempt = (element: Element): boolean => element.closest(':disabled, [aria-disabled="true"], [data-disabled], [aria-hidden="true"] canvas') !== null;
  const isShown = (element: Element): boolean => element.checkVisibility({ opacityProperty: true, visibilityProperty: true });

  /** What an element lays behind its content: none, or undefined where it is a picture. */
  const layerOf = (element: Element): Colour | undefined => {
    if (/^(canvas|img|video|image)$/i.test(element.tagName)) return undefined;
    const { backgroundColor, fill, opacity } = getComputedStyle(element);
    const isShape = element instanceof SVGGeometryElement;
    const [r, g, b, a] = parse(isShape ? (fill === 'none' ? 'transparent' : fill) : backgroundColor);
    return [r, g, b, a * Number(opacity)];
  };
  const ancestors = (element: Element): Element[] => (element.parentElement ? [element, ...ancestors(element.parentElement)] : [element]);
  /** The colour behind the content of an element at a place; undefined on a picture. */
  const groundAt = (element: Element, x: number, y: number): Colour | undefined => {
    const stack = document.elementsFromPoint(x, y);
    const from = stack.indexOf(element);
    const layers: Colour[] = [];
    for (const one of from < 0 ? ancestors(element) : stack.slice(from)) {
      const layer = layerOf(one);
      if (!layer) return undefined;
      layers.push(layer);
      if (layer[3] > 0.99) break;
    }
    return layers.reduceRight<Colour>((below, layer) => over(layer, below), [255, 255, 255, 1]);
  };
  const groundOf = (element: Element): Colour =>
    ancestors(element).map((one): Colour => layerOf(one) ?? [0, 0, 0, 0]).reduceRight((below, layer) => over(layer, below), [255, 255, 255, 1]);
  const isCovered = (element: Element, x: number, y: number): boolean => {
    const [top] = document.elementsFromPoint(x, y);
    return !top || (getComputedStyle(element).pointerEvents !== 'none' && !element.contains(top) && !top.contains(element));
  };

  const judge = (element: Element, text: string, colour: string, box: DOMRect): string[] => {
    const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
    if (box.width < 2 || box.height < 2 || !isShown(element) || isExempt(element) || isCovered(element, x, y)) return [];
    const ground = groundAt(element, x, y);
    if (!ground) return [];
    const { fontSize, fontWeight } = getComputedStyle(element);
    const [r, g, b, a] = parse(colour);
    const opacity = ancestors(element).reduce((product, one) => product * Number(getComputedStyle(one).opacity), 1);
    const seen = over([r, g, b, a * opacity], ground);
    const size = Number.parseFloat(fontSize);
    const least = size >= 24 || (size >= 18.66 && Number(fontWeight) >= 700) ? 3 : 4.5;
    const ratio = contrast(seen, ground);
    return ratio < least ? [`"${text.trim().slice(0, 40)}" in ${nameOf(element)}: ${ratio.toFixed(2)} of ${least}, ${hex(seen)} on ${hex(ground)}`] : [];
  };
  const texts = (): string[] => {
    const found: string[] = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const element = node.parentElement;
      if (!element || !node.textContent?.trim()) continue;
      const range = document.createRange();
      range.selectNodeContents(node);
      const { color, fill } = getComputedStyle(element);
      found.push(...judge(element, node.textContent, element instanceof SVGElement ? fill : color, range.getBoundingClientRect()));
    }
    for (const field of document.querySelectorAll<HTMLInputElement>('input:not([type=range], [type=checkbox], [type=radio], [type=file]), textarea, select')) {
      const { color } = getComputedStyle(field, field.value === '' && field.placeholder ? '::placeholder' : undefined);
      if (field.value || field.placeholder) found.push(...judge(field, field.value || field.placeholder, color, field.getBoundingClientRect()));
    }
    return found;
  };
  const blur = () => { if (document.activeElement instanceof HTMLElement) document.activeElement.blur(); };
  const focus = (): string[] => {
    const controls = [...document.querySelectorAll(focusWithin)].flatMap((root) => [...root.querySelectorAll<HTMLElement>('a[href], button, input, select, textarea, summary, [tabindex]')])
      .filter((control) => control.tabIndex >= 0 && isShown(control) && !isExempt(control));
    const look = (one: Element): string[] => [undefined, '::before', '::after'].flatMap((part) => {
      const { boxShadow, outlineStyle, outlineWidth, outlineColor, borderColor, backgroundColor, stroke } = getComputedStyle(one, part);
      return [boxShadow, outlineStyle === 'none' || outlineWidth === '0px' ? '' : outlineColor, borderColor, backgroundColor, stroke];
    });
    return controls.flatMap((control) => {
      const seen = [control, ...control.children, control.parentElement, control.nextElementSibling].filter((one) => one !== null);
      blur();
      const before = seen.map(look);
      control.focus({ preventScroll: true });
      if (document.activeElement !== control) return [];
      const changes = seen.flatMap((one, i) => look(one).filter((value, at) => value !== before[i]?.[at]));
      // What is drawn inside is seen against the control, and what is drawn outside against what it stands on.
      const best = Math.max(0, ...changes.flatMap((value) => {
        const ground = groundOf(value.includes('inset') ? control : control.parentElement ?? control);
        return (value.match(/\b[a-z]+\([^()]*\)/g) ?? []).map((colour) => contrast(over(parse(colour), ground), ground));
      }));
      return best < 3 ? [`${nameOf(control)} "${(control.getAttribute('aria-label') ?? control.textContent ?? '').trim().slice(0, 40)}": ${best.toFixed(2)} of 3`] : [];
    });
  };
  const { dataset, dataset: { theme = '' } } = document.documentElement;
  const active = document.activeElement;
  dataset['input'] = 'keyboard';
  const faults = ['light', 'dark'].flatMap((name) => {
    dataset['theme'] = name;
    return [...texts(), ...focus().map((fault) => `focus of ${fault}`)].map((fault) => `${name}: ${fault}`);
  });
  dataset['theme'] = theme;
  if (active instanceof HTMLElement && active !== document.activeElement) active.focus({ preventScroll: true });
  return [...new Set(faults)];
}
