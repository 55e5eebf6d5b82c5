// The kernel calls of a training step, a row each. A deep network has thousands, so only the rows in sight are drawn.

import type { RefObject } from 'react';
import { nodeLabel } from '../../core/graph.ts';
import type { ExplainedCall } from '../../core/plan-explanation.ts';
import { showNode } from '../actions/selection.ts';
import { exactCount, formatBytes, formatCount, formatShare } from '../format.ts';
import { useServices, useSession } from '../services.tsx';
import { None } from './report.tsx';
import type { ExplainedNetwork } from './use-plan-explanation.ts';
import { useRowWindow } from './use-row-window.ts';

export interface PlanTableProps {
  readonly network: ExplainedNetwork;
  /** What scrolls the table. */
  readonly scroller: RefObject<HTMLElement | null>;
}

export function PlanTable({ network: { graph, explanation: { calls } }, scroller }: PlanTableProps) {
  const selected = useSession((state) => state.selectedNodes);
  const { first, end, rowHeight } = useRowWindow(calls.length, scroller);
  return (
    <table className="report-table plan-table" aria-label="Kernel calls" aria-rowcount={calls.length + 1}>
      <thead>
        <tr aria-rowindex={1}>
          <th scope="col" className="plan-pass">Pass</th>
          <th scope="col">Nodes</th>
          <th scope="col" className="plan-kernel">Kernel</th>
          <th scope="col" className="plan-shapes">Shapes</th>
          <th scope="col" className="number plan-operations">Operations</th>
          <th scope="col" className="number plan-figure">Bytes</th>
          <th scope="col" className="number plan-figure">Time</th>
        </tr>
      </thead>
      <tbody>
        {first > 0 && <tr aria-hidden style={{ height: first * rowHeight }} />}
        {calls.slice(first, end).map((call, i) => (
          <Row key={first + i} index={first + i} call={call} label={(id) => nodeLabel(graph, id)} selected={call.ops.some((id) => selected.includes(id))} />
        ))}
        {end < calls.length && <tr aria-hidden style={{ height: (calls.length - end) * rowHeight }} />}
      </tbody>
    </table>
  );
}

interface RowProps {
  readonly call: ExplainedCall;
  /** Among all calls, from 0. */
  readonly index: number;
  readonly label: (id: string) => string;
  readonly selected: boolean;
}

function Row({ call: { pass, ops, kernel, shapes, flops, bytes, timeShare }, index, label, selected }: RowProps) {
  const services = useServices();
  return (
    <tr aria-rowindex={index + 2} aria-selected={selected}>
      <td className="quiet">{pass}</td>
      <th scope="row" title={ops.map(label).join(' + ')}>
        {ops.length === 0 && <span className="quiet">all</span>}
        {ops.map((id, i) => (
          <span key={id}>
            {i > 0 && <span className="quiet"> + </span>}
            <button type="button" className="report-link" onClick={() => showNode(services, id)}>{label(id)}</button>
          </span>
        ))}
      </th>
      <td title={kernel}>{kernel}</td>
      <td className="mono" title={shapes}>{shapes === '' ? <None /> : shapes.replace(' > ', ' → ')}</td>
      <td className="number" title={flops > 0 ? exactCount(flops) : undefined}>{flops === 0 ? <None /> : formatCount(flops)}</td>
      <td className="number" title={bytes > 0 ? exactCount(bytes) : undefined}>{bytes === 0 ? <None /> : formatBytes(bytes)}</td>
      <td className="number">{timeShare === undefined ? <None label="not measured" /> : formatShare(timeShare)}</td>
    </tr>
  );
}
