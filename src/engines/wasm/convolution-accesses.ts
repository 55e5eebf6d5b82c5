// What the kernels of convolutions read and write: part of kernel-accesses.ts.

import { panels, words, type Accesses, type AccessOf, type Peek, type Region } from './regions.ts';
import { panelWidth } from './weight-places.ts';

/** The fields of `Windows` in kernels/conv.ts, and how many they are. */
function windowsAt(memory: Peek, address: number) {
  const field = (index: number): number => memory.int(address + 4 * index);
  const [height, width, channels, top, left, paddedHeight, paddedWidth] = [
    field(0),
    field(1),
    field(2),
    field(3),
    field(4),
    field(5),
    field(6),
  ];
  const runs = field(12);
  return {
    image: height * width * channels,
    padded: paddedHeight * paddedWidth * channels,
    channels,
    fits: top === 0 && left === 0 && paddedHeight === height && paddedWidth === width,
    rows: field(7),
    columns: field(8),
    groups: field(11),
    runs,
    depth: runs * field(13),
    outputs: field(14),
    outImage: field(15),
    outRow: field(16),
    outColumn: field(17),
    table: words(address, 18 + runs),
  };
}

type Windows = ReturnType<typeof windowsAt>;

/** The pixels of the result, `channels` wide. */
function resultOf(w: Windows, y: number, images: number, channels: number): Region {
  return words(y, channels, [images, 4 * w.outImage], [w.rows, 4 * w.outRow], [w.columns, 4 * w.outColumn]);
}

const paddedOf = (w: Windows, padded: number): Region[] => (w.fits ? [] : [words(padded, w.padded)]);

export const denseAccesses: Pick<Accesses, 'slideWindows' | 'filterGradient' | 'transposePanels'> = {
  slideWindows: ({ windows, x, filters, bias, y, images, padded }, memory) => {
    const w = windowsAt(memory, windows);
    const group = 4 * Math.ceil(w.outputs / panelWidth) * panelWidth * w.depth;
    const weights = Array.from({ length: w.groups }, (_, g) => panels(filters + g * group, w.depth, w.outputs)).flat();
    const biases = bias === 0 ? [] : [words(bias, w.groups * w.outputs)];
    return {
      reads: [w.table, words(x, images * w.image), ...weights, ...biases],
      writes: [resultOf(w, y, images, w.groups * w.outputs)],
      uses: images === 0 ? [] : paddedOf(w, padded),
    };
  },
  filterGradient: ({ windows, x, dy, gradient, images, chunk, padded, packed, again }, memory) => {
    const w = windowsAt(memory, windows);
    const count = Math.ceil(w.outputs / panelWidth);
    const target = words(gradient, w.groups * count * w.depth * panelWidth);
    return {
      reads: [
        w.table,
        words(x, images * w.image),
        resultOf(w, dy, images, w.groups * w.outputs),
        ...(again ? [target] : []),
      ],
      writes: [target],
      uses:
        images === 0
          ? []
          : [...paddedOf(w, padded), words(packed, count * panelWidth * Math.min(chunk, w.rows) * w.columns)],
    };
  },
  transposePanels: ({ source, inputs, outputs, taps, chosen, tapList, target }, memory) => {
    const panel = 4 * taps * inputs * panelWidth;
    const tap = (index: number): Region[] => {
      const first = source + 4 * memory.int(tapList + 4 * index) * inputs * panelWidth;
      const rest = outputs % panelWidth;
      const whole = (outputs - rest) / panelWidth;
      return [
        words(first, inputs * panelWidth, [whole, panel]),
        ...(rest > 0 ? [words(first + whole * panel, rest, [inputs, 4 * panelWidth])] : []),
      ];
    };
    return {
      reads: [words(tapList, chosen), ...Array.from({ length: chosen }, (_, index) => tap(index)).flat()],
      writes: [words(target, Math.ceil(inputs / panelWidth) * chosen * outputs * panelWidth)],
    };
  },
};

/** The fields of `Winograd` in kernels/winograd-tiles.ts, and the floats of the scratch that its kernels use. */
function winogradAt(memory: Peek, address: number, kernel: number, images: number) {
  const [height = 0, width = 0, channels = 0, , , rows = 0, columns = 0, outputs = 0, block = 0] = Array.from(
    { length: 9 },
    (_, index) => memory.int(address + 4 * index),
  );
  const [step, tileRows, gap] = [4, 6, 16];
  const frequencies = (kernel + step - 1) ** 2;
  const [down, across] = [Math.ceil(rows / step), Math.ceil(columns / step)];
  const tiles = Math.ceil((Math.min(block, images) * down * across) / tileRows) * tileRows;
  const wide = Math.ceil(channels / panelWidth) * panelWidth;
  return {
    table: words(address, 9),
    image: height * width * channels,
    result: rows * columns * outputs,
    filters: outputs * kernel * kernel * channels,
    outputs,
    padded: (down * step + kernel - 1) * (across * step + kernel - 1) * channels,
    u: frequencies * (wide * outputs + gap),
    v: frequencies * (tiles * wide + gap),
    m: frequencies * (tiles * outputs + gap),
  };
}

const winogradForward =
  (kernel: number): AccessOf<'winograd3'> =>
  ({ winograd, x, filters, bias, y, images, padded, u, v, m }, memory) => {
    const w = winogradAt(memory, winograd, kernel, images);
    const biases = bias === 0 ? [] : [words(bias, w.outputs)];
    return {
      reads: [w.table, words(x, images * w.image), words(filters, w.filters), ...biases],
      writes: [words(y, images * w.result)],
      uses: [words(padded, w.padded), words(u, w.u), words(v, w.v), words(m, w.m)],
    };
  };

const winogradBackward =
  (kernel: number): AccessOf<'winogradGradient3'> =>
  ({ winograd, x, dy, filters, gradient, dx, images, padded, u, ut, v, m }, memory) => {
    const w = winogradAt(memory, winograd, kernel, images);
    return {
      reads: [
        w.table,
        words(dy, images * w.result),
        ...(gradient === 0 ? [] : [words(x, images * w.image)]),
        ...(dx === 0 ? [] : [words(filters, w.filters)]),
      ],
      writes: [
        ...(gradient === 0 ? [] : [words(gradient, w.filters)]),
        ...(dx === 0 ? [] : [words(dx, images * w.image)]),
      ],
      uses: [words(padded, w.padded), words(u, w.u), words(ut, w.u), words(v, w.v), words(m, w.m)],
    };
  };

export const winogradAccesses: Pick<Accesses, 'winograd3' | 'winograd5' | 'winogradGradient3' | 'winogradGradient5'> = {
  winograd3: winogradForward(3),
  winograd5: winogradForward(5),
  winogradGradient3: winogradBackward(3),
  winogradGradient5: winogradBackward(5),
};

export const depthwiseAccesses: Pick<Accesses, 'depthwise' | 'depthwiseFilterGradient'> = {
  depthwise: ({ windows, taps, x, filters, bias, y, images, padded }, memory) => {
    const w = windowsAt(memory, windows);
    const rows = Array.from({ length: w.runs }, (_, run) => words(filters + memory.int(taps + 4 * run), w.channels));
    const biases = bias === 0 ? [] : [words(bias, w.channels)];
    return {
      reads: [w.table, words(taps, w.runs), words(x, images * w.image), ...rows, ...biases],
      writes: [resultOf(w, y, images, w.channels)],
      uses: images === 0 ? [] : paddedOf(w, padded),
    };
  },
  depthwiseFilterGradient: ({ windows, x, dy, gradient, images, padded, again }, memory) => {
    const w = windowsAt(memory, windows);
    const target = words(gradient, w.runs * w.channels);
    return {
      reads: [w.table, words(x, images * w.image), resultOf(w, dy, images, w.channels), ...(again ? [target] : [])],
      writes: [target],
      uses: images === 0 ? [] : paddedOf(w, padded),
    };
  },
};
