// AssemblyScript. Matrix products on a 6×8 register tile: 12 accumulators, 2 vectors of B, 1 broadcast of A fill the
// 16 vector registers of x86-64.
//
// B and every weight matrix lie in PANELS of eight columns: element (k, n) of a K×N matrix is at
// ((n / 8)·K + k)·8 + n % 8, and the columns past N hold zeros. A and C are row-major.

import { at, madd, splat, zero } from './simd';
import { edgeTile, rowAddress, scratch, unwantedRow, zeroOffset } from './scratch';

/** Rows of A in a tile. */
export const tileRows: i32 = 6;
/** Columns of B in a tile and in a panel. */
export const panelWidth: i32 = 8;
/** Depth of a block of B: 256 rows of a panel are 8 KiB, a quarter of an L1 cache. */
const blockDepth: i32 = 256;

/** Where a tile's results start: at zero, at a row of eight biases, or at what C holds. */
export const fromZero: i32 = 0;
export const fromBias: i32 = 1;
export const fromC: i32 = 2;

/**
 * The micro-kernel: C[m][0..8) = start + Σ over runs r and k < length of A[m][offset r + k] · B[row][0..8), rows of B in
 * order. `offsets` points at `runs` byte offsets, the same for all six rows of A; `runBytes` is the length of a run.
 */
@inline
export function tile(
  a0: usize, a1: usize, a2: usize, a3: usize, a4: usize, a5: usize, runs: i32, offsets: usize, runBytes: usize, b: usize,
  c0: usize, c1: usize, c2: usize, c3: usize, c4: usize, c5: usize, start: i32, bias: usize,
): void {
  let s00 = splat(0), s01 = splat(0), s10 = splat(0), s11 = splat(0), s20 = splat(0), s21 = splat(0);
  let s30 = splat(0), s31 = splat(0), s40 = splat(0), s41 = splat(0), s50 = splat(0), s51 = splat(0);
  if (start == fromC) {
    s00 = v128.load(c0); s01 = v128.load(c0, 16);
    s10 = v128.load(c1); s11 = v128.load(c1, 16);
    s20 = v128.load(c2); s21 = v128.load(c2, 16);
    s30 = v128.load(c3); s31 = v128.load(c3, 16);
    s40 = v128.load(c4); s41 = v128.load(c4, 16);
    s50 = v128.load(c5); s51 = v128.load(c5, 16);
  } else if (start == fromBias) {
    s00 = v128.load(bias); s01 = v128.load(bias, 16);
    s10 = s00; s11 = s01; s20 = s00; s21 = s01; s30 = s00; s31 = s01; s40 = s00; s41 = s01; s50 = s00; s51 = s01;
  }
  for (let r = 0; r < runs; r++) {
    let k = <usize>load<i32>(offsets);
    offsets += 4;
    const end = k + runBytes;
    do {
      const b0 = v128.load(b), b1 = v128.load(b, 16);
      let a = v128.load_splat<f32>(a0 + k);
      s00 = madd(a, b0, s00); s01 = madd(a, b1, s01);
      a = v128.load_splat<f32>(a1 + k);
      s10 = madd(a, b0, s10); s11 = madd(a, b1, s11);
      a = v128.load_splat<f32>(a2 + k);
      s20 = madd(a, b0, s20); s21 = madd(a, b1, s21);
      a = v128.load_splat<f32>(a3 + k);
      s30 = madd(a, b0, s30); s31 = madd(a, b1, s31);
      a = v128.load_splat<f32>(a4 + k);
      s40 = madd(a, b0, s40); s41 = madd(a, b1, s41);
      a = v128.load_splat<f32>(a5 + k);
      s50 = madd(a, b0, s50); s51 = madd(a, b1, s51);
      b += 32;
      k += 4;
    } while (k != end);
  }
  v128.store(c0, s00); v128.store(c0, s01, 16);
  v128.store(c1, s10); v128.store(c1, s11, 16);
  v128.store(c2, s20); v128.store(c2, s21, 16);
  v128.store(c3, s30); v128.store(c3, s31, 16);
  v128.store(c4, s40); v128.store(c4, s41, 16);
  v128.store(c5, s50); v128.store(c5, s51, 16);
}

/** A tile whose row addresses (A and C) lie in the scratch area, for any arrangement of rows. */
export function tileAtAddresses(runs: i32, offsets: usize, runBytes: usize, b: usize, column: usize, start: i32, bias: usize): void {
  const t = scratch;
  tile(
    load<usize>(t), load<usize>(t, 8), load<usize>(t, 16), load<usize>(t, 24), load<usize>(t, 32), load<usize>(t, 40),
    runs, offsets, runBytes, b,
    load<usize>(t, 4) + column, load<usize>(t, 12) + column, load<usize>(t, 20) + column, load<usize>(t, 28) + column,
    load<usize>(t, 36) + column, load<usize>(t, 44) + column, start, bias,
  );
}

/** As `tileAtAddresses` where fewer than eight columns are wanted: through a tile of its own. */
export function edgeTileAtAddresses(
  runs: i32, offsets: usize, runBytes: usize, b: usize, column: usize, columns: i32, start: i32, bias: usize,
): void {
  const t = scratch, edge = edgeTile();
  if (start == fromC) copyColumns(column, columns, false);
  tile(
    load<usize>(t), load<usize>(t, 8), load<usize>(t, 16), load<usize>(t, 24), load<usize>(t, 32), load<usize>(t, 40),
    runs, offsets, runBytes, b, edge, edge + 32, edge + 64, edge + 96, edge + 128, edge + 160, start, bias,
  );
  copyColumns(column, columns, true);
}

/** Copies the first columns of the six rows between C and the edge tile. */
function copyColumns(column: usize, columns: i32, toC: bool): void {
  for (let row = 0; row < tileRows; row++) {
    const c = load<usize>(rowAddress(row), 4), edge = edgeTile() + (<usize>row << 5);
    if (c == unwantedRow()) continue;
    for (let i = 0; i < columns; i++) {
      if (toC) store<f32>(c + column + at(i), load<f32>(edge + at(i)));
      else store<f32>(edge + at(i), load<f32>(c + column + at(i)));
    }
  }
}

/**
 * C[m×n] = A[m×k] · B (+ bias), or C += A·B with `accumulate`. A: rows `lda` floats apart; B: panels; C: rows `ldc`
 * apart; `bias`: n rounded up to eight floats, or 0.
 */
export function gemm(
  m: i32, n: i32, k: i32, a: usize, lda: i32, b: usize, c: usize, ldc: i32, bias: usize, accumulate: i32,
): void {
  store<i32>(zeroOffset(), 0);
  for (let k0 = 0; k0 < k; k0 += blockDepth) {
    const depth = at(min(k - k0, blockDepth));
    const start = k0 > 0 || accumulate ? fromC : bias ? fromBias : fromZero;
    for (let j = 0; j < n; j += panelWidth) {
      const panel = b + at(j * k + k0 * panelWidth);
      for (let i = 0; i < m; i += tileRows) {
        if (m - i >= tileRows && n - j >= panelWidth) {
          const a0 = a + at(i * lda + k0), c0 = c + at(i * ldc + j), da = at(lda), dc = at(ldc);
          tile(
            a0, a0 + da, a0 + 2 * da, a0 + 3 * da, a0 + 4 * da, a0 + 5 * da, 1, zeroOffset(), depth, panel,
            c0, c0 + dc, c0 + 2 * dc, c0 + 3 * dc, c0 + 4 * dc, c0 + 5 * dc, start, bias + at(j),
          );
        } else {
          edgeOfGemm(m, n, i, j, a + at(k0), lda, depth, panel, c, ldc, start, bias + at(j));
        }
      }
    }
  }
}

/** A tile at the lower or right edge of C: missing rows repeat the last one and go to the unwanted row. */
function edgeOfGemm(
  m: i32, n: i32, i: i32, j: i32, a: usize, lda: i32, depth: usize, panel: usize, c: usize, ldc: i32, start: i32, bias: usize,
): void {
  for (let row = 0; row < tileRows; row++) {
    const wanted = i + row < m;
    store<usize>(rowAddress(row), a + at(min(i + row, m - 1) * lda));
    store<usize>(rowAddress(row), wanted ? c + at((i + row) * ldc + j) : unwantedRow(), 4);
  }
  const columns = min(n - j, panelWidth);
  if (columns == panelWidth) tileAtAddresses(1, zeroOffset(), depth, panel, 0, start, bias);
  else edgeTileAtAddresses(1, zeroOffset(), depth, panel, 0, columns, start, bias);
}

/**
 * The transposed micro-kernel, for gradients of weights: C[m][0..8) (+)= Σ over segments s and k < length of
 * A[s·segmentBytes + k·stepBytes + 4m] · B[row][0..8). Six consecutive floats of A make the rows of C, which lie 32 bytes
 * apart (a panel); of these the first `rows` are stored. Reads up to five floats past the wanted ones.
 */
export function transposedTile(
  a: usize, segments: i32, segmentBytes: usize, length: i32, stepBytes: usize, b: usize, c: usize, rows: i32, accumulate: i32,
): void {
  let s00 = splat(0), s01 = splat(0), s10 = splat(0), s11 = splat(0), s20 = splat(0), s21 = splat(0);
  let s30 = splat(0), s31 = splat(0), s40 = splat(0), s41 = splat(0), s50 = splat(0), s51 = splat(0);
  for (let s = 0; s < segments; s++) {
    let p = a;
    const end = b + (<usize>length << 5);
    do {
      const b0 = v128.load(b), b1 = v128.load(b, 16);
      let x = v128.load_splat<f32>(p);
      s00 = madd(x, b0, s00); s01 = madd(x, b1, s01);
      x = v128.load_splat<f32>(p, 4);
      s10 = madd(x, b0, s10); s11 = madd(x, b1, s11);
      x = v128.load_splat<f32>(p, 8);
      s20 = madd(x, b0, s20); s21 = madd(x, b1, s21);
      x = v128.load_splat<f32>(p, 12);
      s30 = madd(x, b0, s30); s31 = madd(x, b1, s31);
      x = v128.load_splat<f32>(p, 16);
      s40 = madd(x, b0, s40); s41 = madd(x, b1, s41);
      x = v128.load_splat<f32>(p, 20);
      s50 = madd(x, b0, s50); s51 = madd(x, b1, s51);
      p += stepBytes;
      b += 32;
    } while (b != end);
    a += segmentBytes;
  }
  storeRow(c, s00, s01, accumulate);
  if (rows > 1) storeRow(c + 32, s10, s11, accumulate);
  if (rows > 2) storeRow(c + 64, s20, s21, accumulate);
  if (rows > 3) storeRow(c + 96, s30, s31, accumulate);
  if (rows > 4) storeRow(c + 128, s40, s41, accumulate);
  if (rows > 5) storeRow(c + 160, s50, s51, accumulate);
}

@inline
function storeRow(c: usize, s0: v128, s1: v128, accumulate: i32): void {
  if (accumulate) {
    s0 = f32x4.add(v128.load(c), s0);
    s1 = f32x4.add(v128.load(c, 16), s1);
  }
  v128.store(c, s0);
  v128.store(c, s1, 16);
}

/**
 * C = Aᵀ·B, the gradient of a Linear's weights: A[k×m] and B[k×n] row-major, C[m×n] in panels.
 * `packed`: scratch for 8·k floats.
 */
export function gemmTransposed(m: i32, n: i32, k: i32, a: usize, lda: i32, b: usize, ldb: i32, c: usize, packed: usize): void {
  if (k == 0) {
    zero(c, m * ((n + panelWidth - 1) / panelWidth) * panelWidth);
    return;
  }
  for (let j = 0; j < n; j += panelWidth) {
    packPanel(b + at(j), k, ldb, min(n - j, panelWidth), packed);
    const panel = c + at(j * m);
    for (let i = 0; i < m; i += tileRows) {
      transposedTile(a + at(i), 1, 0, k, at(lda), packed, panel + at(i * panelWidth), min(m - i, tileRows), 0);
    }
  }
}

/** Copies `rows`×`columns` (at most eight columns), rows `stride` floats apart, to one panel. */
export function packPanel(source: usize, rows: i32, stride: i32, columns: i32, panel: usize): void {
  for (let row = 0; row < rows; row++) {
    if (columns == panelWidth) {
      v128.store(panel, v128.load(source));
      v128.store(panel, v128.load(source, 16), 16);
    } else {
      for (let i = 0; i < panelWidth; i++) store<f32>(panel + at(i), i < columns ? load<f32>(source + at(i)) : 0);
    }
    panel += 32;
    source += at(stride);
  }
}
