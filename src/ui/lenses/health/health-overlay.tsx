// Draws health on the canvas: each wire's tone and the norm of the gradient that comes back through it, and a badge on
// the cards of layers that are ill.

import { CircleAlert, TriangleAlert } from 'lucide-react';
import { useEffect, type ReactNode } from 'react';
import type { Diagnosis } from '../../../core/diagnoses.ts';
import { clearOverlay, showOverlay } from '../../canvas/overlay-store.ts';
import type { LensNetwork } from '../lens-network.ts';
import { HealthFeed } from './health-feed.tsx';
import { wiresOf } from './health-wires.ts';
import { useDiagnoses } from './use-diagnoses.ts';
import './health-badge.css';

export function HealthOverlay({ network }: { readonly network: LensNetwork }) {
  const { graph, isOutdated } = network;
  const looked = useDiagnoses(network);
  useEffect(() => {
    if (!looked) return;
    // Another network on the canvas has other wires.
    showOverlay('health', isOutdated ? {} : { cards: badges(looked.diagnoses), wires: wiresOf(graph, looked.latest, looked.diagnoses) });
  }, [looked, graph, isOutdated]);
  useEffect(() => () => clearOverlay('health'), []);
  return <HealthFeed network={network} />;
}

function badges(diagnoses: readonly Diagnosis[]): Map<string, ReactNode> {
  const cards = new Map<string, ReactNode>();
  for (const { op, tone, badge, message } of diagnoses.toReversed()) cards.set(op, <Badge tone={tone} text={badge} message={message} />);
  return cards;
}

function Badge({ tone, text, message }: { readonly tone: Diagnosis['tone']; readonly text: string; readonly message: string }) {
  const Icon = tone === 'bad' ? CircleAlert : TriangleAlert;
  return <span className="health-badge" data-tone={tone} title={message}><Icon aria-hidden />{text}</span>;
}
