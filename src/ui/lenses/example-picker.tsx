// Chooses the example that lenses look at: earlier, later, by number, at random; and shows it.

import { ChevronLeft, ChevronRight, Dices } from 'lucide-react';
import { IconButton } from '../controls/button.tsx';
import { HeatMap } from './heat-map.tsx';
import { chooseExample, partOf, titleOf, useExampleChoice, type LensExample } from './lens-example.ts';
import type { LensNetwork } from './lens-network.ts';
import './example-picker.css';

export interface ExamplePickerProps {
  readonly network: LensNetwork;
  readonly example: LensExample | undefined;
}

export function ExamplePicker({ network, example }: ExamplePickerProps) {
  const choice = useExampleChoice();
  const { part, count } = partOf(network, choice.part);
  const index = Math.min(choice.index, count - 1);
  const go = (to: number) => chooseExample(part, (to + count) % count);
  return (
    <div className="example-picker" role="group" aria-label="Example">
      {example && <ExampleImage example={example} />}
      <div className="example-choice">
        <div className="example-steps">
          <IconButton icon={ChevronLeft} label="Previous example" onClick={() => go(index - 1)} />
          <input
            className="input example-number" type="number" aria-label={`Number of the ${part} example`} min={0} max={count - 1} value={index}
            onChange={({ target }) => { if (target.validity.valid && target.value !== '') chooseExample(part, target.valueAsNumber); }}
          />
          <IconButton icon={ChevronRight} label="Next example" onClick={() => go(index + 1)} />
          <IconButton icon={Dices} label="A random example" onClick={() => go(Math.floor(Math.random() * count))} />
        </div>
        <p className="example-title">{example ? titleOf(example) : 'Reading the example'}</p>
      </div>
    </div>
  );
}

/** The first channel, or the features as a row. */
function ExampleImage({ example: { shape, input, title } }: { readonly example: LensExample }) {
  const [, rows = 1, columns = input.length] = shape.length === 3 ? shape : [1, 1, input.length];
  return <span className="example-image"><HeatMap values={input.subarray(0, rows * columns)} rows={rows} columns={columns} label={`The example, ${title}`} /></span>;
}
