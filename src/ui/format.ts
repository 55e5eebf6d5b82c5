// Numbers as people read them: compact, with the exact value beside for a tooltip.

/** 18,378 up to 100,000, then 2.9 M, 11.7 M, 1.2 G. */
export function formatCount(count: number): string {
  if (count < 100_000) return exactCount(count);
  if (count < 999_500) return `${Math.round(count / 1000)} k`;
  const [unit, name] = count < 999_500_000 ? [1e6, 'M'] as const : [1e9, 'G'] as const;
  return `${threeDigits(count / unit)} ${name}`;
}

/** 1,234,567. */
export function exactCount(count: number): string {
  return count.toLocaleString('en-US');
}

/** 312 B, 16 kB, 13 MB, 2.1 GB; powers of 1,000, as file managers count. */
export function formatBytes(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let value = bytes;
  let unit = 0;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${threeDigits(value)} ${units[unit] ?? 'B'}`;
}

/** A fraction as "12.3%". */
export function formatShare(fraction: number): string {
  return `${(100 * fraction).toFixed(1)}%`;
}

/** "1 problem", "3 problems", "11.7 M problems". */
export function countOf(count: number, noun: string): string {
  return `${formatCount(count)} ${noun}${count === 1 ? '' : 's'}`;
}

function threeDigits(value: number): string {
  return value >= 99.5 ? String(Math.round(value)) : value >= 9.95 ? trimmed(value, 1) : trimmed(value, 2);
}

function trimmed(value: number, digits: number): string {
  return String(Number(value.toFixed(value >= 9.95 ? digits : Math.min(digits, 1))));
}
