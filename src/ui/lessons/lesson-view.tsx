// One lab: its text, its question, its run, and what the run showed.

import { ExternalLink, Play, Square } from 'lucide-react';
import { useEffect, useMemo, useRef, useState } from 'react';
import type { Lesson } from '../../core/lesson.ts';
import { documentOf, isNetworkTrial, type NetworkTrial } from '../../core/run-lesson.ts';
import { showDocument } from '../actions/files.ts';
import { PlotSubjectContext } from '../charts/plot-subject.ts';
import { Button } from '../controls/button.tsx';
import { useServices } from '../services.tsx';
import { Claims } from './claims.tsx';
import { LessonQuestion } from './lesson-question.tsx';
import { useProgress } from './lesson-progress.ts';
import { startLesson, stopLesson, useLessonRun, type LessonRun } from './lesson-run.ts';
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
  return (
    <article className="lesson" aria-label={lesson.title}>
      <h2 ref={title} className="lesson-title" tabIndex={-1}>{lesson.number}. {lesson.title}</h2>
      {lesson.text.map((paragraph) => <p key={paragraph} className="lesson-text">{typeset(paragraph)}</p>)}
      <LessonQuestion lesson={lesson} answer={progress?.answer} isDecided={hasRun || progress?.run !== undefined} />
      <RunControls lesson={lesson} />
      {run && <PlotSubjectContext value={subject}><TrialPlots lesson={lesson} run={run} /></PlotSubjectContext>}
      {run?.failure && <p className="lesson-failure" role="alert">{run.failure}</p>}
      {run && <TrialTable lesson={lesson} run={run} />}
      <Claims lesson={lesson} report={run?.report} held={progress?.run?.held} />
      <OpenTrials lesson={lesson} onClose={onClose} />
    </article>
  );
}

function RunControls({ lesson }: { readonly lesson: Lesson }) {
  const services = useServices();
  const [seed, setSeed] = useState(0);
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
          onChange={({ target }) => { if (target.validity.valid && target.value !== '') setSeed(target.valueAsNumber); }}
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

/** Networks of the lab, to be looked at and played with. */
function OpenTrials({ lesson, onClose }: Omit<LessonViewProps, 'takesFocus'>) {
  const services = useServices();
  const networks = lesson.trials.filter(isNetworkTrial);
  if (networks.length === 0) return null;
  const open = async (trial: NetworkTrial) => {
    const document = await documentOf(trial, { template: services.labTemplate, seed: 0 });
    await showDocument(services, { ...document, name: `${lesson.title}: ${trial.label}`.slice(0, 200) });
    if (lesson.look) services.session.showLens(lesson.look.lens);
    if (lesson.look?.select !== undefined && lesson.look.select in document.graph.nodes) services.session.select([lesson.look.select]);
    onClose();
  };
  return (
    <section className="lesson-open" aria-label="On the canvas">
      <h3>On the canvas</h3>
      {lesson.look && <p className="lesson-text">{typeset(lesson.look.why)}</p>}
      <ul>
        {networks.map((trial) => (
          <li key={trial.id}><Button variant="quiet" icon={ExternalLink} onClick={() => void open(trial)}>Open {trial.label}</Button></li>
        ))}
      </ul>
    </section>
  );
}
