// One problem: what is wrong, what to do, and a button that does it.

import { CircleAlert, Info, TriangleAlert, Wrench } from 'lucide-react';
import { nodeLabel } from '../../core/graph.ts';
import type { Problem } from '../../core/problems.ts';
import { applyFix } from '../../editor/commands/apply-fix.ts';
import { showNode } from '../actions/selection.ts';
import { Button } from '../controls/button.tsx';
import { useDocument, useServices } from '../services.tsx';
import './problem-item.css';

const icons = { error: CircleAlert, warning: TriangleAlert, info: Info };

export interface ProblemItemProps {
  readonly problem: Problem;
  /** Names the node and selects it on click; without it the reader is at the node already. */
  readonly linked?: boolean;
}

export function ProblemItem({ problem, linked = false }: ProblemItemProps) {
  const services = useServices();
  const { node, edge } = problem.site;
  const label = useDocument((state) => node !== undefined && nodeLabel(state.document.graph, node));
  const Icon = icons[problem.severity];
  const show = () => {
    if (node !== undefined) showNode(services, node);
    else if (edge !== undefined) services.session.select([], [edge]);
  };
  const text = (
    <>
      {linked && label !== false && <strong>{label}</strong>} {problem.message}
      {problem.hint && <span className="problem-hint"> {problem.hint}</span>}
    </>
  );
  return (
    <div className="problem" data-severity={problem.severity}>
      <Icon className="problem-icon" aria-label={problem.severity} />
      {linked && (node ?? edge) !== undefined
        ? <button type="button" className="problem-text problem-link" onClick={show}>{text}</button>
        : <p className="problem-text">{text}</p>}
      {problem.fix && <FixButton fix={problem.fix} />}
    </div>
  );
}

/** Runs a problem's fix as one step of the history. */
export function FixButton({ fix }: { fix: NonNullable<Problem['fix']> }) {
  const { documents, layers } = useServices();
  return (
    <Button icon={Wrench} onClick={() => documents.edit(fix.label, (draft) => applyFix(draft, layers, fix.action))}>
      {fix.label}
    </Button>
  );
}
