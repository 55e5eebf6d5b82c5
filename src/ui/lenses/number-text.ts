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

/** Numbers that are read against each other: as many decimals for all as show so many digits of the greatest; what is exactly zero is "0". */
export function columnTexts(values: readonly number[], digits = 2): string[] {
  const greatest = values.reduce((most, value) => (Number.isFinite(value) ? Math.max(most, Math.abs(value)) : most), 0);
  const decimals = greatest === 0 ? 0 : Math.max(0, digits - 1 - Math.floor(Math.log10(greatest)));
  // Beyond these a row of them is hard to read.
  if (decimals > 5 || greatest >= 1e6) return values.map((value) => numberText(value, digits));
  // Whole numbers among whole numbers need no decimals.
  const shown = values.every(Number.isInteger) ? 0 : decimals;
  return values.map((value) => (value === 0 || !Number.isFinite(value) ? numberText(value) : value.toFixed(shown).replace(/^-(?=[0.]*$)/, '')));
}

/**
 * The sign between what is shown of an expression and what is shown of its value: "=" where a reader who works it out comes to
 * the number that is shown, to its last digit, and "≈" where rounding keeps them apart.
 */
export function equalsSign(workedOut: number, shown: string): '=' | '≈' {
  const value = Number(shown);
  if (!Number.isFinite(value) || !Number.isFinite(workedOut)) return '=';
  const [mantissa = '', exponent = '0'] = shown.toLowerCase().split('e');
  const decimals = (mantissa.split('.')[1]?.length ?? 0) - Number(exponent);
  // Half a unit of the last digit, and what the computer itself rounds.
  return Math.abs(workedOut - value) <= 0.5 * 10 ** -decimals + 1e-9 * Math.max(1, Math.abs(value)) ? '=' : '≈';
}
