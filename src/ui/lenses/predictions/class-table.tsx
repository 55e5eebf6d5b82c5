// Precision, recall, F1 and support of each class, and their means.

import { PlotDownload } from '../../charts/plot-download.tsx';
import type { Table } from '../../charts/table.ts';
import { shareCell, tableScene, type TableSceneCell } from '../../charts/table-scene.ts';
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
  const rows = [...figures.map((row, c) => ({ name: classNameOf(classNames, c), ...row })), { name: 'Mean of the classes', ...macroFigures(figures), support: total }];
  return (
    <div className="class-view">
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
          {rows.map(({ name, ...row }, i) => <Row key={i} name={name} figures={row} />)}
        </tbody>
      </table>
      <PlotDownload name="Classes" drawing={{ scene: (measure) => tableScene(sceneRows(rows), measure) }} rows={() => tableOf(rows)} />
    </div>
  );
}

interface NamedFigures extends ClassFigures {
  readonly name: string;
}

const columns = ['precision', 'recall', 'f1'] as const;

function sceneRows(rows: readonly NamedFigures[]): TableSceneCell[][] {
  return [
    ['Class', 'Precision', 'Recall', 'F1', 'Support'],
    ...rows.map((row) => [row.name, ...columns.map((column) => shareCell(row[column])), exactCount(row.support)]),
  ];
}

function tableOf(rows: readonly NamedFigures[]): Table {
  return [['class', ...columns, 'support'], ...rows.map((row) => [row.name, ...columns.map((column) => row[column]), row.support])];
}

function Row({ name, figures: { precision, recall, f1, support } }: { readonly name: string; readonly figures: ClassFigures }) {
  return (
    <tr>
      <th scope="row" title={name}>{name}</th>
      {[precision, recall, f1].map((value, i) => (
        <td key={i} className="number">
          {value === undefined ? <None label="undefined" /> : <span className="class-figure"><span className="class-bar" aria-hidden><span style={{ inlineSize: `${100 * value}%` }} /></span>{formatShare(value)}</span>}
        </td>
      ))}
      <td className="number">{exactCount(support)}</td>
    </tr>
  );
}
