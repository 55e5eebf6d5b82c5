// Several workers that decode images side by side for the one that reads them: what each image becomes does not depend on
// who decodes it, and answers find the question that they belong to.

import type { DecodeImage } from './build-images.ts';

/** What crosses to a worker that decodes; the bytes go with it. */
export interface DecodeTask {
  readonly task: number;
  readonly image: Parameters<DecodeImage>;
}

/** Pixels, or none where the bytes are no image. */
export interface DecodeAnswer {
  readonly task: number;
  readonly pixels?: Uint8Array;
}

export interface DecodingPool {
  readonly decode: DecodeImage;
  /** Ends the workers. */
  end(): void;
}

/** More gain nothing: by then reading the files takes as long. */
const mostWorkers = 4;

/** So many beside the worker that reads, which has a core to itself. */
export function decodersFor(cores: number): number {
  return Math.max(1, Math.min(mostWorkers, cores - 1));
}

interface Waiting {
  resolve(pixels: Uint8Array | undefined): void;
  reject(error: Error): void;
}

export function createDecodingPool(spawn: () => Worker, size: number): DecodingPool {
  const waiting = new Map<number, Waiting>();
  let lost: Error | undefined;
  let last = 0;
  const lose = ({ message }: ErrorEvent) => {
    lost = new Error(`A worker that decodes images died${message ? `: ${message}` : ''}.`);
    for (const { reject } of waiting.values()) reject(lost);
    waiting.clear();
  };
  const workers = Array.from({ length: size }, () => {
    const worker = spawn();
    worker.addEventListener('message', ({ data: { task, pixels } }: MessageEvent<DecodeAnswer>) => {
      waiting.get(task)?.resolve(pixels);
      waiting.delete(task);
    });
    worker.addEventListener('error', lose);
    return worker;
  });
  return {
    decode: (...image) => new Promise((resolve, reject) => {
      if (lost) return reject(lost);
      const task = ++last;
      waiting.set(task, { resolve, reject });
      workers[task % size]?.postMessage({ task, image } satisfies DecodeTask, [image[0].buffer]);
    }),
    end: () => workers.forEach((worker) => worker.terminate()),
  };
}
