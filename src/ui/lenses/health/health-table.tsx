// The latest statistics of every layer and of every tensor of weights.

import { nodeLabel } from '../../../core/graph.ts';
import type { Health } from '../../../core/health.ts';
import { PlotDownload } from '../../charts/plot-download.tsx';
import type { Table } from '../../charts/table.ts';
import { tableScene } from '../../charts/table-scene.ts';
import { None } from '../../dock/report.tsx';
import { formatShare } from '../../format.ts';
import type { LensNetwork } from '../lens-network.ts';
import { numberText } from '../number-text.ts';

export function HealthTable({ network: { graph }, health: { ops, tensors } }: { readonly network: LensNetwork; readonly health: Health }) {
  const outputs: Table = [
    ['Layer', 'Mean', 'Deviation', 'Zeros', 'Dead', 'Saturated', 'Gradient'],
    ...ops.map(({ op, mean, deviation, zeros, dead, saturated, gradientNorm }) => [nodeLabel(graph, op), mean, deviation, zeros, dead, saturated, gradientNorm]),
  ];
  const weights: Table = [
    ['Weights', 'Norm', 'Gradient', 'Update'],
    ...tensors.map(({ key, op, weightNorm, gradientNorm, updateRatio }) => [`${nodeLabel(graph, op)}${key.slice(op.length)}`, weightNorm, gradientNorm, updateRatio]),
  ];
  return (
    <div className="health-tables">
      <table className="report-table" aria-label="Outputs of layers">
        <thead>
          <tr>
            <th scope="col"><span className="health-head">Layer<PlotDownload name="Outputs of layers" drawing={{ scene: (measure) => tableScene(textsOf(outputs), measure) }} rows={() => outputs} /></span></th>
            <th scope="col" className="number">Mean</th>
            <th scope="col" className="number">Deviation</th>
            <th scope="col" className="number" title="Share of values that are zero">Zeros</th>
            <th scope="col" className="number" title="Share of a ReLU’s units that are zero for every example; a channel is one unit">Dead</th>
            <th scope="col" className="number" title="Share of values within 2% of the range from an end of a Sigmoid or Tanh">Saturated</th>
            <th scope="col" className="number" title="Euclidean norm of the gradient of the loss by this output">Gradient</th>
          </tr>
        </thead>
        <tbody>
          {ops.map(({ op, mean, deviation, zeros, dead, saturated, gradientNorm }) => (
            <tr key={op}>
              <th scope="row">{nodeLabel(graph, op)}</th>
              <td className="number">{numberText(mean, 3)}</td>
              <td className="number">{numberText(deviation, 3)}</td>
              <td className="number">{formatShare(zeros)}</td>
              <td className="number"><Share value={dead} /></td>
              <td className="number"><Share value={saturated} /></td>
              <td className="number">{numberText(gradientNorm, 3)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <table className="report-table" aria-label="Weights">
        <thead>
          <tr>
            <th scope="col"><span className="health-head">Weights<PlotDownload name="Weights" drawing={{ scene: (measure) => tableScene(textsOf(weights), measure) }} rows={() => weights} /></span></th>
            <th scope="col" className="number">Norm</th>
            <th scope="col" className="number">Gradient</th>
            <th scope="col" className="number" title="Size of one step over the size of the weights; about 0.001 is usual">Update</th>
          </tr>
        </thead>
        <tbody>
          {tensors.map(({ key, op, weightNorm, gradientNorm, updateRatio }) => (
            <tr key={key}>
              <th scope="row">{nodeLabel(graph, op)}{key.slice(op.length)}</th>
              <td className="number">{numberText(weightNorm, 3)}</td>
              <td className="number">{numberText(gradientNorm, 3)}</td>
              <td className="number">{updateRatio === undefined ? <None label="unknown" /> : numberText(updateRatio, 3)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** Cells as a picture shows them. */
function textsOf(table: Table): string[][] {
  return table.map((row) => row.map((cell) => (cell === undefined ? '–' : typeof cell === 'number' ? numberText(cell, 3) : cell)));
}

function Share({ value }: { readonly value: number | undefined }) {
  return value === undefined ? <None label="does not apply" /> : formatShare(value);
}
