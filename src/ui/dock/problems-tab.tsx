// All problems: the first click shows where, the button mends it.

import { CircleCheck } from 'lucide-react';
import type { Problem } from '../../core/problems.ts';
import { ProblemItem } from '../problems/problem-item.tsx';
import './problems-tab.css';

const ranks = { error: 0, warning: 1, info: 2 };

export function ProblemsTab({ problems }: { problems: readonly Problem[] }) {
  if (problems.length === 0) {
    return <p className="problems-none"><CircleCheck aria-hidden /> No problems: the network is ready to train.</p>;
  }
  const sorted = [...problems].sort((a, b) => ranks[a.severity] - ranks[b.severity]);
  return (
    <ul className="problems" aria-label="Problems">
      {sorted.map((problem) => <li key={JSON.stringify([problem.code, problem.site, problem.message])}><ProblemItem problem={problem} linked /></li>)}
    </ul>
  );
}
