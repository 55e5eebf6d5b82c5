// The buttons that control a run: one primary (Train, Pause or Resume), one batch at a time, stop; and what goes on.

import { FastForward, Pause, Play, Square, StepForward } from 'lucide-react';
import { useEffect } from 'react';
import { formatKeys, matchesKeys } from '../commands/keys.ts';
import { Button, IconButton } from '../controls/button.tsx';
import { Tooltip } from '../controls/tooltip.tsx';
import { sameValue } from '../../editor/same-value.ts';
import { useDocument, useProblems } from '../services.tsx';
import { whenIdle } from '../when-idle.ts';
import { useIsGoing, useRun, useRunStore, type RunStore } from './run-store.ts';
import { announcementText, phaseText } from './run-text.ts';
import { useDroppedData } from './use-keep-files.ts';
import { usePrepareAhead } from './use-prepare-ahead.ts';
import './train-controls.css';

export const trainKeys = 'Mod+Enter';

/** Train, pause, step and stop, for the top bar. */
export function TrainControls() {
  const run = useRunStore();
  const status = useRun((state) => state.status);
  const pending = useRun((state) => state.pending);
  const phase = useRun(phaseText);
  const announcement = useRun(announcementText);
  const obstacle = useObstacle();
  const isGoing = useIsGoing();
  const blocked = isGoing ? undefined : obstacle;
  const changed = useChanged() && obstacle === undefined;
  const press = changed ? run.resumeWithChanges : run.toggle;
  useTrainKeys(press, blocked !== undefined);
  useDroppedData();
  useWarmWorker(run);
  usePrepareAhead(run, blocked !== undefined);

  const { label, icon } = status === 'running' ? { label: 'Pause', icon: Pause } : status === 'paused' ? { label: changed ? 'Resume with the changes' : 'Resume', icon: Play } : { label: 'Train', icon: Play };
  return (
    <div className="train-controls" role="group" aria-label="Training">
      <span className="train-phase" aria-hidden>{phase}</span>
      <output className="visually-hidden">{announcement}</output>
      {status !== 'running' && (
        <IconButton icon={StepForward} label="Train one batch" disabled={blocked !== undefined || pending !== undefined} onClick={run.step} />
      )}
      {changed && <IconButton icon={FastForward} label="Resume as it was" disabled={pending !== undefined} onClick={run.toggle} />}
      {isGoing && <IconButton icon={Square} label="Stop" disabled={pending === 'stop'} onClick={run.stop} />}
      <Tooltip text={blocked ?? label} {...(!blocked && { keys: formatKeys(trainKeys) })}>
        {/* A disabled button has no tooltip; the reason must be readable, so it stays focusable and says it is disabled. */}
        <span className="train-primary">
          <Button
            variant="primary" icon={icon} aria-disabled={blocked !== undefined || pending === 'stop'}
            onClick={() => { if (!blocked) press(); }}
          >
            {label}
          </Button>
        </span>
      </Tooltip>
    </div>
  );
}

/** Whether a paused run of this document trains another network than the canvas shows. */
function useChanged(): boolean {
  const subject = useRun((state) => (state.status === 'paused' ? state.subject : undefined));
  const graph = useDocument((state) => state.document.graph);
  const generation = useDocument((state) => state.generation);
  if (!subject || subject.twin || subject.generation !== generation || subject.graph === graph) return false;
  return !sameValue(subject.graph, graph);
}

/** Why training cannot start: the first of the problems that keep it from doing so. */
function useObstacle(): string | undefined {
  const errors = useProblems().filter(({ severity }) => severity === 'error');
  const [first] = errors;
  if (!first) return undefined;
  return errors.length === 1 ? `Fix the problem first: ${first.message}.` : `Fix ${errors.length} problems first, such as: ${first.message}.`;
}

/** The worker is loaded while the page has nothing else to do, so that the first press of Train finds it there. */
function useWarmWorker({ client }: RunStore): void {
  useEffect(() => whenIdle(() => client.warmUp()), [client]);
}

function useTrainKeys(toggle: () => void, blocked: boolean): void {
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      if (event.repeat || !matchesKeys(event, trainKeys)) return;
      event.preventDefault();
      // A field being typed in takes its value first.
      if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
      if (!blocked) toggle();
    };
    window.addEventListener('keydown', listen);
    return () => window.removeEventListener('keydown', listen);
  }, [toggle, blocked]);
}
