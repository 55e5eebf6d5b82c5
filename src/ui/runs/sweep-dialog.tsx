// Chooses the trials of a sweep: values or ranges of settings, all combinations or so many draws.

import { useMemo, useState } from 'react';
import type { TrainingConfig } from '../../core/training-config.ts';
import { settingLabel } from '../../runs/run-settings.ts';
import { readAxis, trialsOf, type SweepAxis } from '../../runs/sweep.ts';
import { choicesOf, variedSettings, type VariedSetting } from '../../runs/vary-settings.ts';
import { Button } from '../controls/button.tsx';
import { Dialog } from '../controls/dialog.tsx';
import { countOf } from '../format.ts';
import { useDocument, useProblems, useServices } from '../services.tsx';
import { useIsGoing } from '../training/run-store.ts';
import { useSweepStore } from './use-runs.ts';
import './run-dialogs.css';

/** What a field suggests while it is empty. */
const hints: Readonly<Record<VariedSetting, string>> = {
  learningRate: '0.1, 0.01 or 0.001..0.1', momentum: '0, 0.9', weightDecay: '0, 0.0005', batchSize: '32, 100', optimizer: choicesOf('optimizer')?.join(', ') ?? '',
  initialisation: 'default, heNormal', seed: '0, 1, 2', epochs: '5, 10',
};

type Texts = Readonly<Partial<Record<VariedSetting, string>>>;

function plannedTrials(texts: Texts, method: 'grid' | 'random', count: string, training: TrainingConfig): ReturnType<typeof trialsOf> {
  const axes: SweepAxis[] = [];
  for (const setting of variedSettings) {
    const text = texts[setting] ?? '';
    const axis = text.trim() === '' ? undefined : readAxis(setting, text);
    if (axis && 'problem' in axis) return { problem: `The ${axis.problem}.` };
    if (axis) axes.push(axis);
  }
  return trialsOf(training, { axes, method: method === 'grid' ? { type: 'grid' } : { type: 'random', count: Number(count), seed: training.seed } });
}

export function SweepDialog({ onClose }: { readonly onClose: () => void }) {
  const { session } = useServices();
  const sweep = useSweepStore();
  const document = useDocument((state) => state.document);
  const { training } = document;
  const obstacleOfNetwork = useProblems().find(({ severity }) => severity === 'error')?.message;
  const isGoing = useIsGoing();
  const [texts, setTexts] = useState<Texts>({ learningRate: '0.1, 0.01' });
  const [method, setMethod] = useState<'grid' | 'random'>('grid');
  const [count, setCount] = useState('10');
  const planned = useMemo(() => plannedTrials(texts, method, count, training), [texts, method, count, training]);
  const obstacle = isGoing ? 'A run is going on; stop it first.' : obstacleOfNetwork ? `Fix the problem first: ${obstacleOfNetwork}.` : 'problem' in planned ? planned.problem : undefined;
  const start = () => {
    if (!('trials' in planned)) return;
    const { name, graph, layout } = document;
    void sweep.start({ name, graph, layout, training }, planned.trials);
    session.showTab('runs');
    onClose();
  };
  return (
    <Dialog title="Sweep" description="Trains the network on the canvas with other settings, one trial after another; each is kept as a run." onClose={onClose}>
      <form className="run-dialog" onSubmit={(event) => { event.preventDefault(); if (obstacle === undefined) start(); }}>
        {variedSettings.map((setting) => (
          <div className="field" key={setting}>
            <span className="field-label" aria-hidden>{settingLabel(setting)}</span>
            <input
              className="input" aria-label={settingLabel(setting)} placeholder={hints[setting]} spellCheck={false} value={texts[setting] ?? ''}
              onChange={({ target }) => setTexts((known) => ({ ...known, [setting]: target.value }))}
            />
          </div>
        ))}
        <div className="field">
          <span className="field-label" aria-hidden>Trials</span>
          <select className="select" aria-label="Trials" value={method} onChange={({ target }) => setMethod(target.value === 'random' ? 'random' : 'grid')}>
            <option value="grid">Every combination</option>
            <option value="random">Random draws</option>
          </select>
        </div>
        {method === 'random' && (
          <div className="field">
            <span className="field-label" aria-hidden>How many</span>
            <input className="input" aria-label="How many" inputMode="numeric" value={count} onChange={({ target }) => setCount(target.value)} />
          </div>
        )}
        <p className="run-dialog-note" role="status" data-tone={obstacle === undefined ? undefined : 'error'}>
          {obstacle ?? ('trials' in planned ? `${countOf(planned.trials.length, 'trial')}, the first with ${planned.trials[0]?.label ?? ''}.` : '')}
        </p>
        <div className="run-dialog-actions">
          <Button onClick={onClose}>Cancel</Button>
          <Button variant="primary" type="submit" disabled={obstacle !== undefined}>Start the sweep</Button>
        </div>
      </form>
    </Dialog>
  );
}
