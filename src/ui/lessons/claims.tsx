// The claims of a lab, and whether they held in the run.

import { Check, Circle, X } from 'lucide-react';
import type { Lesson } from '../../core/lesson.ts';
import type { LessonReport } from '../../core/run-lesson.ts';
import { typeset } from './typeset.ts';

export interface ClaimsProps {
  readonly lesson: Lesson;
  readonly report: LessonReport | undefined;
  /** Of the last run, where this page has not run the lab. */
  readonly held: readonly boolean[] | undefined;
}

export function Claims({ lesson, report, held }: ClaimsProps) {
  return (
    <section className="lesson-claims" aria-label="Claims">
      <h3>What the run should show</h3>
      <ul>
        {lesson.claims.map(({ text }, index) => {
          const judged = report?.claims[index];
          const holds = judged?.holds ?? held?.[index];
          return (
            <li key={text} data-holds={holds}>
              <Mark holds={holds} />
              <span>{typeset(text)}{judged && <span className="lesson-measured">Measured: {typeset(judged.measured)}</span>}</span>
            </li>
          );
        })}
      </ul>
    </section>
  );
}

function Mark({ holds }: { readonly holds: boolean | undefined }) {
  if (holds === undefined) return <Circle role="img" aria-label="Not measured yet" />;
  return holds ? <Check role="img" aria-label="Holds" /> : <X role="img" aria-label="Does not hold" />;
}
