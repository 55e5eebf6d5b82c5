// The text of a table: which encoding its bytes are in, and the characters, a piece after another. No byte is ever
// replaced by a sign that stands for damage: what is not of the encoding is refused.

import { DataFormatError } from '../idx.ts';
import { messageOf } from '../sources.ts';

/** Bytes that are read at a time. */
const pieceBytes = 2 ** 20;

/** As TextDecoder names them. */
export const westernEncoding = 'windows-1252';

/** The bytes are not of the encoding. */
export class EncodingError extends DataFormatError {}

/** The encoding that the first bytes name; UTF-8 where they name none. */
export async function markedEncoding(name: string, content: Blob): Promise<{ readonly encoding: string; readonly isMarked: boolean }> {
  const [a, b, c] = new Uint8Array(await readPart(name, content, 0, 3));
  if (a === 0xff && b === 0xfe) return { encoding: 'utf-16le', isMarked: true };
  if (a === 0xfe && b === 0xff) return { encoding: 'utf-16be', isMarked: true };
  return { encoding: 'utf-8', isMarked: a === 0xef && b === 0xbb && c === 0xbf };
}

/** True where the encoding has a decoder here. */
export function isEncoding(name: string): boolean {
  try {
    return new TextDecoder(name).encoding !== 'replacement';
  } catch {
    return false;
  }
}

export interface PiecesRequest {
  readonly name: string;
  readonly content: Blob;
  readonly encoding: string;
  readonly bytesAtATime?: number;
}

export interface Piece {
  readonly piece: string;
  /** How much of the file is read. */
  readonly fraction: number;
  readonly isLast: boolean;
}

/** The characters behind a byte order mark. Throws EncodingError where bytes are not of the encoding, DataFormatError where they cannot be read. */
export async function* eachPiece({ name, content, encoding, bytesAtATime = pieceBytes }: PiecesRequest): AsyncGenerator<Piece, void, void> {
  // Waits for the rest of a character that lies across a border, and passes over a byte order mark.
  const decoder = new TextDecoder(encoding, { fatal: true });
  for (let from = 0; from < content.size; from += bytesAtATime) {
    const isLast = from + bytesAtATime >= content.size;
    const bytes = await readPart(name, content, from, from + bytesAtATime);
    let piece: string;
    try {
      piece = decoder.decode(bytes, { stream: !isLast });
    } catch {
      throw new EncodingError(`${name} is not ${encoding.toUpperCase()}: it holds bytes that are no characters of it`);
    }
    yield { piece, fraction: Math.min(1, (from + bytesAtATime) / content.size), isLast };
  }
}

/** Throws DataFormatError that names the file where it is gone, or was changed since it was given. */
async function readPart(name: string, content: Blob, from: number, end: number): Promise<ArrayBuffer> {
  return content.slice(from, end).arrayBuffer().catch((error: unknown) => {
    throw new DataFormatError(`${name} cannot be read: ${messageOf(error)}`);
  });
}
