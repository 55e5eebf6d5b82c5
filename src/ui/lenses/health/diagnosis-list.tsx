// What is wrong with how a network learns, each with its remedies as buttons.

import { CircleAlert, CircleCheck, TriangleAlert } from 'lucide-react';
import type { Diagnosis } from '../../../core/diagnoses.ts';
import { FixButton } from '../../problems/problem-item.tsx';

export interface DiagnosisListProps {
  readonly diagnoses: readonly Diagnosis[];
  /** False where the canvas shows another network by now. */
  readonly canMend: boolean;
}

export function DiagnosisList({ diagnoses, canMend }: DiagnosisListProps) {
  if (diagnoses.length === 0) {
    return <p className="health-fine" role="status"><CircleCheck aria-hidden />Nothing hinders learning: gradients, activations and updates are within their usual limits.</p>;
  }
  return (
    <ul className="health-list" aria-label="Diagnoses">
      {diagnoses.map(({ code, op, tone, message, fixes }) => {
        const Icon = tone === 'bad' ? CircleAlert : TriangleAlert;
        return (
          <li key={`${code} ${op}`} className="health-item" data-tone={tone}>
            <Icon className="health-icon" aria-label={tone === 'bad' ? 'hinders learning' : 'caution'} />
            <span className="health-message">{message[0]?.toUpperCase()}{message.slice(1)}</span>
            {canMend && <span className="health-fixes">{fixes.map((fix) => <FixButton key={fix.label} fix={fix} />)}</span>}
          </li>
        );
      })}
    </ul>
  );
}
