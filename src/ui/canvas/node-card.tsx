// A node on the canvas: category, name, attributes, results and ports.

import { Handle, Position, type NodeProps } from '@xyflow/react';
import { CircleAlert, Snowflake, TriangleAlert } from 'lucide-react';
import { memo } from 'react';
import type { Problem } from '../../core/problems.ts';
import { formatShape } from '../../core/shape.ts';
import { Tooltip } from '../controls/tooltip.tsx';
import { exactCount, formatCount } from '../format.ts';
import { LayerIcon } from '../icons/layer-icon.tsx';
import type { CardData } from './card-data.ts';
import { portKey, useConnecting, type Side } from './connecting.tsx';
import type { CardNode } from './flow-adapter.ts';
import { useCardOverlay } from './overlay-store.ts';
import { StackGlyph } from './stack-glyph.tsx';
import './node-card.css';

export const NodeCard = memo(function NodeCard({ id, data, selected }: NodeProps<CardNode>) {
  const takes = useConnecting((wire) => wire && takesWire(id, data, wire.from.side, wire.verdicts));
  // That a node is not used is told by its dimmed look.
  const problems = data.problems.filter((problem) => problem.code !== 'unused');
  const worst = problems.some((problem) => problem.severity === 'error') ? 'error' : problems.length > 0 ? 'warning' : undefined;
  const state = [
    selected && 'selected', worst, data.frozen && 'frozen', data.bypassed && 'bypassed', data.unused && 'unused',
    takes === false && 'refusing',
  ].filter(Boolean).join(' ');
  return (
    <div className="card" data-category={data.category} data-state={state}>
      <span className="card-icon"><LayerIcon name={data.icon} /></span>
      <span className="card-name">{data.label}</span>
      <CardFacts data={data} />
      <CardOverlay node={id} />
      {data.frozen && <Snowflake className="card-frozen" aria-hidden />}
      {worst && <ProblemBadge worst={worst} problems={problems} />}
      <Ports node={id} side="input" ports={data.inputs} wired={data.wiredInputs} problems={data.problems} />
      <Ports node={id} side="output" ports={data.outputs} wired={data.outputs} problems={[]} />
    </div>
  );
});

/** Drawn apart from the card: what a lens says of a node changes often. */
function CardOverlay({ node }: { readonly node: string }) {
  const overlay = useCardOverlay(node);
  return overlay === undefined ? null : <span className="card-overlay">{overlay}</span>;
}

function CardFacts({ data }: { readonly data: CardData }) {
  return (
    <>
      <span className="card-detail">{data.detail}</span>
      <span className="card-result">
        {data.shape && formatShape(data.shape)}
        {data.parameters > 0 && <span className="card-parameters" title={`${exactCount(data.parameters)} parameters`}>{formatCount(data.parameters)}</span>}
      </span>
      {data.shape && <StackGlyph shape={data.shape} />}
    </>
  );
}

function takesWire(node: string, data: CardData, from: Side, verdicts: ReadonlyMap<string, string>): boolean {
  const ports = from === 'output' ? data.inputs : data.outputs;
  return ports.some((port) => verdicts.get(portKey(node, from === 'output' ? 'input' : 'output', port)) === '');
}

function ProblemBadge({ worst, problems }: { worst: 'error' | 'warning'; problems: readonly Problem[] }) {
  const Icon = worst === 'error' ? CircleAlert : TriangleAlert;
  return (
    <Tooltip side="top" text={problems.map((problem) => problem.message).join('\n')}>
      <span className="card-badge" role="img" aria-label={problems.map((problem) => problem.message).join('; ')}><Icon aria-hidden /></span>
    </Tooltip>
  );
}

interface PortsProps {
  readonly node: string;
  readonly side: Side;
  readonly ports: readonly string[];
  readonly wired: readonly string[];
  readonly problems: readonly Problem[];
}

function Ports({ node, side, ports, wired, problems }: PortsProps) {
  return ports.map((port, index) => (
    <Port
      key={port}
      node={node}
      side={side}
      port={port}
      top={`${(100 * (index + 1)) / (ports.length + 1)}%`}
      wired={wired.includes(port)}
      problem={problems.find((problem) => problem.site.port === port)}
    />
  ));
}

interface PortProps {
  readonly node: string;
  readonly side: Side;
  readonly port: string;
  readonly top: string;
  readonly wired: boolean;
  readonly problem: Problem | undefined;
}

function Port({ node, side, port, top, wired, problem }: PortProps) {
  const verdict = useConnecting((wire) => wire?.verdicts.get(portKey(node, side, port)));
  const state = [verdict === '' && 'valid', verdict && 'invalid', wired && 'wired', problem && problem.severity].filter(Boolean).join(' ');
  return (
    <Handle
      id={port}
      type={side === 'input' ? 'target' : 'source'}
      position={side === 'input' ? Position.Left : Position.Right}
      // A wired input gives its wire's end to the pointer instead of starting another one.
      isConnectableStart={side === 'output' || !wired}
      className="port"
      data-state={state}
      style={{ top }}
      title={problem?.message ?? (side === 'input' ? `input ${port}` : `output ${port}`)}
    />
  );
}
