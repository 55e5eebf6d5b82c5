// Pixel arithmetic: choose an output pixel of a convolution, a pooling or a Linear layer, and see the window on every
// input channel, the kernel, the products and the sum that it came from.

import { useMemo, useState } from 'react';
import { nodeLabel } from '../../../core/graph.ts';
import { Button } from '../../controls/button.tsx';
import { useServices } from '../../services.tsx';
import { ExamplePicker } from '../example-picker.tsx';
import { clampUnit } from '../grid-shape.ts';
import { chooseOwnExample, useLensExample } from '../lens-example.ts';
import type { LensNetwork } from '../lens-network.ts';
import { NodePicker, useNodeChoice } from '../node-choice.tsx';
import { chooseUnit, useUnitChoice } from '../unit-choice.ts';
import { useNodeValues } from '../use-node-values.ts';
import { OwnPixelsForm } from './own-pixels-form.tsx';
import { unitOps } from './unit-arithmetic.ts';
import { UnitView } from './unit-view.tsx';
import './arithmetic.css';

const lens = 'arithmetic';

export function ArithmeticLens({ network }: { readonly network: LensNetwork }) {
  const { layers } = useServices();
  const ops = useMemo(() => unitOps(network.plan, layers), [network.plan, layers]);
  const ids = useMemo(() => ops.map(({ op }) => op.id), [ops]);
  const id = useNodeChoice(lens, ids);
  const unitOp = ops.find(({ op }) => op.id === id);
  const { answer: example, failure: noExample } = useLensExample(network);
  const { answer: values, failure } = useNodeValues(network, unitOp?.op, example);
  const wanted = useUnitChoice();
  const [isTyping, setTyping] = useState(false);
  if (!unitOp) return <p className="tab-empty">Add a convolution, a pooling or a Linear layer: every number that comes out of it can be taken apart here.</p>;
  const unit = clampUnit(unitOp.outputGrid, wanted);
  const problem = noExample ?? failure;
  return (
    <div className="arithmetic">
      <div className="lens-bar">
        <ExamplePicker network={network} example={example} />
        <NodePicker lens={lens} network={network} ids={ids} value={unitOp.op.id} />
        <Button variant="quiet" aria-expanded={isTyping} onClick={() => setTyping(!isTyping)}>Type pixels</Button>
      </div>
      {problem && <p className="lens-problem" role="alert">{problem}</p>}
      {isTyping && example && (
        <OwnPixelsForm
          key={example.title} shape={network.plan.inputShape} values={example.input}
          onUse={(input) => {
            chooseOwnExample({ shape: network.plan.inputShape, input, title: 'typed pixels' });
            setTyping(false);
          }}
          onClose={() => setTyping(false)}
        />
      )}
      {!isTyping && (values?.op === unitOp.op
        ? <UnitView unitOp={unitOp} values={values} unit={unit} label={nodeLabel(network.graph, unitOp.op.id)} onChoose={chooseUnit} />
        : !problem && <p className="lens-note" role="status">Reading the values</p>)}
    </div>
  );
}
