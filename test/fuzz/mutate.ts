// Changes that damage an input as files in the world are damaged, or as a stranger would damage them: in its bytes, its lines or its
// tree. All chance comes from the Random passed in, so that a seed names an input.

import type { Random } from '../../src/core/random.ts';

export function pick<T>(random: Random, items: readonly T[]): T {
  return items[random.int(items.length)] as T;
}

const edges = [0, 1, 0x7f, 0x80, 0xff, 0x7fff, 0x8000, 0xffff, 0x7fffffff, 0x80000000, 0xffffffff];

/** One to eight changes of bytes, numbers of two, four and eight bytes, and whole stretches. */
export function mutateBytes(random: Random, given: Uint8Array): Uint8Array<ArrayBuffer> {
  let bytes = Uint8Array.from(given);
  const at = (room = 0): number => random.int(Math.max(1, bytes.length - room));
  const changes: (() => void)[] = [
    () => { bytes[at()] = random.int(256); },
    () => { const place = at(); bytes[place] = (bytes[place] ?? 0) ^ (1 << random.int(8)); },
    () => setNumber(bytes, at(2), 2, pick(random, edges), random.int(2) === 0),
    () => setNumber(bytes, at(4), 4, pick(random, edges), random.int(2) === 0),
    () => { setNumber(bytes, at(8), 4, pick(random, edges), true); setNumber(bytes, at(4), 4, random.int(3), true); },
    () => { bytes = bytes.slice(0, random.int(bytes.length + 1)); },
    () => { const from = at(); bytes = joined(bytes.subarray(0, from), bytes.subarray(Math.min(bytes.length, from + 1 + random.int(16)))); },
    () => { const [from, to, size] = [at(), at(), random.int(64)]; bytes = joined(bytes.subarray(0, to), bytes.subarray(from, from + size), bytes.subarray(to)); },
    () => { const from = at(); bytes.fill(pick(random, [0, 0xff, 0x20]), from, from + random.int(32)); },
    () => { bytes = joined(bytes, bytes.subarray(0, random.int(bytes.length + 1))); },
  ];
  for (let i = 1 + random.int(8); i > 0; i--) pick(random, changes)();
  return bytes;
}

function setNumber(bytes: Uint8Array, at: number, size: number, value: number, littleEndian: boolean): void {
  for (let i = 0; i < size && at + i < bytes.length; i++) bytes[at + i] = (value >>> (8 * (littleEndian ? i : size - 1 - i))) & 0xff;
}

function joined(...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

const scraps = ['"', '""', ',', ';', '\t', '\n', '\r\n', '\r', ' ', '\uFEFF', '\0', 'NaN', '-inf', '1e999', '1,5', '0x10', 'é', '\u{1F600}', '\uFFFD', '#', 'sep=;\n', ','.repeat(300), 'x'.repeat(5000)];

/** One to six changes of the lines and marks of a text. */
export function mutateText(random: Random, given: string): string {
  let text = given;
  const changes: (() => void)[] = [
    () => { const at = random.int(text.length + 1); text = text.slice(0, at) + pick(random, scraps) + text.slice(at); },
    () => { text = text.slice(0, random.int(text.length + 1)); },
    () => { const at = random.int(text.length + 1); text = text.slice(0, at) + text.slice(at + 1 + random.int(20)); },
    () => { const lines = text.split('\n'); const line = lines[random.int(lines.length)] ?? ''; lines.splice(random.int(lines.length), 0, line); text = lines.join('\n'); },
    () => { text = text.replaceAll(pick(random, [',', '\n', '"', '1']), pick(random, scraps)); },
  ];
  for (let i = 1 + random.int(6); i > 0 && text.length < 200_000; i--) pick(random, changes)();
  return text.slice(0, 200_000);
}

const oddValues: readonly (() => unknown)[] = [
  () => null, () => true, () => 0, () => -1, () => 0.5, () => 1e308, () => -1e308, () => 2 ** 53, () => 2 ** 32, () => '', () => 'x', () => '1', () => '__proto__', () => 'constructor',
  () => [], () => ({}), () => [[[[]]]], () => [1, 2, 3], () => [null], () => 'y'.repeat(10_000), () => nested(60), () => Array.from({ length: 2000 }, (_, i) => i), () => ({ toString: 1, valueOf: 2 }),
];

function nested(depth: number): unknown {
  return depth === 0 ? 1 : { inner: nested(depth - 1) };
}

type Holder = Record<string, unknown>;

/** One to five changes of a tree of plain data: values replaced, removed, doubled, exchanged with others of the tree, keys renamed. */
export function mutateTree(random: Random, given: unknown): unknown {
  const root = { value: structuredClone(given) };
  for (let i = 1 + random.int(5); i > 0; i--) {
    const places = placesOf(root);
    if (places.length === 0) break;
    const [holder, key] = pick(random, places);
    const [other, otherKey] = pick(random, places);
    switch (random.int(6)) {
      case 0: case 1: holder[key] = pick(random, oddValues)(); break;
      case 2: if (Array.isArray(holder)) holder.splice(Number(key), 1); else delete holder[key]; break;
      case 3: holder[key] = structuredClone(other[otherKey]); break;
      case 4: put(holder, pick(random, ['__proto__', 'constructor', key + key, otherKey, 'length', '0']), structuredClone(other[otherKey])); break;
      default: if (typeof holder[key] === 'number') holder[key] = (holder[key] as number) * pick(random, [-1, 0, 1e9, 1.5, 1e300]); else holder[key] = pick(random, oddValues)();
    }
  }
  return root.value;
}

/** Also for `__proto__`, which is then a key as JSON makes it. */
function put(holder: Holder, key: string, value: unknown): void {
  if (Array.isArray(holder)) holder.push(value);
  else Object.defineProperty(holder, key, { value, enumerable: true, configurable: true, writable: true });
}

function placesOf(root: Holder): [Holder, string][] {
  const places: [Holder, string][] = [];
  const visit = (holder: Holder): void => {
    for (const key of Object.keys(holder)) {
      places.push([holder, key]);
      const value = holder[key];
      if (typeof value === 'object' && value !== null && !ArrayBuffer.isView(value) && places.length < 5000) visit(value as Holder);
    }
  };
  visit(root);
  return places;
}
