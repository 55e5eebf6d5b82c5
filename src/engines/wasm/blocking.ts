// Which calls of a program run over a few images at a time, one after another, before the next few: what one writes for
// another to read then stays in a core's cache instead of going out to memory and back.

import type { KernelName } from './kernel-signatures.ts';
import type { Value } from './memory-layout.ts';

/** Kernels that do each image of a thread by itself, or add up over images what `again` says has been begun. */
const imagewise: ReadonlySet<KernelName> = new Set<KernelName>([
  'slideWindows', 'filterGradient', 'depthwise', 'depthwiseFilterGradient', 'sumRows',
  'transposeImages', 'padImages', 'cropImages', 'copyChannels', 'add', 'addRelu', 'dropout',
  'maxPool', 'maxPoolGradient', 'averagePool', 'averagePoolGradient',
  'batchNormSums', 'batchNorm', 'batchNormRelu', 'batchNormReluPool',
  'batchNormGradientSums', 'batchNormReluGradientSums', 'batchNormReluPoolGradientSums',
  'batchNormGradient', 'batchNormReluGradient', 'batchNormReluPoolGradient', 'reluPool', 'reluPoolGradient',
  'relu', 'leakyRelu', 'sigmoid', 'tanhForward', 'gelu', 'geluTanh',
  'reluGradient', 'leakyReluGradient', 'sigmoidGradient', 'tanhGradient', 'geluGradient', 'geluTanhGradient',
  'softmax', 'softmaxGradient',
]);

/** Kernels that only make weights ready: they may as well run before the calls that stand before them. */
const preparing: ReadonlySet<KernelName> = new Set<KernelName>(['transposePanels', 'batchNormFromRunning']);

/** Calls `first` to before `end`. */
export interface Range {
  readonly first: number;
  readonly end: number;
}

/** The calls with what prepares moved up, and the longest runs of two and more that can go through the images together. */
export function findLoops<C extends { readonly kernel: KernelName }>(calls: readonly C[]): { readonly ordered: readonly C[]; readonly loops: readonly Range[] } {
  const ordered: C[] = [];
  const loops: Range[] = [];
  let run: C[] = [];
  const close = (): void => {
    if (run.length > 1) loops.push({ first: ordered.length, end: ordered.length + run.length });
    ordered.push(...run);
    run = [];
  };
  for (const call of calls) {
    if (imagewise.has(call.kernel)) {
      run.push(call);
      continue;
    }
    if (!preparing.has(call.kernel)) close();
    ordered.push(call);
  }
  close();
  return { ordered, loops };
}

/** What a block's values may take together: a share of the cache that a core can count on. */
const blockBytes = 1024 * 1024;

/** How many of a thread's images to take at a time, for calls that touch `values`; all where they are small. */
export function imagesOfBlock(values: Iterable<Value>, images: number): number {
  let bytes = 0;
  for (const { perImage = 0 } of values) bytes += 4 * perImage;
  const most = Math.max(1, Math.floor(blockBytes / Math.max(1, bytes)));
  const blocks = Math.ceil(images / most);
  return Math.ceil(images / blocks);
}
