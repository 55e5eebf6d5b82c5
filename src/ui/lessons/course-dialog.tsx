// The course: the labs by number, and the chosen one to read, answer and run.

import { Check } from 'lucide-react';
import { use, useEffect } from 'react';
import { create } from 'zustand';
import { Dialog } from '../controls/dialog.tsx';
import { useServices } from '../services.tsx';
import { useProgress, type LessonProgress } from './lesson-progress.ts';
import { LessonView } from './lesson-view.tsx';
import './course-dialog.css';

/** The lab that is open, also when the dialog is opened again; the first unless one was chosen. */
const useChosen = create<{ readonly id: string; readonly isFresh: boolean }>(() => ({ id: '', isFresh: false }));

export function CourseDialog({ onClose }: { readonly onClose: () => void }) {
  const lessons = use(useServices().loadLessons());
  const { id, isFresh } = useChosen();
  // When the dialog is opened again its first button has the focus, as in every dialog.
  useEffect(() => () => useChosen.setState({ isFresh: false }), []);
  const all = [...lessons.values()];
  const lesson = lessons.get(id) ?? all[0];
  if (!lesson) return null;
  return (
    <Dialog title="Course" description="Each lab is a short text, a question, networks to run on the spot, and claims that are held against what you measured." width="full" onClose={onClose}>
      <div className="course">
        <nav className="course-list" aria-label="Labs">
          <ol>
            {all.map((one) => (
              <li key={one.id}>
                <button type="button" className="course-lab" aria-current={one === lesson ? 'page' : undefined} onClick={() => useChosen.setState({ id: one.id, isFresh: true })}>
                  <span className="course-number">{one.number}</span>
                  <span className="course-title">{one.title}</span>
                  <Done lesson={one.id} />
                </button>
              </li>
            ))}
          </ol>
        </nav>
        <LessonView key={lesson.id} lesson={lesson} takesFocus={isFresh} onClose={onClose} />
      </div>
    </Dialog>
  );
}

/** A mark where the lab was answered and run. */
function Done({ lesson }: { readonly lesson: string }) {
  const progress = useProgress((state) => state[lesson]);
  if (!isDone(progress)) return null;
  return <Check className="course-done" role="img" aria-label="Done" />;
}

function isDone(progress: LessonProgress | undefined): boolean {
  return progress?.answer !== undefined && progress.run !== undefined;
}
