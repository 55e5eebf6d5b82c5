// The compiled plan of the network: the kernel calls that our own engine makes of it in a training step, with the work in
// each and, once measured, its share of the time.

import { Timer } from 'lucide-react';
import { useRef } from 'react';
import { passes, totalWork, type Pass, type PlanExplanation } from '../../core/plan-explanation.ts';
import { Button } from '../controls/button.tsx';
import { exactCount, formatBytes, formatCount, formatShare } from '../format.ts';
import { PlanTable } from './plan-table.tsx';
import { Facts } from './report.tsx';
import { usePlanExplanation } from './use-plan-explanation.ts';
import './plan-tab.css';

const passLabels: Readonly<Record<Pass, string>> = { forward: 'Forward', backward: 'Backward', update: 'Update' };

export function PlanTab() {
  const { network, failure, measuring = false, measure } = usePlanExplanation();
  const scroller = useRef<HTMLDivElement>(null);
  if (!network) return <p className="tab-empty" role="status">{failure ?? 'Compiling the plan.'}</p>;
  return (
    <div className="plan" ref={scroller}>
      <div className="report">
        <PlanTable network={network} scroller={scroller} />
        <aside className="plan-side" aria-label="A step on one thread">
          <Button icon={Timer} onClick={measure} disabled={measuring}>{measuring ? 'Measuring' : 'Measure'}</Button>
          {failure && <p className="plan-failure" role="alert">{failure}</p>}
          <PlanFacts explanation={network.explanation} />
        </aside>
      </div>
    </div>
  );
}

function PlanFacts({ explanation: { calls, memoryBytes, stepMs } }: { readonly explanation: PlanExplanation }) {
  const all = totalWork(calls);
  const perPass = passes.map((pass) => {
    const { flops, timeShare } = totalWork(calls.filter((call) => call.pass === pass));
    // What is not counted, as the optimiser's operations, is not said to be nothing.
    const parts = [...(flops > 0 ? [formatCount(flops)] : []), ...(timeShare === undefined ? [] : [formatShare(timeShare)])];
    return [passLabels[pass], parts.join(', ') || '–'] as const;
  });
  return (
    <Facts
      facts={[
        ['Kernel calls', exactCount(all.calls)],
        ['Operations', formatCount(all.flops)],
        ...perPass,
        ['Bytes moved', formatBytes(all.bytes)],
        ['Memory', formatBytes(memoryBytes)],
        ...(stepMs === undefined ? [] : [['Step', `${stepMs.toFixed(2)} ms`] as const]),
      ]}
    />
  );
}
