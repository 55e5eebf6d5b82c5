// Chooses what the network on the canvas is compared with, and trains both in lockstep.

import { use, useMemo, useState } from 'react';
import { trainingProblems } from '../../core/training-problems.ts';
import { settingOf } from '../../core/training-attrs.ts';
import { uniqueId } from '../../core/unique-id.ts';
import { settingLabel } from '../../runs/run-settings.ts';
import { choicesOf, variedSettings, type VariedSetting } from '../../runs/vary-settings.ts';
import { Button } from '../controls/button.tsx';
import { Dialog } from '../controls/dialog.tsx';
import { useDocument, useServices } from '../services.tsx';
import { useIsGoing, useRunStore } from '../training/run-store.ts';
import type { TrainingSubject } from '../training/run-subject.ts';
import { applyToCanvas, deleteVariant, saveAsVariant } from './run-actions.ts';
import { showBoth } from './show-both.ts';
import { twinSides, type TwinChoice } from './twin-choice.ts';
import { useRuns, useRunsStore } from './use-runs.ts';
import './run-dialogs.css';

type Kind = TwinChoice['type'] | 'run' | 'template' | 'variant';

const kinds: readonly { readonly id: Kind; readonly label: string }[] = [
  { id: 'setting', label: 'Another setting' },
  { id: 'withBatchNorm', label: 'BatchNorm after each convolution' },
  { id: 'withoutBatchNorm', label: 'No BatchNorm' },
  { id: 'run', label: 'The network of a kept run' },
  { id: 'template', label: 'The network of a template' },
  { id: 'variant', label: 'A variant in this document' },
];

/** Sensible other values to start from. */
const firstValues: Readonly<Record<VariedSetting, string>> = {
  learningRate: '0.01', momentum: '0.9', weightDecay: '0.0005', batchSize: '32', optimizer: 'adam', initialisation: 'heNormal', seed: '1', epochs: '10',
};

export function CompareDialog({ onClose }: { readonly onClose: () => void }) {
  const { layers, datasets, loadTemplates, session } = useServices();
  const templates = use(loadTemplates());
  const run = useRunStore();
  const runs = useRunsStore();
  const document = useDocument((state) => state.document);
  const records = useRuns((state) => state.records);
  const isGoing = useIsGoing();
  const [kind, setKind] = useState<Kind>('setting');
  const [setting, setSetting] = useState<VariedSetting>(() => (settingOf(document.training.optimizer, 'momentum') === undefined ? 'learningRate' : 'momentum'));
  const [text, setText] = useState(firstValues[setting]);
  const [picked, setPicked] = useState('');

  const networks = useMemo(() => {
    if (kind === 'run') return records.map(({ id, name, graph, layout }) => ({ id, name, network: { graph, layout } }));
    if (kind === 'template') return templates.map(({ id, document: { name, graph, layout } }) => ({ id, name, network: { graph, layout } }));
    if (kind === 'variant') return Object.entries(document.variants ?? {}).map(([id, { name, ...network }]) => ({ id, name, network }));
    return [];
  }, [kind, records, templates, document.variants]);
  const sides = useMemo(() => {
    const check = (candidate: typeof document) => trainingProblems(candidate, layers, new Map(datasets.map((dataset) => [dataset.id, dataset])));
    const network = networks.find(({ id }) => id === picked) ?? networks[0];
    if (kind === 'setting') return twinSides(document, { type: 'setting', setting, text }, layers, check);
    if (kind === 'withBatchNorm' || kind === 'withoutBatchNorm') return twinSides(document, { type: kind }, layers, check);
    return network ? twinSides(document, { type: 'network', ...network }, layers, check) : { problem: 'There is none to choose.' };
  }, [document, kind, setting, text, networks, picked, layers, datasets]);

  const start = () => {
    if ('problem' in sides) return;
    const id = uniqueId();
    const { own, twin } = sides;
    run.start({ subject: { ...own, document: document.name, group: { type: 'twin', id, label: 'A' }, twin: { ...twin, group: { type: 'twin', id, label: 'B' } } } });
    showBoth(runs, session);
    onClose();
  };
  const own = kind === 'variant' ? networks.find(({ id }) => id === picked) ?? networks[0] : undefined;
  const choices = choicesOf(setting);
  const obstacle = isGoing ? 'A run is going on; stop it first.' : 'problem' in sides ? sides.problem : undefined;
  return (
    <Dialog title="Compare" description="Trains the network on the canvas (A) and a variant of it (B) in lockstep: the same batches, the same engine." onClose={onClose}>
      <form className="run-dialog" onSubmit={(event) => { event.preventDefault(); if (obstacle === undefined) start(); }}>
        <Row label="B has">
          <select className="select" aria-label="B has" value={kind} onChange={({ target }) => setKind(kinds.find(({ id }) => id === target.value)?.id ?? 'setting')}>
            {kinds.map(({ id, label }) => <option key={id} value={id}>{label}</option>)}
          </select>
        </Row>
        {kind === 'setting' && (
          <>
            <Row label="Setting">
              <select
                className="select" aria-label="Setting" value={setting}
                onChange={({ target }) => {
                  const next = variedSettings.find((one) => one === target.value) ?? setting;
                  setSetting(next);
                  setText(firstValues[next]);
                }}
              >
                {variedSettings.map((one) => <option key={one} value={one}>{settingLabel(one)}</option>)}
              </select>
            </Row>
            <Row label="Its value in B">
              {choices
                ? <select className="select" aria-label="Its value in B" value={text} onChange={({ target }) => setText(target.value)}>{choices.map((one) => <option key={one}>{one}</option>)}</select>
                : <input className="input" aria-label="Its value in B" inputMode="decimal" value={text} onChange={({ target }) => setText(target.value)} />}
            </Row>
          </>
        )}
        {networks.length > 0 && (
          <Row label="Network">
            <select className="select" aria-label="Network" value={picked} onChange={({ target }) => setPicked(target.value)}>
              {networks.map(({ id, name }) => <option key={id} value={id}>{name}</option>)}
            </select>
          </Row>
        )}
        <p className="run-dialog-note" role="status" data-tone={obstacle === undefined ? undefined : 'error'}>
          {obstacle ?? ('problem' in sides ? '' : `A: ${sides.own.name}. B: ${sides.twin.name}.`)}
        </p>
        <div className="run-dialog-actions">
          {'twin' in sides && <SideActions twin={sides.twin} variant={own?.id} onDone={onClose} />}
          <Button onClick={onClose}>Cancel</Button>
          <Button variant="primary" type="submit" disabled={obstacle !== undefined}>Train both</Button>
        </div>
      </form>
    </Dialog>
  );
}

interface SideActionsProps {
  readonly twin: TrainingSubject;
  /** Id of the variant that B is. */
  readonly variant: string | undefined;
  readonly onDone: () => void;
}

/** B without training it: onto the canvas, into the document, out of it. */
function SideActions({ twin, variant, onDone }: SideActionsProps) {
  const services = useServices();
  const { name, graph, layout, config } = twin;
  const apply = () => {
    void applyToCanvas(services, { name, graph, layout, training: config });
    onDone();
  };
  return (
    <span className="run-dialog-side">
      <Button variant="quiet" title="Puts B with its settings on the canvas; undo brings A back." onClick={apply}>Apply B</Button>
      {variant === undefined
        ? <Button variant="quiet" title="Keeps B in this document, to be compared with later." onClick={() => saveAsVariant(services, twin)}>Save B as a variant</Button>
        : <Button variant="quiet" onClick={() => deleteVariant(services, variant)}>Delete the variant</Button>}
    </span>
  );
}

function Row({ label, children }: { readonly label: string; readonly children: React.ReactNode }) {
  return (
    <div className="field">
      <span className="field-label" aria-hidden>{label}</span>
      {children}
    </div>
  );
}
