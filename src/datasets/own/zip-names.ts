// Names of files in archives: UTF-8 where the archive says so; else in the letters of the machine that wrote it, which
// the archive does not name, so that they are guessed and the user may correct the guess.

import type { NameEncoding } from '../../core/own-data.ts';
import { crc32 } from '../gunzip.ts';

export interface RawName {
  readonly bytes: Uint8Array;
  /** What the archive's flag says. */
  readonly isUtf8: boolean;
  /** The extra field, in which some programs write the name a second time. */
  readonly extra: Uint8Array;
}

/** A name whose letters are known: ASCII, or UTF-8 as said; undefined where they must be guessed. */
export function knownName({ bytes, isUtf8: isSaid, extra }: RawName): string | undefined {
  if (bytes.every((byte) => byte < 128)) return asPath(latin(bytes));
  const second = unicodePath(bytes, extra);
  if (second !== undefined) return asPath(second);
  return isSaid ? decodeName(bytes, 'utf-8') : undefined;
}

/**
 * UTF-8 where all names are it. Else by the letters' places: accents standing alone among ASCII, all from 0xC0 on,
 * are Windows'; all else is DOS'.
 */
export function guessEncoding(names: readonly Uint8Array[]): NameEncoding {
  if (names.every(isUtf8)) return 'utf-8';
  const isAccent = (byte: number, index: number, name: Uint8Array) =>
    byte < 128 || (byte >= 0xc0 && (name[index + 1] ?? 0) < 128);
  return names.every((name) => name.every(isAccent)) ? 'windows-1252' : 'cp437';
}

function isUtf8(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}

export function decodeName(bytes: Uint8Array, encoding: NameEncoding): string {
  if (encoding !== 'cp437') return asPath(new TextDecoder(encoding, { ignoreBOM: true }).decode(bytes));
  return asPath(
    Array.from(bytes, (byte) => (byte < 128 ? String.fromCharCode(byte) : (dosLetters[byte - 128] ?? '?'))).join(''),
  );
}

/** Code page 437 from 128 on. */
const dosLetters =
  'ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u00a0';

function latin(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => String.fromCharCode(byte)).join('');
}

/**
 * Backslashes are what old programs of Windows write; "./cat" is "cat". What leads out is left for others to
 * refuse.
 */
function asPath(name: string): string {
  const path = name.includes('/') ? name : name.replaceAll('\\', '/');
  return path.replace(/(^|\/)(?:\.\/)+/g, '$1').replace(/([^/])\/{2,}/g, '$1/');
}

/**
 * Info-ZIP's Unicode Path: its mark, length, version 1, the checksum of the name it stands for, and that name in
 * UTF-8.
 */
function unicodePath(name: Uint8Array, extra: Uint8Array): string | undefined {
  const view = new DataView(extra.buffer, extra.byteOffset, extra.byteLength);
  for (let at = 0; at + 4 <= extra.length; at += 4 + view.getUint16(at + 2, true)) {
    const end = at + 4 + view.getUint16(at + 2, true);
    if (view.getUint16(at, true) !== 0x7075 || at + 9 > end || end > extra.length) continue;
    if (view.getUint8(at + 4) !== 1 || view.getUint32(at + 5, true) !== crc32(name)) return undefined;
    return new TextDecoder().decode(extra.subarray(at + 9, end));
  }
  return undefined;
}
