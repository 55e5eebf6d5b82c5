// What can be done about a table that cannot be used as it is: where a sentence is read decides what it may name.

export interface TableAdvice {
  /** Cells are missing in these columns; the words that were taken for missing, if any. */
  missing(columns: readonly string[], words: readonly string[]): string;
  /** A column of numbers has these texts among them, and `words` mean missing values already. */
  odd(column: string, texts: readonly string[], words: readonly string[]): string;
  tooManyKinds(column: string): string;
  ignore(columns: readonly string[]): string;
  /** More numbers would come of the table than fit. */
  tooMany(): string;
}

/** For the dialog, by the names of its controls. */
export const pageAdvice: TableAdvice = {
  missing: (columns, words) => `leave these rows out, ${words.length > 0 ? `ignore ${columns.join(', ')}, or take ${words.join(', ')} for text` : `or ignore ${columns.join(', ')}`}`,
  odd: (column, texts) => `take ${texts.slice(0, 5).map((text) => JSON.stringify(text)).join(', ')} for missing, or ${column} for text`,
  tooManyKinds: (column) => `ignore ${column}, or give it fewer kinds`,
  ignore: (columns) => `ignore ${columns.join(', ')}`,
  tooMany: () => 'ignore some columns',
};
