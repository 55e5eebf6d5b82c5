// Which part of a file a request asks for (RFC 9110, 14.2): one range of bytes, or the whole.

export interface ByteRange {
  readonly first: number;
  readonly last: number;
}

/**
 * Reads a Range header. Gives the range within a file of `sizeBytes`, 'unsatisfiable' where it is none, and undefined where the
 * whole file is the answer: without a header, in other units, and for several ranges at once.
 */
export function readRange(header: string | undefined, sizeBytes: number): ByteRange | 'unsatisfiable' | undefined {
  const [, ranges] = /^bytes=(.*)$/i.exec(header?.trim() ?? '') ?? [];
  if (ranges === undefined) return undefined;
  if (/^\s*(\d+-\d*|-\d+)\s*(,\s*(\d+-\d*|-\d+)\s*)+$/.test(ranges)) return undefined;
  const [match, from = '', to = ''] = /^\s*(\d*)-(\d*)\s*$/.exec(ranges) ?? [];
  if (match === undefined || (from === '' && to === '')) return 'unsatisfiable';
  const first = from === '' ? Math.max(0, sizeBytes - Number(to)) : Number(from);
  const last = from === '' || to === '' ? sizeBytes - 1 : Math.min(Number(to), sizeBytes - 1);
  // Also where the file ends before the range begins, and for the last none bytes.
  return first <= last && first < sizeBytes ? { first, last } : 'unsatisfiable';
}
