// How large the gradient of each layer's weights is, the trials side by side: at the start and at the end of training.

import { PlotDownload } from '../charts/plot-download.tsx';
import type { Table as PlotTable } from '../charts/table.ts';
import { tableScene, type TableSceneCell } from '../charts/table-scene.ts';
import type { Lesson, LessonResults } from '../../core/lesson.ts';
import './gradient-table.css';

interface Column {
  readonly id: string;
  readonly label: string;
  readonly atStart: Readonly<Record<string, number>>;
  readonly atEnd: Readonly<Record<string, number>>;
}

/** A table for trials with the same layers; nothing where no trial wanted gradients. */
export function GradientTable({ lesson, results }: { readonly lesson: Lesson; readonly results: LessonResults }) {
  const columns = lesson.trials.flatMap(({ id, label }): Column[] => {
    const outcome = results[id];
    return outcome?.type === 'training' && outcome.gradientsAtStart && outcome.gradientsAtEnd ? [{ id, label, atStart: outcome.gradientsAtStart, atEnd: outcome.gradientsAtEnd }] : [];
  });
  const groups = Map.groupBy(columns, ({ atStart }) => layersOf(atStart).join());
  return [...groups].map(([layers, its]) => <Table key={layers} columns={its} layers={layersOf(its[0]?.atStart ?? {})} />);
}

function Table({ columns, layers }: { readonly columns: readonly Column[]; readonly layers: readonly string[] }) {
  const largest = Math.max(...columns.flatMap(({ atStart, atEnd }) => layers.flatMap((layer) => [atStart[layer] ?? 0, atEnd[layer] ?? 0])));
  return (
    <div className="gradient-scroll">
      <table className="lesson-table gradient-table">
        <caption>
          Size of the gradient in the weights of each layer: above at the start, below at the end. A fifth of a whole bar is a factor of ten.
          <PlotDownload name="Gradients of the layers" drawing={{ scene: (measure) => tableScene(sceneRows(columns, layers, largest), measure) }} rows={() => tableOf(columns, layers)} />
        </caption>
        <thead>
          <tr><th scope="col">Layer</th>{columns.map(({ id, label }) => <th key={id} scope="col">{label}</th>)}</tr>
        </thead>
        <tbody>
          {layers.map((layer) => (
            <tr key={layer}>
              <th scope="row">{nameOf(layer)}</th>
              {columns.map(({ id, atStart, atEnd }) => (
                <td key={id}>
                  <Size value={atStart[layer]} largest={largest} /> <Size value={atEnd[layer]} largest={largest} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** Decades below the largest that a bar can show. */
const decades = 5;

function Size({ value = NaN, largest }: { readonly value: number | undefined; readonly largest: number }) {
  return (
    <span className="gradient-size">
      <span className="gradient-bar" style={{ inlineSize: `${(100 * shareOf(value, largest)).toFixed(0)}%` }} />
      <span>{sizeText(value)}</span>
    </span>
  );
}

function shareOf(value: number, largest: number): number {
  const share = Math.max(0, 1 + Math.log10(value / largest) / decades);
  return Number.isFinite(share) ? share : 0;
}

function sizeText(value: number): string {
  return String(Number(value.toPrecision(2)));
}

function sceneRows(columns: readonly Column[], layers: readonly string[], largest: number): TableSceneCell[][] {
  const cell = (value = NaN): TableSceneCell => ({ text: sizeText(value), share: shareOf(value, largest) });
  return [
    ['Layer', ...columns.flatMap(({ label }) => [`${label}, start`, `${label}, end`])],
    ...layers.map((layer) => [nameOf(layer), ...columns.flatMap(({ atStart, atEnd }) => [cell(atStart[layer]), cell(atEnd[layer])])]),
  ];
}

function tableOf(columns: readonly Column[], layers: readonly string[]): PlotTable {
  return [
    ['layer', ...columns.flatMap(({ label }) => [`${label}, start`, `${label}, end`])],
    ...layers.map((layer) => [nameOf(layer), ...columns.flatMap(({ atStart, atEnd }) => [atStart[layer], atEnd[layer]])]),
  ];
}

function nameOf(layer: string): string {
  return layer.replace(/\.weight$/, '');
}

/** Keys of the weights, from the input on; biases are left out. */
function layersOf(norms: Readonly<Record<string, number>>): string[] {
  return Object.keys(norms).filter((key) => key.endsWith('.weight'));
}
