// How a camera was held, as Pillow writes it; what it means for points is Pillow's exif_transpose.

import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import {
  isSideways,
  readOrientation,
  takeOrientation,
  turning,
  type Orientation,
} from '../../../src/datasets/own/image-orientation.ts';
import { readImageSize } from '../../../src/datasets/own/image-size.ts';
import { pythonWithPillow } from '../python-with-pillow.ts';

const all: readonly Orientation[] = [1, 2, 3, 4, 5, 6, 7, 8];

interface Sample {
  readonly file: string;
  readonly turned: readonly (readonly number[])[];
}

/** A picture of 3×2 different greys in each orientation, and what Pillow makes of it. */
function samples(python: string, format: string): Sample[] {
  const script = `
import io, sys, json, base64
from PIL import Image, ImageOps
out = []
for o in range(1, 9):
    image = Image.frombytes('L', (3, 2), bytes([10, 20, 30, 40, 50, 60])).convert('RGB')
    exif = image.getexif(); exif[0x0112] = o; exif[0x010F] = 'maker'
    b = io.BytesIO(); image.save(b, sys.argv[1], exif=exif.tobytes(), **({'lossless': True} if sys.argv[1] == 'WEBP' else {}))
    whole = ImageOps.exif_transpose(Image.open(io.BytesIO(b.getvalue()))).convert('L')
    out.append({'file': base64.b64encode(b.getvalue()).decode(), 'turned': [[whole.getpixel((x, y)) for x in range(whole.width)] for y in range(whole.height)]})
print(json.dumps(out))`;
  return JSON.parse(execFileSync(python, ['-c', script, format], { encoding: 'utf8' })) as Sample[];
}

describe('orientation', () => {
  it.for(['png', 'webp', 'jpeg'] as const)(
    'is read from what Pillow writes and taken out of it (%s)',
    (kind, context) => {
      const files = samples(pythonWithPillow(context), kind.toUpperCase()).map(
        ({ file }) => new Uint8Array(Buffer.from(file, 'base64')),
      );
      expect(files.map((bytes) => readOrientation(bytes, kind))).toEqual(all);
      expect(files.map((bytes) => takeOrientation(bytes, kind))).toEqual(all);
      expect(files.map((bytes) => readOrientation(bytes, kind))).toEqual(all.map(() => 1));
      expect(files.map((bytes) => readImageSize(bytes)?.width)).toEqual(all.map(() => 3));
    },
  );

  it('turns points as Pillow turns pictures', (context) => {
    const greys = [
      [10, 20, 30],
      [40, 50, 60],
    ];
    samples(pythonWithPillow(context), 'PNG').forEach(({ turned }, index) => {
      const orientation = all[index] ?? 1;
      const [a, b, c, d, e, f] = turning(orientation, 3, 2);
      expect([turned[0]?.length, turned.length]).toEqual(isSideways(orientation) ? [2, 3] : [3, 2]);
      greys.forEach((row, y) =>
        row.forEach((grey, x) => {
          // The middle of a pixel, and the pixel that it comes to lie in.
          const [toX, toY] = [
            Math.floor(a * (x + 0.5) + c * (y + 0.5) + e),
            Math.floor(b * (x + 0.5) + d * (y + 0.5) + f),
          ];
          expect([orientation, turned[toY]?.[toX]]).toEqual([orientation, grey]);
        }),
      );
    });
  });

  it('is upright where a file notes none, or is no whole file', () => {
    expect(readOrientation(new Uint8Array(40), 'jpeg')).toBe(1);
    expect(
      readOrientation(
        new Uint8Array([0xff, 0xd8, 0xff, 0xe1, 0, 200, 0x45, 0x78, 0x69, 0x66, 0, 0, 0x49, 0x49]),
        'jpeg',
      ),
    ).toBe(1);
    expect(readOrientation(new Uint8Array(0), 'webp')).toBe(1);
    expect(readOrientation(new Uint8Array(9).fill(255), 'png')).toBe(1);
  });
});
