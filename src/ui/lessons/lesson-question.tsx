// The question of a lab: answered before running, judged after.

import type { Lesson } from '../../core/lesson.ts';
import { noteProgress } from './lesson-progress.ts';
import { typeset } from './typeset.ts';

export interface LessonQuestionProps {
  readonly lesson: Lesson;
  readonly answer: number | undefined;
  /** The lab has been run, so that the right answer may be told. */
  readonly isDecided: boolean;
}

export function LessonQuestion({ lesson: { id, question }, answer, isDecided }: LessonQuestionProps) {
  const isTold = isDecided && answer !== undefined;
  return (
    <fieldset className="lesson-question">
      <legend>{typeset(question.text)}</legend>
      {question.options.map((option, index) => (
        <label key={option} data-right={(isTold && index === question.answer) || undefined}>
          <input type="radio" name={`question ${id}`} checked={answer === index} onChange={() => noteProgress(id, { answer: index })} />
          {typeset(option)}
        </label>
      ))}
      <p role="status">
        {isTold && <><strong>{answer === question.answer ? 'Right.' : typeset(`The answer is: ${question.options[question.answer]}.`)}</strong> {typeset(question.because)}</>}
        {!isTold && answer !== undefined && 'Run the lab to see.'}
        {answer === undefined && 'Choose an answer before you run the lab.'}
      </p>
    </fieldset>
  );
}
