// Several nodes in the inspector: what they come to together, and what can be done to all.

import { Copy, CopyPlus, Snowflake, Trash2, Unplug, Waypoints } from 'lucide-react';
import { commands, type CommandId } from '../commands/commands.ts';
import { Button } from '../controls/button.tsx';
import { exactCount, formatCount } from '../format.ts';
import { useAnalysis, useServices } from '../services.tsx';
import { Facts, Section } from './section.tsx';

const actions = [
  ['duplicate', CopyPlus], ['copy', Copy], ['bypass', Waypoints], ['freeze', Snowflake], ['deleteAndReconnect', Unplug], ['delete', Trash2],
] as const satisfies readonly (readonly [CommandId, typeof Copy])[];

export function SelectionPanel({ nodes }: { nodes: readonly string[] }) {
  const services = useServices();
  const analysis = useAnalysis();
  const sum = (value: 'parameters' | 'macs') => nodes.reduce((total, id) => total + (analysis.nodes[id]?.[value] ?? 0), 0);
  const parameters = sum('parameters');
  const macs = sum('macs');
  return (
    <>
      <header className="inspector-header"><h2 className="inspector-title">{nodes.length} nodes</h2></header>
      <section className="section section-actions" aria-label="Actions">
        {actions.map(([id, icon]) => <Button key={id} icon={icon} onClick={() => commands[id].run(services)}>{commands[id].label}</Button>)}
      </section>
      <Section title="Together">
        <Facts
          rows={[
            { name: 'Parameters', value: formatCount(parameters), exact: exactCount(parameters) },
            { name: 'Multiply-adds', value: formatCount(macs), exact: `${exactCount(macs)} for one example` },
          ]}
        />
      </Section>
    </>
  );
}
