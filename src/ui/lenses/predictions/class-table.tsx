// Precision, recall, F1 and support of each class, and their means.

import { exactCount, formatShare } from '../../format.ts';
import { None } from '../../dock/report.tsx';
import { classNameOf } from './class-names.ts';
import { classFigures, macroFigures, type ClassFigures, type Confusion } from './confusion.ts';

export interface ClassTableProps {
  readonly confusion: Confusion;
  readonly classNames: readonly string[];
}

export function ClassTable({ confusion, classNames }: ClassTableProps) {
  const figures = classFigures(confusion);
  const total = figures.reduce((sum, { support }) => sum + support, 0);
  return (
    <table className="report-table class-table" aria-label="Figures of each class">
      <thead>
        <tr>
          <th scope="col">Class</th>
          <th scope="col" className="number" title="Of the examples that were taken for the class, those that are">Precision</th>
          <th scope="col" className="number" title="Of the examples of the class, those that were found">Recall</th>
          <th scope="col" className="number" title="Harmonic mean of precision and recall">F1</th>
          <th scope="col" className="number" title="Examples of the class">Support</th>
        </tr>
      </thead>
      <tbody>
        {figures.map((row, c) => <Row key={c} name={classNameOf(classNames, c)} figures={row} />)}
        <Row name="Mean of the classes" figures={{ ...macroFigures(figures), support: total }} />
      </tbody>
    </table>
  );
}

function Row({ name, figures: { precision, recall, f1, support } }: { readonly name: string; readonly figures: ClassFigures }) {
  return (
    <tr>
      <th scope="row">{name}</th>
      {[precision, recall, f1].map((value, i) => (
        <td key={i} className="number">
          {value === undefined ? <None label="undefined" /> : <span className="class-figure"><span className="class-bar" aria-hidden><span style={{ inlineSize: `${100 * value}%` }} /></span>{formatShare(value)}</span>}
        </td>
      ))}
      <td className="number">{exactCount(support)}</td>
    </tr>
  );
}
