// The question of a lab: answered before running, judged after. The first answer stays, whatever is chosen later.

import type { Lesson } from '../../core/lesson.ts';
import { noteAnswer, type LessonProgress } from './lesson-progress.ts';
import { typeset } from './typeset.ts';

export interface LessonQuestionProps {
  readonly lesson: Lesson;
  readonly progress: LessonProgress | undefined;
  /** The lab is being run: what was chosen before stays until it is done. */
  readonly isRunning: boolean;
  /** The lab has been run, so that the right answer may be told. */
  readonly isDecided: boolean;
}

export function LessonQuestion({ lesson: { id, question }, progress, isRunning, isDecided }: LessonQuestionProps) {
  const { answer, first } = progress ?? {};
  const isTold = isDecided && !isRunning && answer !== undefined;
  return (
    <fieldset className="lesson-question" disabled={isRunning && first !== undefined}>
      <legend>{typeset(question.text)}</legend>
      {question.options.map((option, index) => (
        <label key={option} data-right={(isTold && index === question.answer) || undefined}>
          <input type="radio" name={`question ${id}`} checked={answer === index} onChange={() => noteAnswer(id, index)} />
          {typeset(option)}
        </label>
      ))}
      <p role="status">
        {isTold && <><strong>{verdictOf(question, first?.answer ?? answer)}</strong> {typeset(question.because)}</>}
        {!isTold && isRunning && first !== undefined && 'Your answer stands until the lab is done.'}
        {!isTold && !(isRunning && first !== undefined) && answer !== undefined && 'Run the lab to see.'}
        {answer === undefined && (isDecided ? unanswered : 'Choose an answer before you run the lab.')}
      </p>
      {isTold && first && <FirstAnswer question={question} first={first} answer={answer} />}
    </fieldset>
  );
}

const unanswered = 'The lab has been run without an answer; choose one to see whether it is right.';

function verdictOf({ answer, options }: Lesson['question'], given: number): string {
  return given === answer ? 'Right.' : typeset(`The answer is: ${options[answer]}.`);
}

interface FirstAnswerProps {
  readonly question: Lesson['question'];
  readonly first: NonNullable<LessonProgress['first']>;
  readonly answer: number;
}

/** Nothing where the first answer was given in time and still stands. */
function FirstAnswer({ question: { options }, first, answer }: FirstAnswerProps) {
  const isChanged = answer !== first.answer;
  if (!isChanged && !first.isAfterRun) return null;
  const when = first.isAfterRun ? 'after the lab had been run' : 'before the run';
  return <p className="lesson-first">{typeset(`Your first answer, ${when}: ${options[first.answer]}.`)}{isChanged && ' Changed since.'}</p>;
}
