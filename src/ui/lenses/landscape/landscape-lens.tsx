// The Loss landscape lens: the cost over one or two weights, over two random directions or along the run's own path.

import { useMemo, useState } from 'react';
import type { NetworkPlan } from '../../../core/plan.ts';
import { elementCount } from '../../../core/shape.ts';
import { weightKey } from '../../../core/weights.ts';
import type { LandscapePlane, WeightPlace } from '../../../training/protocol.ts';
import { Button } from '../../controls/button.tsx';
import { exactCount, formatShare } from '../../format.ts';
import type { LensNetwork } from '../lens-network.ts';
import { LandscapePlot } from './landscape-plot.tsx';
import { prefersLog } from './landscape-scene.ts';
import { useLandscape, type LandscapeState } from './use-landscape.ts';
import { WeightChoice, type WeightTensorChoice } from './weight-choice.tsx';
import './landscape-lens.css';

type Kind = 'slice' | 'weights' | 'random' | 'path';
const kinds: readonly { readonly id: Kind; readonly label: string }[] = [
  { id: 'slice', label: 'One weight' },
  { id: 'weights', label: 'Two weights' },
  { id: 'random', label: 'Two random directions' },
  { id: 'path', label: 'The run’s own directions' },
];

export function LandscapeLens({ network }: { readonly network: LensNetwork }) {
  const { plan } = network;
  const tensors = useMemo(() => tensorsOf(plan), [plan]);
  const scalars = tensors.reduce((sum, { size }) => sum + size, 0);
  const [kind, setKind] = useState<Kind>(scalars <= 64 ? 'weights' : 'random');
  const [chosen, setChosen] = useState<readonly [WeightPlace, WeightPlace] | undefined>();
  const [seed, setSeed] = useState(0);
  const [count, setCount] = useState(256);
  const [side, setSide] = useState(33);
  const [reach, setReach] = useState(1);
  const [logWish, setLogWish] = useState<boolean>();
  const places = useMemo(() => placesThatFit(chosen, tensors), [chosen, tensors]);
  const plane = useMemo((): LandscapePlane => planeOf(kind, places, seed), [kind, places, seed]);
  const landscape = useLandscape(network, { plane, part: 'training', count, side, reach });
  if (tensors.length === 0) return <p className="tab-empty">The network has no weights that are trained, so its loss has no landscape.</p>;

  const { view, path, failure } = landscape;
  const names = namesOf(kind, places);
  const isLog = logWish ?? (view ? prefersLog(view.losses) : false);
  return (
    <div className="landscape">
      <form className="landscape-settings" aria-label="Loss landscape settings" onSubmit={(event) => event.preventDefault()}>
        <Choice label="Over" value={kind} options={kinds.map(({ id, label }) => [id, label])} onChange={(value) => setKind(value as Kind)} />
        {(kind === 'slice' || kind === 'weights') && <WeightChoice label={kind === 'slice' ? 'Weight' : 'Across'} tensors={tensors} place={places[0]} onChange={(place) => setChosen([place, places[1]])} />}
        {kind === 'weights' && <WeightChoice label="Up" tensors={tensors} place={places[1]} onChange={(place) => setChosen([places[0], place])} />}
        <div className="landscape-actions">
          {landscape.isDrawing ? <Button onClick={landscape.stop}>Stop</Button> : <Button onClick={landscape.draw}>Draw again</Button>}
          <button type="button" className="lens-toggle" aria-pressed={isLog} onClick={() => setLogWish(!isLog)}>Log scale</button>
        </div>
        <p className="landscape-note" role="status">{failure ?? noteOf(landscape, kind)}</p>
        {kind === 'random' && (
          <label className="landscape-field">
            <span>Seed</span>
            <input className="input" type="number" min={0} step={1} value={seed} onChange={({ target }) => { if (target.validity.valid && target.value !== '') setSeed(target.valueAsNumber); }} />
          </label>
        )}
        <Choice label="Reach" value={String(reach)} options={[['0.1', 'a tenth'], ['0.3', 'a third'], ['1', 'usual'], ['3', '3 times'], ['10', '10 times'], ['100', '100 times']]} onChange={(value) => setReach(Number(value))} />
        <Choice label="Points" value={String(side)} options={[['17', '17 a side'], ['33', '33 a side'], ['65', '65 a side']]} onChange={(value) => setSide(Number(value))} />
        <Choice label="Examples" value={String(count)} options={[['64', '64'], ['256', '256'], ['1024', '1,024']]} onChange={(value) => setCount(Number(value))} />
      </form>
      {view && view.facts.here.length === names.length && <LandscapePlot grid={view.grid} losses={view.losses} path={path} names={names} isLog={isLog} />}
    </div>
  );
}

interface ChoiceProps {
  readonly label: string;
  readonly value: string;
  readonly options: readonly (readonly [value: string, label: string])[];
  readonly onChange: (value: string) => void;
}

function Choice({ label, value, options, onChange }: ChoiceProps) {
  return (
    <label className="landscape-field">
      <span>{label}</span>
      <select className="select" value={value} onChange={({ target }) => onChange(target.value)}>
        {options.map(([id, text]) => <option key={id} value={id}>{text}</option>)}
      </select>
    </label>
  );
}

function tensorsOf({ ops }: NetworkPlan): WeightTensorChoice[] {
  return ops.flatMap(({ id, weights }) => weights.filter(({ role }) => role === 'parameter').map(({ name, shape }) => ({ key: weightKey(id, name), size: elementCount(shape), shape })));
}

/** What was chosen, or the first two weights there are; what the network does not have falls back too. */
function placesThatFit(chosen: readonly [WeightPlace, WeightPlace] | undefined, tensors: readonly WeightTensorChoice[]): readonly [WeightPlace, WeightPlace] {
  const all = tensors.flatMap(({ key, size }) => Array.from({ length: Math.min(2, size) }, (_, index) => ({ key, index })));
  const fits = (place: WeightPlace | undefined) => tensors.some(({ key, size }) => key === place?.key && place.index < size);
  const fallback = all[0] ?? { key: '', index: 0 };
  const first = chosen && fits(chosen[0]) ? chosen[0] : fallback;
  const second = chosen && fits(chosen[1]) ? chosen[1] : all.find(({ key, index }) => key !== first.key || index !== first.index) ?? fallback;
  return [first, second];
}

function planeOf(kind: Kind, places: readonly [WeightPlace, WeightPlace], seed: number): LandscapePlane {
  switch (kind) {
    case 'slice': return { type: 'weights', places: [places[0]] };
    case 'weights': return { type: 'weights', places };
    case 'random': return { type: 'random', seed };
    case 'path': return { type: 'path' };
  }
}

function namesOf(kind: Kind, places: readonly WeightPlace[]): string[] {
  const names = places.map(({ key, index }) => `${key}[${index}]`);
  if (kind === 'slice') return names.slice(0, 1);
  return kind === 'weights' ? names : ['first direction', 'second direction'];
}

function noteOf({ view, path, isDrawing }: LandscapeState, kind: Kind): string {
  if (!view) return 'Opening the network beside the run.';
  const { facts, done } = view;
  const parts = [isDrawing ? `${Math.floor(100 * done)} % drawn.` : `Loss of ${exactCount(facts.examples)} training examples.`];
  if (facts.explained.length > 0) parts.push(`The directions hold ${facts.explained.map(formatShare).join(' and ')} of the path.`);
  if (kind === 'random') parts.push('Filter-normalised directions; biases and normalisation stay.');
  if (path && path.steps.length > 1) parts.push(`The path goes from the ring (step ${exactCount(path.steps[0] ?? 0)}) to the square (step ${exactCount(path.steps.at(-1) ?? 0)}).`);
  if (path?.isTooLarge) parts.push('The network is too large for its path to be kept.');
  parts.push('Dotted places are flat.');
  return parts.join(' ');
}
