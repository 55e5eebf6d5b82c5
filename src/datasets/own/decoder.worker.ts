// A worker that decodes the images that it is sent, one after another.

import { decodeInBrowser } from './browser-decode.ts';
import type { DecodeAnswer, DecodeTask } from './decoding-pool.ts';

self.addEventListener('message', ({ data: { task, image } }: MessageEvent<DecodeTask>) => {
  const tell = (pixels?: Uint8Array) => self.postMessage({ task, ...(pixels && { pixels }) } satisfies DecodeAnswer, { transfer: pixels ? [pixels.buffer] : [] });
  decodeInBrowser(...image).then(tell, () => tell());
});
