// Goes back in the run: a slider over the steps whose weights are kept, which all lenses then look at; its end is now.

import { Pause, Play } from 'lucide-react';
import { useCallback, useEffect, useState } from 'react';
import { useCrosshair } from '../charts/crosshair.ts';
import { Button, IconButton } from '../controls/button.tsx';
import { useRun, useRunStore } from '../training/run-store.ts';
import { useThrottled } from '../training/use-throttled.ts';
import { useHasRun } from './lens-network.ts';
import { useOpenedWeights } from './opened-weights.ts';
import { useScrubbed } from './scrubbed.ts';
import { useAnswer } from './use-answer.ts';
import './scrubber.css';

/** Asked for this often while a run goes on. */
const periodMs = 2000;
/** Playing shows each step so long. */
const playMs = 900;

export function Scrubber() {
  const hasOpened = useOpenedWeights((state) => state.opened !== undefined);
  return useHasRun() && !hasOpened ? <RunScrubber /> : null;
}

function RunScrubber() {
  const { client } = useRunStore();
  const run = useRun((state) => state.subject?.number);
  const batches = useRun((state) => state.log.lastBatch?.batchesPerEpoch ?? 1);
  const now = useThrottled(useRun((state) => (state.log.lastBatch?.step ?? 0) + (state.log.ended ? 0.5 : 0)), periodMs);
  const ask = useCallback(async (signal: AbortSignal) => ({ run, now, steps: [...await client.call('weightSteps', undefined, { signal })] }), [client, run, now]);
  const { answer } = useAnswer(ask);
  const chosen = useScrubbed();
  const step = chosen.run === run ? chosen.step : undefined;
  const [isPlaying, setIsPlaying] = useState(false);
  const steps = answer?.run === run ? answer?.steps ?? [] : [];
  /** The last place is now. */
  const place = step === undefined ? steps.length : nearest(steps, step);
  const go = (to: number) => useScrubbed.setState({ run, step: steps[to] });
  useMarkedStep(step, batches);
  useEffect(() => {
    if (!isPlaying) return undefined;
    const timer = setTimeout(() => {
      useScrubbed.setState({ run, step: steps[place + 1] });
      if (place + 1 >= steps.length) setIsPlaying(false);
    }, playMs);
    return () => clearTimeout(timer);
  });
  if (steps.length === 0) return answer && now >= 1 ? <p className="lens-note">The weights of this network are too many to keep those of the way, so there is no going back in the run.</p> : null;
  const play = () => {
    if (!isPlaying && place >= steps.length) go(0);
    setIsPlaying(!isPlaying);
  };
  const text = step === undefined ? 'Now' : `Step ${step.toLocaleString('en-US')}, epoch ${(step / batches).toFixed(2)}`;
  return (
    <div className="scrubber" role="group" aria-label="Place in the run">
      <IconButton icon={isPlaying ? Pause : Play} label={isPlaying ? 'Stop playing' : 'Play the run'} onClick={play} />
      <input
        className="scrubber-slider" type="range" min={0} max={steps.length} step={1} value={place} aria-label="Step of the run" aria-valuetext={text}
        onChange={({ target }) => {
          setIsPlaying(false);
          go(target.valueAsNumber);
        }}
      />
      <span className="scrubber-place">{text}</span>
      <Button disabled={step === undefined} onClick={() => { setIsPlaying(false); go(steps.length); }}>Now</Button>
    </div>
  );
}

/** Shows the step in the charts over the run. */
function useMarkedStep(step: number | undefined, batches: number): void {
  const epochs = useCrosshair('run');
  const looks = useCrosshair('health');
  useEffect(() => {
    epochs.setState({ x: step === undefined ? undefined : step / batches });
    looks.setState({ x: step });
  }, [step, batches, epochs, looks]);
}

/** Index of the kept step that is nearest: those kept grow fewer as a run goes on. */
function nearest(steps: readonly number[], step: number): number {
  let best = 0;
  steps.forEach((kept, i) => { if (Math.abs(kept - step) < Math.abs((steps[best] ?? Infinity) - step)) best = i; });
  return best;
}
