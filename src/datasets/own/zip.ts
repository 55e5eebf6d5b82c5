// The files of a zip archive, one after another, never all at once. Archives are strangers' work: names lead nowhere,
// sizes are counted while unpacking, checksums are compared, and what is wrong with one file does not touch the others.

import { Inflate } from 'fflate';
import type { FileProblem, NameEncoding } from '../../core/own-data.ts';
import { crc32 } from '../gunzip.ts';
import { DataFormatError } from '../idx.ts';
import { messageOf, type Bytes } from '../sources.ts';
import { defaultLimits, type Budget } from './budget.ts';
import { dataStart, headerRoom, headerSize, readZipDirectory, type ZipMember } from './zip-directory.ts';

/** No photograph that a network learns from is larger. */
export const maxEntryBytes = 64 * 2 ** 20;

export interface ZipEntry {
  readonly path: string;
  readonly bytes: Bytes;
}

type OnProblem = (problem: FileProblem) => void;

/** What an archive holds that can be read. */
export interface ZipListing {
  /** In the order in which they lie. */
  readonly members: readonly ZipMember[];
  /** Letters of the names that do not say theirs. */
  readonly nameEncoding?: NameEncoding;
}

export interface ListOptions {
  /** A file that unpacks to more is left out. */
  readonly maxBytes?: number;
  readonly encoding?: NameEncoding | undefined;
}

/**
 * The files of an archive that can be read; what is wrong with others, or with all of it, is told. Throws
 * DataFormatError where two of them lie in the same bytes, as only in archives made to unpack to far more than they hold.
 */
export async function listZip(
  name: string,
  archive: Blob,
  onProblem: OnProblem,
  { maxBytes = maxEntryBytes, encoding }: ListOptions = {},
): Promise<ZipListing> {
  const { members, isWhole, isArchive, nameEncoding } = await readZipDirectory(name, archive, encoding);
  if (members.length === 0)
    onProblem({
      file: name,
      reason: isArchive && !isWhole ? 'it is cut off within its first file' : 'it is no zip archive, or an empty one',
    });
  else if (!isWhole)
    onProblem({
      file: name,
      reason: `it is cut off: its directory is missing at the end; the ${members.length.toLocaleString('en-US')} files before were read`,
    });
  requireApart(name, members);
  if (members.length > defaultLimits.entries)
    onProblem({
      file: name,
      reason: `it holds more than ${defaultLimits.entries.toLocaleString('en-US')} files; the first of them were read`,
    });
  const readable = members.slice(0, defaultLimits.entries).filter((member) => {
    const reason = obstacleOf(member, maxBytes);
    if (reason !== undefined) onProblem({ file: member.path, reason });
    return reason === undefined;
  });
  return { members: readable, ...(nameEncoding && { nameEncoding }) };
}

function requireApart(name: string, members: readonly ZipMember[]): void {
  members.forEach((member, index) => {
    const next = members[index + 1];
    if (!next || member.start + headerSize + member.packedSize <= next.start) return;
    throw new DataFormatError(
      `${name} is not read: its files ${member.path} and ${next.path} lie in the same bytes, as in archives that are made to unpack to far more than they hold.`,
    );
  });
}

/** Of APPNOTE.TXT, section 4.4.5. */
const methodNames: Readonly<Record<number, string>> = {
  1: 'Shrink',
  6: 'Implode',
  9: 'Deflate64',
  12: 'bzip2',
  14: 'LZMA',
  20: 'Zstandard',
  93: 'Zstandard',
  95: 'xz',
  96: 'JPEG',
  97: 'WavPack',
  98: 'PPMd',
};
/** AES says so in place of the method. */
const aesMethod = 99;
/** No deflated byte becomes more. */
const mostExpansion = 1032;

function obstacleOf({ path, size, packedSize, method, isEncrypted }: ZipMember, maxBytes: number): string | undefined {
  if (path.startsWith('/') || path.split('/').includes('..'))
    return 'its name leads out of the archive; it is left out';
  if (isEncrypted || method === aesMethod) return 'it is encrypted; unpack it with its password first';
  if (method !== 0 && method !== 8)
    return `it is compressed by ${methodNames[method] ?? `method ${method}`}; expected Deflate, or nothing`;
  if (size > maxBytes) return `it unpacks to more than ${maxBytes / 2 ** 20} MB; it is left out`;
  const isPossible = method === 0 ? size === packedSize : size <= mostExpansion * packedSize;
  return isPossible
    ? undefined
    : `it is damaged: it says ${size.toLocaleString('en-US')} bytes, and its ${packedSize.toLocaleString('en-US')} cannot hold them`;
}

/** Bytes of an archive that are read at a time; larger files are streamed. */
const windowBytes = 4 * 2 ** 20;

/**
 * Unpacks members, which must be in the archive's order; those that are damaged are told. Throws where the budget
 * is spent.
 */
export async function* readZip(
  archive: Blob,
  members: readonly ZipMember[],
  onProblem: OnProblem,
  budget?: Budget,
): AsyncGenerator<ZipEntry, void, void> {
  let window: Bytes = new Uint8Array(0);
  let start = 0;
  for (const [index, member] of members.entries()) {
    budget?.checkTime();
    const end = member.start + headerRoom + member.packedSize;
    if (member.start < start || end > start + window.length) {
      start = member.start;
      // As many of those that follow as fit, so that far-away ones are not read for what lies between.
      window = new Uint8Array(await archive.slice(start, windowEnd(members, index)).arrayBuffer());
    }
    const from = dataStart(member, window.subarray(member.start - start, member.start - start + headerRoom));
    try {
      if (from === undefined) throw new Error('its header is missing');
      const inWindow = window.subarray(from - start, from - start + member.packedSize);
      const pieces =
        inWindow.length === member.packedSize ? [inWindow] : streamOf(archive.slice(from, from + member.packedSize));
      budget?.take('bytes', member.size);
      yield { path: member.path, bytes: await unpack(member, pieces) };
    } catch (error) {
      if (error instanceof DataFormatError) throw error;
      onProblem({ file: member.path, reason: `it is damaged: ${messageOf(error).replace(/\.$/, '')}` });
    }
  }
}

/**
 * The first `count` bytes of a member, or all where there are fewer; no more of it is unpacked. Rejects where they
 * are damaged.
 */
export async function readZipStart(archive: Blob, member: ZipMember, count: number): Promise<Bytes> {
  const pieces: Uint8Array[] = [];
  let length = 0;
  const inflate = member.method === 8 ? new Inflate(take) : undefined;
  function take(piece: Uint8Array): void {
    pieces.push(piece.slice(0, Math.max(0, count - length)));
    length += piece.length;
  }
  const from = await findData(archive, member);
  for (let at = 0; at < member.packedSize && length < count; at += startBytes) {
    const some = new Uint8Array(
      await archive.slice(from + at, from + Math.min(at + startBytes, member.packedSize)).arrayBuffer(),
    );
    if (some.length === 0) break;
    if (inflate) inflate.push(some);
    else take(some);
  }
  return new Uint8Array(await new Blob(pieces as Bytes[]).arrayBuffer());
}

/** Compressed bytes that are read at a time where only the beginning is wanted. */
const startBytes = 4096;

/** All of one member's bytes. Rejects where they are damaged. */
export async function readZipMember(archive: Blob, member: ZipMember): Promise<Bytes> {
  const from = await findData(archive, member);
  return unpack(member, streamOf(archive.slice(from, from + member.packedSize)));
}

async function findData(archive: Blob, member: ZipMember): Promise<number> {
  const header = new Uint8Array(await archive.slice(member.start, member.start + headerRoom).arrayBuffer());
  const from = dataStart(member, header);
  if (from === undefined) throw new Error('its header is missing');
  return from;
}

function windowEnd(members: readonly ZipMember[], index: number): number {
  const start = members[index]?.start ?? 0;
  let end = start + headerRoom;
  for (let next = index; next < members.length; next++) {
    const { start: from, packedSize } = members[next] as ZipMember;
    const until = from + headerRoom + packedSize;
    if (until > start + windowBytes) break;
    end = until;
  }
  return end;
}

async function* streamOf(part: Blob): AsyncGenerator<Uint8Array, void, void> {
  const reader = part.stream().getReader();
  try {
    for (let piece = await reader.read(); !piece.done; piece = await reader.read()) yield piece.value;
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

/**
 * Compressed bytes that are unpacked before the size is looked at again; a bomb makes at most a thousand times as
 * many of them.
 */
const inflateBytes = 65_536;

/** The member's bytes, of the size and the checksum that it was said to have. Throws an Error otherwise. */
async function unpack(
  { size, crc, method }: ZipMember,
  pieces: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
): Promise<Bytes> {
  const bytes = new Uint8Array(size);
  let at = 0;
  const take = (piece: Uint8Array) => {
    if (at + piece.length > size)
      throw new Error(`it unpacks to more than the ${size.toLocaleString('en-US')} bytes that it says`);
    bytes.set(piece, at);
    at += piece.length;
  };
  const inflate = method === 8 ? new Inflate(take) : undefined;
  for await (const piece of pieces) {
    for (let from = 0; from < piece.length; from += inflateBytes) {
      const some = piece.subarray(from, from + inflateBytes);
      if (inflate) inflate.push(some);
      else take(some);
    }
  }
  // Throws where the last block is not complete.
  inflate?.push(new Uint8Array(0), true);
  if (at !== size)
    throw new Error(`it unpacks to ${at.toLocaleString('en-US')} bytes, expected ${size.toLocaleString('en-US')}`);
  if (crc32(bytes) !== crc) throw new Error('its checksum is wrong');
  return bytes;
}
