// Numbers of tensors as people read them: four digits, the exact value where there is room for it.

/** "0.3471", "-4", "1.2e-7", "-∞". */
export function numberText(value: number, digits = 4): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? '∞' : '-∞';
  const rounded = Number(value.toPrecision(digits));
  const size = Math.abs(rounded);
  if (size !== 0 && size < 1e-3) return rounded.toExponential(Math.min(1, digits - 1)).replace('.0e', 'e');
  return size >= 1e6 ? rounded.toExponential(1).replace('.0e', 'e').replace('+', '') : String(rounded);
}
