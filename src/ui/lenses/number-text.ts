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

/** Numbers that are read against each other: as many decimals for all as show two digits of the greatest; what is exactly zero is "0". */
export function columnTexts(values: readonly number[]): string[] {
  const greatest = values.reduce((most, value) => (Number.isFinite(value) ? Math.max(most, Math.abs(value)) : most), 0);
  const decimals = greatest === 0 ? 0 : Math.max(0, 1 - Math.floor(Math.log10(greatest)));
  // Beyond these a row of them is hard to read.
  if (decimals > 5 || greatest >= 1e6) return values.map((value) => numberText(value, 2));
  return values.map((value) => (value === 0 || !Number.isFinite(value) ? numberText(value) : value.toFixed(decimals).replace(/^-(?=[0.]*$)/, '')));
}
