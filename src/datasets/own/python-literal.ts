// Python literals as NumPy writes them into the headers of its files: dictionaries, tuples, lists, texts, whole
// numbers, True, False and None. Read character by character and never evaluated.

export type PythonLiteral = string | number | boolean | null | readonly PythonLiteral[] | PythonTuple | PythonDict;

/** Apart from a list, since NumPy tells them apart. */
export interface PythonTuple {
  readonly tuple: readonly PythonLiteral[];
}

export type PythonDict = ReadonlyMap<PythonLiteral, PythonLiteral>;

/** More levels than this are no header. */
const maxDepth = 32;

/**
 * The literal that all of the text is; undefined where it is none. `longs` lets Python 2's whole numbers end with
 * L.
 */
export function parsePythonLiteral(text: string, longs: boolean): PythonLiteral | undefined {
  const reader = new LiteralReader(text, longs);
  try {
    const value = reader.value(0);
    return reader.isAtEnd() ? value : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

class LiteralReader {
  private at = 0;
  constructor(
    private readonly text: string,
    private readonly longs: boolean,
  ) {}

  isAtEnd(): boolean {
    return this.peek() === '';
  }

  value(depth: number): PythonLiteral {
    if (depth > maxDepth) throw new SyntaxError('Too deep.');
    const first = this.peek();
    if (first === '{') return this.dict(depth);
    if (first === '[') return this.items('[', ']', depth).items;
    if (first === '(') {
      const { items, comma } = this.items('(', ')', depth);
      const [only] = items;
      // Parentheses around one value without a comma are only that.
      return items.length === 1 && !comma && only !== undefined ? only : { tuple: items };
    }
    return this.quoted() ?? this.word();
  }

  /** The next character that is no space, "" at the end. */
  private peek(): string {
    while (/\s/.test(this.text.charAt(this.at))) this.at++;
    return this.text.charAt(this.at);
  }

  private expect(character: string): void {
    if (this.peek() !== character) throw new SyntaxError(`Expected ${character}.`);
    this.at++;
  }

  private match(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text) ?? undefined;
    if (found) this.at += found[0].length;
    return found;
  }

  private items(open: string, close: string, depth: number): { items: PythonLiteral[]; comma: boolean } {
    this.expect(open);
    const items: PythonLiteral[] = [];
    let comma = true;
    while (this.peek() !== close) {
      if (!comma) throw new SyntaxError('Expected a comma.');
      items.push(this.value(depth + 1));
      comma = this.peek() === ',';
      if (comma) this.at++;
    }
    this.at++;
    return { items, comma };
  }

  private dict(depth: number): PythonDict {
    this.expect('{');
    const entries = new Map<PythonLiteral, PythonLiteral>();
    let comma = true;
    while (this.peek() !== '}') {
      if (!comma) throw new SyntaxError('Expected a comma.');
      const key = this.value(depth + 1);
      this.expect(':');
      entries.set(key, this.value(depth + 1));
      comma = this.peek() === ',';
      if (comma) this.at++;
    }
    this.at++;
    return entries;
  }

  /** A text in either quotes; escapes stand in no header that NumPy writes, and make it none. */
  private quoted(): string | undefined {
    const found = this.match(/[ub]?(?:'([^'\\\n]*)'|"([^"\\\n]*)")/y);
    return found && (found[1] ?? found[2]);
  }

  private word(): number | boolean | null {
    const number = this.match(this.longs ? /(-?\d+)L?(?![\w.])/y : /(-?\d+)(?![\w.])/y);
    if (number) return Number(number[1]);
    const word = this.match(/(True|False|None)(?!\w)/y)?.[1];
    if (word === undefined) throw new SyntaxError('Expected a value.');
    return word === 'None' ? null : word === 'True';
  }
}
