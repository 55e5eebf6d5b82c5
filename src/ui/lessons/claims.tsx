// The claims of a lab: closed until it has been run, since they give the answer away, and then whether they held.

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
  const isOpen = report !== undefined || held !== undefined;
  return (
    <section className="lesson-claims" aria-label="Claims">
      <h3>What the run should show</h3>
      {!isOpen && <p className="lesson-text">Claims open when the lab has been run.</p>}
      <ul>
        {lesson.claims.map(({ text }, index) => {
          const judged = report?.claims[index];
          const holds = judged?.holds ?? held?.[index];
          return (
            <li key={text} data-holds={holds}>
              <Mark holds={holds} />
              <span>{isOpen ? typeset(text) : `Claim ${index + 1}`}{judged && <span className="lesson-measured">Measured: {typeset(judged.measured)}</span>}</span>
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
