// Data flowing: what each node makes of the example, on every card and larger here; which pixels of the input a unit
// sees; a convolution's kernels before and now.

import { useMemo } from 'react';
import { nodeLabel } from '../../../core/graph.ts';
import { Switch } from '../../controls/switch.tsx';
import { formatBytes } from '../../format.ts';
import { useServices, useSession } from '../../services.tsx';
import { ExamplePicker } from '../example-picker.tsx';
import { useLensExample } from '../lens-example.ts';
import type { LensNetwork } from '../lens-network.ts';
import { NodePicker, useNodeChoice } from '../node-choice.tsx';
import { useNodeValues } from '../use-node-values.ts';
import { overlayLoad } from './all-values.ts';
import { UnitField } from './unit-field.tsx';
import './flow.css';

const lens = 'flow';

export function FlowLens({ network }: { readonly network: LensNetwork }) {
  const { session } = useServices();
  const { plan, graph } = network;
  const ids = useMemo(() => plan.ops.map(({ id }) => id), [plan]);
  // Of the input there is little to tell.
  const id = useNodeChoice(lens, ids, ids.find((node) => node !== plan.inputId));
  const op = plan.ops.find((candidate) => candidate.id === id);
  const { answer: example, failure: noExample } = useLensExample(network);
  const { answer: values, failure } = useNodeValues(network, op, example);
  const isOn = useSession((state) => state.overlays.includes(lens));
  const { bytes, fits } = useMemo(() => overlayLoad(plan), [plan]);
  const problem = noExample ?? failure;
  if (!op) return null;
  return (
    <div className="flow">
      <div className="lens-bar">
        <ExamplePicker network={network} example={example} />
        <NodePicker lens={lens} network={network} ids={ids} value={op.id} />
        <Switch
          label="Maps on every card" checked={isOn && fits} disabled={!fits} onChange={(checked) => session.switchOverlay(lens, checked)}
          description={fits ? undefined : `The values of one example take ${formatBytes(bytes)}, too much to follow on every card.`}
        />
      </div>
      {problem && <p className="lens-problem" role="alert">{problem}</p>}
      {values?.op === op && example
        ? <UnitField network={network} values={values} example={example} label={nodeLabel(graph, op.id)} />
        : !problem && <p className="lens-note" role="status">Reading the values</p>}
    </div>
  );
}
