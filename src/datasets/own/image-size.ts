// Width and height of an image file from its first bytes, so that one that would unpack to gigabytes is refused before
// it is decoded. PNG, JPEG, GIF, BMP and WebP.

export interface ImageSize {
  readonly format: 'png' | 'jpeg' | 'gif' | 'bmp' | 'webp';
  /** Absent where a JPEG says it later than the bytes given. */
  readonly width?: number;
  readonly height?: number;
}

/** Undefined where the bytes begin no image of these formats. */
export function readImageSize(bytes: Uint8Array): ImageSize | undefined {
  if (bytes.length < 30) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const word = (at: number) => String.fromCharCode(...bytes.subarray(at, at + 4));
  if (view.getUint32(0) === 0x89504e47) return { format: 'png', width: view.getUint32(16), height: view.getUint32(20) };
  if (word(0) === 'GIF8') return { format: 'gif', width: view.getUint16(6, true), height: view.getUint16(8, true) };
  if (view.getUint16(0) === 0x424d) return { format: 'bmp', ...bmpSize(view) };
  if (word(0) === 'RIFF' && word(8) === 'WEBP') return { format: 'webp', ...webpSize(view, word(12)) };
  return view.getUint16(0) === 0xffd8 ? { format: 'jpeg', ...jpegSize(view) } : undefined;
}

/** OS/2's first header is twelve bytes and has sizes of 16 bits. */
function bmpSize(view: DataView): { width: number; height: number } {
  if (view.getUint32(14, true) === 12) return { width: view.getUint16(18, true), height: view.getUint16(20, true) };
  return { width: Math.abs(view.getInt32(18, true)), height: Math.abs(view.getInt32(22, true)) };
}

function webpSize(view: DataView, kind: string): { width?: number; height?: number } {
  if (kind === 'VP8 ') return { width: view.getUint16(26, true) & 0x3fff, height: view.getUint16(28, true) & 0x3fff };
  if (kind === 'VP8L') {
    const bits = view.getUint32(21, true);
    return { width: (bits & 0x3fff) + 1, height: ((bits >> 14) & 0x3fff) + 1 };
  }
  const triple = (at: number) => view.getUint16(at, true) + (view.getUint8(at + 2) << 16);
  return kind === 'VP8X' ? { width: triple(24) + 1, height: triple(27) + 1 } : {};
}

/** The size stands in the first start-of-frame segment. */
function jpegSize(view: DataView): { width?: number; height?: number } {
  for (let at = 2; at + 9 < view.byteLength;) {
    if (view.getUint8(at) !== 0xff) return {};
    const marker = view.getUint8(at + 1);
    const isFrame = marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
    if (isFrame) return { height: view.getUint16(at + 5), width: view.getUint16(at + 7) };
    at += 2 + view.getUint16(at + 2);
  }
  return {};
}
