// The files of a zip archive, one after another, never all at once. Archives are strangers' work: names lead nowhere,
// sizes are counted while unpacking, checksums are compared, and what is wrong with one file does not touch the others.

import { Inflate } from 'fflate';
import type { FileProblem } from '../../core/own-data.ts';
import { crc32 } from '../gunzip.ts';
import { messageOf, type Bytes } from '../sources.ts';
import { dataStart, headerRoom, readZipDirectory, type ZipMember } from './zip-directory.ts';

/** No photograph that a network learns from is larger. */
export const maxEntryBytes = 64 * 2 ** 20;
/** Entries beyond this are not looked at. */
export const maxEntries = 300_000;

export interface ZipEntry {
  readonly path: string;
  readonly bytes: Bytes;
}

type OnProblem = (problem: FileProblem) => void;

/** The files of an archive that can be read, in the order in which they lie; what is wrong with others, or with all of it, is told. */
export async function listZip(name: string, archive: Blob, onProblem: OnProblem, maxBytes = maxEntryBytes): Promise<readonly ZipMember[]> {
  const { members, isWhole, isArchive } = await readZipDirectory(archive);
  if (members.length === 0) onProblem({ file: name, reason: isArchive && !isWhole ? 'it is cut off within its first file' : 'it is no zip archive, or an empty one' });
  else if (!isWhole) onProblem({ file: name, reason: `it is cut off: its directory is missing at the end; the ${members.length.toLocaleString('en-US')} files before were read` });
  if (members.length > maxEntries) onProblem({ file: name, reason: `it holds more than ${maxEntries.toLocaleString('en-US')} files; the first of them were read` });
  return members.slice(0, maxEntries).filter((member) => {
    const reason = obstacleOf(member, maxBytes);
    if (reason !== undefined) onProblem({ file: member.path, reason });
    return reason === undefined;
  });
}

function obstacleOf({ path, size, method, isEncrypted }: ZipMember, maxBytes: number): string | undefined {
  if (/^(\/|[a-z]:)/i.test(path) || path.split('/').includes('..')) return 'its name leads out of the archive; it is left out';
  if (size > maxBytes) return `it unpacks to more than ${maxBytes / 2 ** 20} MB; it is left out`;
  if (isEncrypted) return 'it is encrypted';
  return method === 0 || method === 8 ? undefined : `it is compressed in a way (${method}) that is not read`;
}

/** Bytes of an archive that are read at a time; larger files are streamed. */
const windowBytes = 4 * 2 ** 20;

/** Unpacks members, which must be in the archive's order; those that are damaged are told. */
export async function* readZip(archive: Blob, members: readonly ZipMember[], onProblem: OnProblem): AsyncGenerator<ZipEntry, void, void> {
  let window: Bytes = new Uint8Array(0);
  let start = 0;
  for (const [index, member] of members.entries()) {
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
      const pieces = inWindow.length === member.packedSize ? [inWindow] : streamOf(archive.slice(from, from + member.packedSize));
      yield { path: member.path, bytes: await unpack(member, pieces) };
    } catch (error) {
      onProblem({ file: member.path, reason: `it is damaged: ${messageOf(error).replace(/\.$/, '')}` });
    }
  }
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

/** Compressed bytes that are unpacked before the size is looked at again; a bomb makes at most a thousand times as many of them. */
const inflateBytes = 65_536;

/** The member's bytes, of the size and the checksum that it was said to have. Throws an Error otherwise. */
async function unpack({ size, crc, method }: ZipMember, pieces: Iterable<Uint8Array> | AsyncIterable<Uint8Array>): Promise<Bytes> {
  const bytes = new Uint8Array(size);
  let at = 0;
  const take = (piece: Uint8Array) => {
    if (at + piece.length > size) throw new Error(`it unpacks to more than the ${size.toLocaleString('en-US')} bytes that it says`);
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
  if (at !== size) throw new Error(`it unpacks to ${at.toLocaleString('en-US')} bytes, expected ${size.toLocaleString('en-US')}`);
  if (crc32(bytes) !== crc) throw new Error('its checksum is wrong');
  return bytes;
}
