// JSON for people and for version control: keys in a given order, small values on one line, many numbers on full lines.

const lineLength = 120;
/** Longer lists have full lines; shorter ones a line for each item, so that a change of one shows as one. */
const manyItems = 64;
/** Containers this far out are opened even where they would fit on a line, so that each entry has its own. */
const openDepth = 3;

/** `value` as indented JSON text ending in a newline; `compareKeys` orders the keys of every object. */
export function prettyJson(value: unknown, compareKeys: (a: string, b: string) => number): string {
  const write = (part: unknown, indent: string, depth: number, keyLength: number): string => {
    const children = childrenOf(part, compareKeys);
    if (!children) return JSON.stringify(part);
    const nested = children.some(([, child]) => typeof child === 'object' && child !== null);
    if (children.length === 0 || depth >= openDepth || !nested) {
      const flat = writeFlat(part, compareKeys);
      if (children.length === 0 || indent.length + keyLength + flat.length < lineLength) return flat;
    }
    const inner = `${indent}  `;
    if (Array.isArray(part) && !nested && part.length > manyItems) return `[\n${fillLines(children.map(([, child]) => JSON.stringify(child)), inner)}\n${indent}]`;
    const lines = children.map(([key, child]) => `${inner}${key}${write(child, inner, depth + 1, key.length)}`);
    const [open, close] = Array.isArray(part) ? '[]' : '{}';
    return `${open}\n${lines.join(',\n')}\n${indent}${close}`;
  };
  return `${write(value, '', 0, 0)}\n`;
}

/** What a container holds, each with the text before it (`"key": `, or nothing in a list); undefined for leaves. */
function childrenOf(value: unknown, compareKeys: (a: string, b: string) => number): [string, unknown][] | undefined {
  if (Array.isArray(value)) return value.map((item: unknown) => ['', item]);
  if (typeof value !== 'object' || value === null) return undefined;
  return Object.entries(value)
    .filter(([, item]) => item !== undefined)
    .toSorted(([a], [b]) => compareKeys(a, b))
    .map(([key, item]) => [`${JSON.stringify(key)}: `, item]);
}

function writeFlat(value: unknown, compareKeys: (a: string, b: string) => number): string {
  const children = childrenOf(value, compareKeys);
  if (!children) return JSON.stringify(value);
  const items = children.map(([key, child]) => `${key}${writeFlat(child, compareKeys)}`).join(', ');
  if (Array.isArray(value)) return `[${items}]`;
  return children.length === 0 ? '{}' : `{ ${items} }`;
}

/** Items separated by commas, as many on a line as fit. */
function fillLines(items: readonly string[], indent: string): string {
  const lines: string[] = [];
  let line = indent;
  items.forEach((item, i) => {
    const text = i < items.length - 1 ? `${item},` : item;
    if (line !== indent && line.length + 1 + text.length > lineLength) {
      lines.push(line);
      line = indent;
    }
    line += line === indent ? text : ` ${text}`;
  });
  return [...lines, line].join('\n');
}
