// Sound inputs that mutations start from: small, and of every form that the readers know.

import { gzipSync } from 'node:zlib';
import { zipSync } from 'fflate';

export const tables: readonly string[] = [
  'x,y,label\n0.1,2,a\n0.5,-3,b\n1.5,4,a\n2,5e-1,b\n3,1,a\n4,2,b\n',
  'sep=;\n"größe";"preis";klasse\n1,5;"2";ja\n2,5;"3,25";nein\n0;;ja\n7;1;nein\n',
  'a\tb\tc\n1\t"two\nlines"\t3\n4\t"say ""no"""\t6\n7\tx\t9\n',
  '1,2,0\n3,4,1\n5,6,0\n7,8,1\n# end\n',
];

/** A .npy file as NumPy writes it. */
export function npy(descr: string, shape: readonly number[], data: Uint8Array, version = 1): Uint8Array {
  const header = `{'descr': '${descr}', 'fortran_order': False, 'shape': (${shape.join(', ')}${shape.length === 1 ? ',' : ''}), }`;
  const text = `${header.padEnd(117)}\n`;
  const size = version === 1 ? [text.length & 255, text.length >> 8] : [text.length & 255, text.length >> 8, 0, 0];
  return Uint8Array.from([0x93, ...Buffer.from('NUMPY'), version, 0, ...size, ...Buffer.from(text), ...data]);
}

const floats = (count: number) => new Uint8Array(Float32Array.from({ length: count }, (_, i) => i / 7).buffer);
const integers = (count: number) => new Uint8Array(BigInt64Array.from({ length: count }, (_, i) => BigInt(i % 3)).buffer);

export const arrays: readonly Uint8Array[] = [npy('<f4', [6, 2], floats(12)), npy('<i8', [6], integers(6)), npy('|u1', [6, 1, 4, 4], new Uint8Array(96), 2), npy('<f8', [3, 4], new Uint8Array(96))];

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

export const archives: readonly Uint8Array[] = [
  zipSync({ 'x.npy': npy('<f4', [6, 2], floats(12)), 'y.npy': npy('<i8', [6], integers(6)) }),
  zipSync({ 'x_train.npy': npy('<f4', [6, 2], floats(12)), 'y_train.npy': npy('<i8', [6], integers(6)), 'x_test.npy': npy('<f4', [2, 2], floats(4)), 'y_test.npy': npy('<i8', [2], integers(2)) }, { level: 0 }),
];

/** The first bytes of images in every format, with nothing to decode behind them. */
export const images: readonly Uint8Array[] = [
  Uint8Array.from([0x89, ...bytesOf('PNG\r\n\x1a\n'), 0, 0, 0, 13, ...bytesOf('IHDR'), 0, 0, 0, 8, 0, 0, 0, 8, 8, 2, 0, 0, 0, 0, 0, 0, 0]),
  Uint8Array.from([0xff, 0xd8, 0xff, 0xe0, 0, 16, ...bytesOf('JFIF\0'), 1, 1, 0, 0, 1, 0, 1, 0, 0, 0xff, 0xc0, 0, 11, 8, 0, 8, 0, 8, 1, 1, 0x11, 0, 0xff, 0xd9]),
  Uint8Array.from([...bytesOf('GIF89a'), 8, 0, 8, 0, ...new Array<number>(24).fill(0)]),
  Uint8Array.from([...bytesOf('BM'), ...new Array<number>(12).fill(0), 40, 0, 0, 0, 8, 0, 0, 0, 8, 0, 0, 0, 1, 0, 24, 0, ...new Array<number>(24).fill(0)]),
  Uint8Array.from([...bytesOf('RIFF'), 50, 0, 0, 0, ...bytesOf('WEBPVP8X'), 10, 0, 0, 0, 0, 0, 0, 0, 7, 0, 0, 7, 0, 0, ...new Array<number>(12).fill(0)]),
];

export const imageArchives: readonly Uint8Array[] = [
  zipSync({ 'cat/1.png': images[0] as Uint8Array, 'dog/1.jpg': images[1] as Uint8Array, 'dog/2.gif': images[2] as Uint8Array }),
  zipSync({ 'train/a/1.bmp': images[3] as Uint8Array, 'train/b/1.webp': images[4] as Uint8Array, 'test/a/2.bmp': images[3] as Uint8Array, '__MACOSX/x': new Uint8Array(3) }, { level: 0 }),
];

export const idx: readonly Uint8Array[] = [
  Uint8Array.from([0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 3, 0, 0, 0, 3, ...new Array<number>(18).fill(7)]),
  Uint8Array.from([0, 0, 8, 1, 0, 0, 0, 4, 0, 1, 2, 9]),
];

export const gzips: readonly Uint8Array[] = [...idx, bytesOf('x'.repeat(5000))].map((bytes) => new Uint8Array(gzipSync(bytes)));

export const tars: readonly Uint8Array[] = [tar({ 'cifar/data_batch_1.bin': new Uint8Array(600).fill(3), 'readme.html': bytesOf('hello') })];

function tar(files: Readonly<Record<string, Uint8Array>>): Uint8Array {
  const blocks = Object.entries(files).flatMap(([name, content]) => {
    const header = new Uint8Array(512);
    header.set(bytesOf(name));
    header.set(bytesOf('0000644\0'), 100);
    header.set(bytesOf(`${content.length.toString(8).padStart(11, '0')}\0`), 124);
    header.set(bytesOf('0ustar\x0000'), 156);
    const body = new Uint8Array(512 * Math.ceil(content.length / 512));
    body.set(content);
    return [header, body];
  });
  return Uint8Array.from([...blocks, new Uint8Array(1024)].flatMap((block) => [...block]));
}
