// What a zip archive says it holds: its directory, or where that is missing, because the archive is cut off, the
// headers in front of its files. PKWARE's APPNOTE.TXT, sections 4.3 and 4.5.3.

import type { NameEncoding } from '../../core/own-data.ts';
import { DataFormatError } from '../idx.ts';
import type { Bytes } from '../sources.ts';
import { decodeName, guessEncoding, knownName, type RawName } from './zip-names.ts';

/** A file in an archive. What it says of itself is a stranger's word. */
export interface ZipMember {
  readonly path: string;
  /** Where its own header begins. */
  readonly start: number;
  readonly packedSize: number;
  readonly size: number;
  readonly crc: number;
  /** 0 stored, 8 deflated. */
  readonly method: number;
  readonly isEncrypted: boolean;
}

export interface ZipDirectory {
  readonly members: readonly ZipMember[];
  /** False where the archive ends before its directory; the members were looked for then. */
  readonly isWhole: boolean;
  /** It begins as archives with anything in them do. */
  readonly isArchive: boolean;
  /** Letters of the names that do not say theirs; absent where all do. */
  readonly nameEncoding?: NameEncoding;
}

/** A member whose name is yet to be read. */
type NamelessMember = Omit<ZipMember, 'path'> & { readonly name: RawName };

/** 300,000 entries with long names. */
const maxDirectoryBytes = 128 * 2 ** 20;

const headerMark = 0x04034b50;
const entryMark = 0x02014b50;
const endMark = 0x06054b50;
const longEndMark = 0x06064b50;
const locatorMark = 0x07064b50;
const descriptorMark = 0x08074b50;
const endSize = 22;
const longEndSize = 56;
const locatorSize = 20;
/** Length of a comment behind the directory's end, at most. */
const commentSize = 65_535;
/** A member's own header, without name and extra field. */
export const headerSize = 30;
const entrySize = 46;
const unknown32 = 0xffffffff;

/**
 * Reads the directory, its files only, in the order in which they lie; `encoding` is for names that do not say their
 * letters, guessed where it is absent. Throws DataFormatError with `name` where the directory is too large.
 */
export async function readZipDirectory(name: string, archive: Blob, encoding?: NameEncoding): Promise<ZipDirectory> {
  const place = await findDirectory(archive);
  if (place && place.end - place.start > maxDirectoryBytes) {
    const received = Math.round((place.end - place.start) / 2 ** 20).toLocaleString('en-US');
    throw new DataFormatError(`${name} has a directory of ${received} MB; expected at most ${maxDirectoryBytes / 2 ** 20} MB, enough for 300,000 files.`);
  }
  const isArchive = String.fromCharCode(...(await bytesOf(archive, 0, 4))) === 'PK\u0003\u0004';
  const listed = place && membersIn(await bytesOf(archive, place.start, place.end), place.shift);
  const { members, nameEncoding } = withNames(listed ?? (await searchMembers(archive)), encoding);
  return {
    members: members.filter(({ path }) => !path.endsWith('/')).sort((a, b) => a.start - b.start), isWhole: listed !== undefined, isArchive,
    ...(nameEncoding && { nameEncoding }),
  };
}

/** One guess for all names, since one machine wrote them. */
function withNames(found: readonly NamelessMember[], chosen: NameEncoding | undefined): { members: ZipMember[]; nameEncoding?: NameEncoding } {
  const known = found.map(({ name }) => knownName(name));
  const unknown = found.flatMap(({ name }, index) => (known[index] === undefined ? [name.bytes] : []));
  const nameEncoding = unknown.length === 0 ? undefined : (chosen ?? guessEncoding(unknown));
  const members = found.map(({ name, ...member }, index) => ({ ...member, path: known[index] ?? decodeName(name.bytes, nameEncoding ?? 'cp437') }));
  return { members, ...(nameEncoding && { nameEncoding }) };
}

/** Where a member's packed bytes begin: its own header may be longer than the directory's entry tells. */
export function dataStart(member: ZipMember, header: Uint8Array): number | undefined {
  if (header.length < headerSize) return undefined;
  const view = viewOf(header);
  if (view.getUint32(0, true) !== headerMark) return undefined;
  return member.start + headerSize + view.getUint16(26, true) + view.getUint16(28, true);
}

/** So many bytes from a member's start hold its header, unless its extra field is huge. */
export const headerRoom = headerSize + 1024;

async function bytesOf(archive: Blob, from: number, to: number): Promise<Bytes> {
  return new Uint8Array(await archive.slice(from, to).arrayBuffer());
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** `shift` is how much lies in front of the archive, as in programs that unpack themselves. */
async function findDirectory(archive: Blob): Promise<{ readonly start: number; readonly end: number; readonly shift: number } | undefined> {
  const tailStart = Math.max(0, archive.size - endSize - commentSize);
  const view = viewOf(await bytesOf(archive, tailStart, archive.size));
  for (let at = view.byteLength - endSize; at >= 0; at--) {
    if (view.getUint32(at, true) !== endMark) continue;
    // Archives of many files or bytes have a longer end, and a locator of it, in front of the short one.
    const isLong = at >= locatorSize && view.getUint32(at - locatorSize, true) === locatorMark;
    if (!isLong) return placeOf(tailStart + at, view.getUint32(at + 12, true), view.getUint32(at + 16, true));
    const longEnd = tailStart + at - locatorSize - longEndSize;
    const long = viewOf(await bytesOf(archive, Math.max(0, longEnd), tailStart + at));
    if (longEnd < 0 || long.getUint32(0, true) !== longEndMark) return undefined;
    return placeOf(longEnd, Number(long.getBigUint64(40, true)), Number(long.getBigUint64(48, true)));
  }
  return undefined;
}

function placeOf(end: number, size: number, offset: number): { start: number; end: number; shift: number } | undefined {
  const start = end - size;
  return start < 0 || start < offset ? undefined : { start, end, shift: start - offset };
}

/** Undefined where the bytes are no directory. */
function membersIn(bytes: Uint8Array, shift: number): NamelessMember[] | undefined {
  const view = viewOf(bytes);
  const members: NamelessMember[] = [];
  for (let at = 0; at < bytes.length;) {
    if (at + entrySize > bytes.length || view.getUint32(at, true) !== entryMark) return undefined;
    const flags = view.getUint16(at + 8, true);
    const [nameSize, extraSize, noteSize] = [view.getUint16(at + 28, true), view.getUint16(at + 30, true), view.getUint16(at + 32, true)];
    const extra = at + entrySize + nameSize;
    const [size = 0, packedSize = 0, start = 0] = longSizes(view, extra, extra + extraSize, [view.getUint32(at + 24, true), view.getUint32(at + 20, true), view.getUint32(at + 42, true)]);
    members.push({
      name: { bytes: bytes.subarray(at + entrySize, extra), isUtf8: isUtf8(flags), extra: bytes.subarray(extra, extra + extraSize) },
      start: start + shift, packedSize, size,
      crc: view.getUint32(at + 16, true), method: view.getUint16(at + 10, true), isEncrypted: (flags & 1) === 1,
    });
    at = extra + extraSize + noteSize;
  }
  return members;
}

function isUtf8(flags: number): boolean {
  return (flags & 0x800) !== 0;
}

/** Those of the sizes that do not fit into 32 bits stand, in their order, in an extra field. */
function longSizes(view: DataView, from: number, to: number, sizes: readonly number[]): number[] {
  for (let at = from; at + 4 <= to; at += 4 + view.getUint16(at + 2, true)) {
    if (view.getUint16(at, true) !== 1) continue;
    let next = at + 4;
    return sizes.map((size) => {
      if (size !== unknown32 || next + 8 > to || next + 8 > view.byteLength) return size;
      next += 8;
      return Number(view.getBigUint64(next - 8, true));
    });
  }
  return [...sizes];
}

/** Name and extra field, both of 16 bits' length, with the header in front. */
const longestHeader = headerSize + 2 * 65_535;
/** Read at a time where headers are looked for. */
const searchBytes = 2 ** 20;

/** The members whose headers follow one another from the beginning, as long as they are whole. */
async function searchMembers(archive: Blob): Promise<NamelessMember[]> {
  const members: NamelessMember[] = [];
  let window = new Uint8Array(0);
  let windowStart = 0;
  for (let start = 0; start < archive.size;) {
    if (start + longestHeader > windowStart + window.length) {
      window = await bytesOf(archive, start, start + searchBytes);
      windowStart = start;
    }
    const bytes = window.subarray(start - windowStart, start - windowStart + longestHeader);
    const view = viewOf(bytes);
    if (bytes.length < headerSize || view.getUint32(0, true) !== headerMark) break;
    const [flags, nameSize, extraSize] = [view.getUint16(6, true), view.getUint16(26, true), view.getUint16(28, true)];
    const extra = headerSize + nameSize;
    const data = start + extra + extraSize;
    const [size = 0, packedSize = 0] = longSizes(view, extra, Math.min(extra + extraSize, bytes.length), [view.getUint32(22, true), view.getUint32(18, true)]);
    const sizes = (flags & 8) === 8 && packedSize === 0 ? await sizesBehind(archive, data) : { crc: view.getUint32(14, true), packedSize, size, end: data + packedSize };
    if (!sizes || sizes.end > archive.size) break;
    const { end, ...facts } = sizes;
    // Copies, for a window of the archive is not to be held by its names.
    const name = { bytes: bytes.slice(headerSize, extra), isUtf8: isUtf8(flags), extra: bytes.slice(extra, extra + extraSize) };
    members.push({ name, start, method: view.getUint16(8, true), isEncrypted: (flags & 1) === 1, ...facts });
    start = end;
  }
  return members;
}

/** What was written as a stream tells its sizes behind its bytes: the mark, checksum, and how many bytes came before it. */
async function sizesBehind(archive: Blob, data: number): Promise<{ readonly crc: number; readonly packedSize: number; readonly size: number; readonly end: number } | undefined> {
  for (let from = data; from < archive.size; from += searchBytes) {
    // A few bytes more, for a mark that lies across.
    const bytes = await bytesOf(archive, from, from + searchBytes + 16);
    const view = viewOf(bytes);
    for (let at = bytes.indexOf(0x50); at >= 0 && at < searchBytes; at = bytes.indexOf(0x50, at + 1)) {
      if (at + 16 > bytes.length || view.getUint32(at, true) !== descriptorMark) continue;
      const packedSize = view.getUint32(at + 8, true);
      if (from + at - data === packedSize) return { crc: view.getUint32(at + 4, true), packedSize, size: view.getUint32(at + 12, true), end: from + at + 16 };
    }
  }
  return undefined;
}
