// Numbers in rows and columns under a title, each exact on hover.

import { columnTexts } from '../number-text.ts';

export interface NumberTableProps {
  readonly label: string;
  /** Row after row. */
  readonly values: readonly number[];
  readonly columns: number;
  /** False for those that are padding. */
  readonly outside?: readonly boolean[];
  /** The one to mark. */
  readonly winner?: number;
  /** Marks what is below and above zero. */
  readonly signed?: boolean;
}

/** Enough that factors as shown give the product as shown, as a rule. */
const digits = 3;

/** The numbers as the table shows them. */
export function tableTexts(values: readonly number[]): string[] {
  return columnTexts(values, digits);
}

export function NumberTable({ label, values, columns, outside, winner, signed = false }: NumberTableProps) {
  const texts = tableTexts(values);
  const rows = Array.from({ length: Math.ceil(values.length / columns) }, (_, row) => values.slice(row * columns, (row + 1) * columns));
  return (
    <table className="number-table">
      <caption>{label}</caption>
      <tbody>
        {rows.map((cells, row) => (
          <tr key={row}>
            {cells.map((value, column) => {
              const index = row * columns + column;
              const state = [outside?.[index] === false && 'outside', index === winner && 'winner', signed && Math.sign(value) !== 0 && (value < 0 ? 'below' : 'above')].filter(Boolean).join(' ');
              return <td key={column} data-state={state || undefined} title={`${value}${outside?.[index] === false ? ', padding' : ''}`}>{texts[index]}</td>;
            })}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
