// AssemblyScript. Weight matrices in panels, transposed for the gradients of inputs: a block of eight rows of a panel becomes
// eight rows of a panel of the transposed matrix.

import { at } from './simd';
import { panelWidth } from './gemm';

/**
 * From panels [outputs / 8][inputs][8], `fromPanel` floats apart, to panels [inputs / 8][outputs][8], `toPanel` floats apart.
 * Columns past `inputs` become zero.
 */
export function transposeMatrix(source: usize, fromPanel: i32, inputs: i32, outputs: i32, target: usize, toPanel: i32): void {
  for (let o = 0; o < outputs; o += panelWidth) {
    for (let i = 0; i < inputs; i += panelWidth) {
      const s = source + at(o / panelWidth * fromPanel + i * panelWidth), t = target + at(i / panelWidth * toPanel + o * panelWidth);
      if (o + panelWidth <= outputs && i + panelWidth <= inputs) {
        transpose4(s, t);
        transpose4(s + 16, t + 128);
        transpose4(s + 128, t + 16);
        transpose4(s + 144, t + 144);
      } else {
        transposeEdge(s, t, min(panelWidth, inputs - i), min(panelWidth, outputs - o));
      }
    }
  }
}

/** Four rows of four floats, 32 bytes apart. */
@inline
function transpose4(s: usize, t: usize): void {
  const a = v128.load(s), b = v128.load(s, 32), c = v128.load(s, 64), d = v128.load(s, 96);
  const ab = v128.shuffle<i32>(a, b, 0, 4, 1, 5), AB = v128.shuffle<i32>(a, b, 2, 6, 3, 7);
  const cd = v128.shuffle<i32>(c, d, 0, 4, 1, 5), CD = v128.shuffle<i32>(c, d, 2, 6, 3, 7);
  v128.store(t, v128.shuffle<i64>(ab, cd, 0, 2));
  v128.store(t, v128.shuffle<i64>(ab, cd, 1, 3), 32);
  v128.store(t, v128.shuffle<i64>(AB, CD, 0, 2), 64);
  v128.store(t, v128.shuffle<i64>(AB, CD, 1, 3), 96);
}

function transposeEdge(s: usize, t: usize, inputs: i32, outputs: i32): void {
  for (let o = 0; o < outputs; o++) {
    for (let i = 0; i < panelWidth; i++) {
      store<f32>(t + at(o * panelWidth + i), i < inputs ? load<f32>(s + at(i * panelWidth + o)) : 0);
    }
  }
}

/**
 * Filters in panels [outputs / 8][taps·inputs][8] to panels [inputs / 8][chosen·outputs][8], with only the chosen taps, in
 * their order. `tapList` points at `chosen` indices.
 */
export function transposePanels(source: usize, inputs: i32, outputs: i32, taps: i32, chosen: i32, tapList: usize, target: usize): void {
  for (let t = 0; t < chosen; t++) {
    const first = source + at(load<i32>(tapList + at(t)) * inputs * panelWidth);
    transposeMatrix(first, taps * inputs * panelWidth, inputs, outputs, target + at(t * outputs * panelWidth), chosen * outputs * panelWidth);
  }
}
