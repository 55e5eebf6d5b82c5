// The network as a table, a row per layer in execution order, as torchinfo prints it.

import { formatPair } from '../../core/attrs.ts';
import { formatShape } from '../../core/shape.ts';
import { summarise, type SummaryRow, type SummaryTotals } from '../../core/summary.ts';
import { showNode } from '../actions/selection.ts';
import { exactCount, formatBytes, formatCount } from '../format.ts';
import { useDocument, useServices, useSession } from '../services.tsx';
import { Facts, None } from './report.tsx';

export function SummaryTab() {
  const { layers } = useServices();
  const graph = useDocument((state) => state.document.graph);
  const selected = useSession((state) => state.selectedNodes);
  const { rows, totals } = summarise(graph, layers);
  if (rows.length === 0) return <p className="tab-empty">Layers are listed here with their shapes and parameters, once there are some.</p>;
  return (
    <div className="report">
      <table className="report-table">
        <thead>
          <tr>
            <th scope="col">Layer</th>
            <th scope="col">Kind</th>
            <th scope="col" className="number">Output shape</th>
            <th scope="col" className="number">Parameters</th>
            <th scope="col" className="number">Multiply-adds</th>
            <th scope="col" className="number">Receptive field</th>
            <th scope="col" className="number">Memory</th>
          </tr>
        </thead>
        <tbody>{rows.map((row) => <Row key={row.id} row={row} selected={selected.includes(row.id)} />)}</tbody>
      </table>
      <SummaryFacts totals={totals} />
    </div>
  );
}

function Row({ row, selected }: { row: SummaryRow; selected: boolean }) {
  const services = useServices();
  const { parameters, trainableParameters, macs, activationBytes, outputShape, receptiveField } = row;
  return (
    <tr aria-selected={selected} onClick={() => showNode(services, row.id)}>
      <th scope="row"><button type="button" className="report-link" onClick={() => showNode(services, row.id)}>{row.name}</button></th>
      <td className="quiet">{row.kind}</td>
      <td className="number mono">{outputShape ? formatShape(outputShape) : '?'}</td>
      <td className="number" title={parameters > 0 ? `${exactCount(trainableParameters)} of ${exactCount(parameters)} train` : undefined}>
        {parameters === 0 ? <None /> : exactCount(parameters)}
        {parameters > 0 && trainableParameters === 0 && <span className="quiet"> frozen</span>}
      </td>
      <td className="number" title={macs > 0 ? exactCount(macs) : undefined}>{macs === 0 ? <None /> : formatCount(macs)}</td>
      <td className="number">{receptiveField ? formatPair(receptiveField.size) : <None />}</td>
      <td className="number" title={`${exactCount(activationBytes)} bytes`}>{activationBytes === 0 ? <None /> : formatBytes(activationBytes)}</td>
    </tr>
  );
}

function SummaryFacts({ totals }: { totals: SummaryTotals }) {
  const { parameters, trainableParameters, macs, inputBytes, forwardBackwardBytes, parameterBytes } = totals;
  const facts = [
    ['Total parameters', exactCount(parameters)],
    ['Trainable', exactCount(trainableParameters)],
    ['Not trainable', exactCount(parameters - trainableParameters)],
    ['Multiply-adds', formatCount(macs)],
    ['Input size', formatBytes(inputBytes)],
    ['Forward/backward', formatBytes(forwardBackwardBytes)],
    ['Parameters size', formatBytes(parameterBytes)],
    ['Estimated total', formatBytes(inputBytes + forwardBackwardBytes + parameterBytes)],
  ] as const;
  return <Facts facts={facts} />;
}
