// One lab: its text, its question, its run, and what the run showed.

import { ExternalLink, Play, Square } from 'lucide-react';
import { useEffect, useMemo, useRef, useState } from 'react';
import type { Lesson, LessonResults } from '../../core/lesson.ts';
import { isNetworkTrial, neededTrial, type NetworkTrial } from '../../core/trial-document.ts';
import { PlotSubjectContext } from '../charts/plot-subject.ts';
import { Button } from '../controls/button.tsx';
import { useServices } from '../services.tsx';
import { Claims } from './claims.tsx';
import { LessonQuestion } from './lesson-question.tsx';
import { useProgress } from './lesson-progress.ts';
import { startLesson, stopLesson, useLessonRun, type LessonRun } from './lesson-run.ts';
import { openTrial } from './open-trial.ts';
import { TrialPlots } from './trial-plots.tsx';
import { TrialTable } from './trial-table.tsx';
import { typeset } from './typeset.ts';
import './lesson-view.css';

export interface LessonViewProps {
  readonly lesson: Lesson;
  /** It was chosen just now, so reading goes on at its title. */
  readonly takesFocus: boolean;
  readonly onClose: () => void;
}

export function LessonView({ lesson, takesFocus, onClose }: LessonViewProps) {
  const progress = useProgress((state) => state[lesson.id]);
  const run = useLessonRun((state) => (state.run?.lesson === lesson.id ? state.run : undefined));
  const title = useRef<HTMLHeadingElement>(null);
  useEffect(() => { if (takesFocus) title.current?.focus(); }, [takesFocus]);
  const subject = useMemo(() => ({ network: lesson.title }), [lesson]);
  const hasRun = run?.report !== undefined;
  const [seed, setSeed] = useState(0);
  return (
    <article className="lesson" aria-label={lesson.title}>
      <h2 ref={title} className="lesson-title" tabIndex={-1}>{lesson.number}. {lesson.title}</h2>
      {lesson.text.map((paragraph) => <p key={paragraph} className="lesson-text">{typeset(paragraph)}</p>)}
      <LessonQuestion lesson={lesson} progress={progress} isRunning={run?.doing !== undefined} isDecided={hasRun || progress?.run !== undefined} />
      <RunControls lesson={lesson} seed={seed} onSeed={setSeed} />
      {run && <PlotSubjectContext value={subject}><TrialPlots lesson={lesson} run={run} /></PlotSubjectContext>}
      {run?.failure && <p className="lesson-failure" role="alert">{run.failure}</p>}
      {run && <TrialTable lesson={lesson} run={run} />}
      <Claims lesson={lesson} report={run?.report} held={progress?.run?.held} />
      <OpenTrials lesson={lesson} seed={run?.seed ?? seed} results={run?.report?.results ?? noResults} onClose={onClose} />
    </article>
  );
}

interface RunControlsProps {
  readonly lesson: Lesson;
  readonly seed: number;
  readonly onSeed: (seed: number) => void;
}

function RunControls({ lesson, seed, onSeed }: RunControlsProps) {
  const services = useServices();
  const run = useLessonRun((state) => state.run);
  const isGoing = run?.doing !== undefined;
  const isHere = isGoing && run.lesson === lesson.id;
  return (
    <div className="lesson-run" role="group" aria-label="Run">
      {isHere
        ? <Button icon={Square} onClick={stopLesson}>Stop</Button>
        : <Button variant="primary" icon={Play} onClick={() => void startLesson(services, lesson, seed)}>Run the lab</Button>}
      <label className="lesson-seed">
        Seed
        <input
          className="input" type="number" min={0} step={1} value={seed} disabled={isHere}
          onChange={({ target }) => { if (target.validity.valid && target.value !== '') onSeed(target.valueAsNumber); }}
        />
      </label>
      <output className="lesson-doing">{toldOf(lesson, run)}</output>
      {isHere && run.fraction !== undefined && (
        <span className="lesson-fraction">
          <progress aria-label="Progress of the trial" max={1} value={run.fraction} />
          <span aria-hidden>{Math.round(100 * run.fraction)} %</span>
        </span>
      )}
    </div>
  );
}

/** What is said aloud: what goes on, and how it came out; how far it is changes too often for that. */
function toldOf({ id }: Lesson, run: LessonRun | undefined): string {
  if (run?.lesson !== id) return run?.doing === undefined ? '' : 'Another lab is running; starting this one ends it.';
  if (run.doing !== undefined) return run.doing;
  if (run.isStopped) return 'Stopped. The claims need a whole run.';
  const claims = run.report?.claims ?? [];
  return run.report ? `${claims.filter(({ holds }) => holds).length} of ${claims.length} claims hold.` : '';
}

interface OpenTrialsProps {
  readonly lesson: Lesson;
  /** Of the run that is shown, or of the next. */
  readonly seed: number;
  /** Of the run that is shown. */
  readonly results: LessonResults;
  readonly onClose: () => void;
}

const noResults: LessonResults = {};

/** Networks of the lab with their weights and inputs, to be looked at and trained. */
function OpenTrials({ lesson, seed, results, onClose }: OpenTrialsProps) {
  const services = useServices();
  const networks = lesson.trials.filter(isNetworkTrial);
  if (networks.length === 0) return null;
  const open = async (trial: NetworkTrial) => {
    await openTrial(services, lesson, trial, { seed, results });
    onClose();
  };
  return (
    <section className="lesson-open" aria-label="On the canvas">
      <h3>On the canvas</h3>
      {lesson.look && <p className="lesson-text">{typeset(lesson.look.why)}</p>}
      <ul>
        {networks.map((trial) => {
          const obstacle = obstacleTo(trial, lesson, results);
          return (
            <li key={trial.id}>
              <Button variant="quiet" icon={ExternalLink} disabled={obstacle !== undefined} onClick={() => void open(trial)}>Open {trial.label}</Button>
              {obstacle !== undefined && <span className="lesson-obstacle">{obstacle}</span>}
            </li>
          );
        })}
      </ul>
    </section>
  );
}

/** Why a trial cannot be opened yet. */
function obstacleTo(trial: NetworkTrial, { trials }: Lesson, results: LessonResults): string | undefined {
  const needed = neededTrial(trial);
  if (needed === undefined || results[needed]) return undefined;
  return `Starts from what “${trials.find(({ id }) => id === needed)?.label ?? needed}” learns: run the lab first.`;
}
