// The chosen runs over each other: loss and accuracy by steps, epochs, images or seconds. Runs that go on are drawn live.

import { useEffect, useMemo, useState } from 'react';
import { create } from 'zustand';
import type { CurveAxis } from '../../runs/run-curves.ts';
import { curvesOf, type RunCurves, type RunRecord } from '../../runs/run-record.ts';
import { useRun } from '../training/run-store.ts';
import { lossText, percentText } from '../training/run-text.ts';
import { useThrottled } from '../training/use-throttled.ts';
import { CurveAxisChoice, percentTick, placeTexts } from './curve-axis.tsx';
import { OverlayChart } from './overlay-chart.tsx';
import { curveParts, overlaySeries, type CurveParts, type OverlayRun } from './overlay-series.ts';
import { useRuns, useRunsStore } from './use-runs.ts';
import '../charts/run-charts.css';
import './run-overlay.css';

interface OverlaySettings {
  readonly axis: CurveAxis;
  readonly parts: CurveParts;
  readonly smoothing: number;
}

/** How curves are laid over each other; kept while the page is open. */
const useOverlaySettings = create<OverlaySettings>(() => ({ axis: 'epochs', parts: 'both', smoothing: 0.9 }));

const partLabels: Readonly<Record<CurveParts, string>> = { both: 'Training and validation', training: 'Training', validation: 'Validation' };

/** More than these make a chart that nobody reads. */
const mostRuns = 16;
const livePeriodMs = 300;

export function RunOverlay({ records }: { readonly records: readonly RunRecord[] }) {
  const { axis, parts, smoothing } = useOverlaySettings();
  const runs = useOverlayRuns(records.slice(0, mostRuns));
  const loss = useMemo(() => overlaySeries(runs, { measure: 'loss', axis, parts, smoothing }), [runs, axis, parts, smoothing]);
  const accuracy = useMemo(() => overlaySeries(runs, { measure: 'accuracy', axis, parts, smoothing }), [runs, axis, parts, smoothing]);
  const set = useOverlaySettings.setState;
  return (
    <div className="overlay">
      <div className="overlay-settings" role="group" aria-label="Curves">
        <CurveAxisChoice axis={axis} onChange={(chosen) => set({ axis: chosen })} />
        <select className="select" aria-label="Curves of" value={parts} onChange={({ target }) => set({ parts: curveParts.find((one) => one === target.value) ?? 'both' })}>
          {curveParts.map((one) => <option key={one} value={one}>{partLabels[one]}</option>)}
        </select>
        <label className="chart-smoothing" title="Smoothing of the training curves">
          <span>Smoothing</span>
          <input type="range" min={0} max={0.99} step={0.01} value={smoothing} onChange={({ target }) => set({ smoothing: target.valueAsNumber })} />
        </label>
        {records.length > mostRuns && <span className="overlay-note">The first {mostRuns} of {records.length} are drawn.</span>}
      </div>
      <div className="overlay-charts">
        <OverlayChart title="Loss" series={loss} xName={axis} formatX={placeTexts[axis]} formatY={lossText} />
        <OverlayChart title="Accuracy" series={accuracy} xName={axis} formatX={placeTexts[axis]} formatY={percentText} formatTick={percentTick} offersLog={false} />
      </div>
    </div>
  );
}

/** The runs with their curves as soon as they are read; those of a run that goes on come from its log. */
function useOverlayRuns(records: readonly RunRecord[]): readonly OverlayRun[] {
  const store = useRunsStore();
  const selected = useRuns((state) => state.selected);
  const active = useRuns((state) => state.active);
  const log = useThrottled(useRun((state) => state.log), livePeriodMs);
  const [read, setRead] = useState<ReadonlyMap<string, RunCurves>>(new Map());
  const wanted = records.map(({ id }) => id).filter((id) => !active.includes(id)).join(' ');
  useEffect(() => {
    let isWanted = true;
    const load = async (): Promise<void> => {
      const ids = wanted.split(' ').filter((id) => id !== '');
      const found = await Promise.all(ids.map(async (id) => [id, await store.readCurves(id)] as const));
      if (isWanted) setRead(new Map(found.flatMap(([id, curves]) => (curves ? [[id, curves] as const] : []))));
    };
    void load();
    return () => { isWanted = false; };
  }, [wanted, store]);
  return useMemo(() => records.flatMap((record): OverlayRun[] => {
    const place = active.indexOf(record.id);
    // The first of a run that goes on is its own log, the second that of its twin.
    const its = place === 0 ? log : place === 1 ? log.twin : undefined;
    const curves = its ? curvesOf(its) : read.get(record.id);
    return curves ? [{ record, curves, place: selected.indexOf(record.id) }] : [];
  }), [records, active, log, read, selected]);
}
