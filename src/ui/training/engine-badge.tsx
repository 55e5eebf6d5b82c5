// Which engine trains: its name on a badge; how fast each was on this network, and the choice to force one, behind it.

import { Cpu } from 'lucide-react';
import { Popover } from 'radix-ui';
import type { MeasuredEngine } from '../../training/protocol.ts';
import { Button } from '../controls/button.tsx';
import { isolationText } from '../offline/isolation.ts';
import { useIsolation } from '../offline/isolation-store.ts';
import { useIsGoing, useRun, useRunStore } from './run-store.ts';
import { rateText } from './run-text.ts';
import './engine-badge.css';

/** The badge for the top bar. */
export function EngineBadge() {
  const engine = useRun((state) => state.log.engine);
  const forced = useRun((state) => state.forcedEngine);
  const candidates = useRun((state) => state.candidates);
  const oneThread = isolationText(useIsolation());
  const text = engine?.description ?? candidates.find(({ id }) => id === forced)?.name ?? 'Engine';
  return (
    <Popover.Root>
      <Popover.Trigger asChild>
        <Button variant="quiet" icon={Cpu} aria-label={`Engine: ${engine?.description ?? 'not chosen yet'}`}>
          <span className="engine-text">{text}</span>
        </Button>
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content className="engine-popover" align="end" sideOffset={4} collisionPadding={8} aria-label="Engines">
          <EngineChoice candidates={candidates} current={engine?.id} forced={forced} />
          {oneThread && <p className="engine-note">{oneThread}</p>}
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}

interface EngineChoiceProps {
  readonly candidates: readonly MeasuredEngine[];
  readonly current: string | undefined;
  readonly forced: string | undefined;
}

function EngineChoice({ candidates, current, forced }: EngineChoiceProps) {
  const run = useRunStore();
  const goes = useIsGoing();
  if (candidates.length === 0) {
    return <p className="engine-note">The first run measures every engine of this browser on your network and takes the fastest.</p>;
  }
  const fastest = Math.max(...candidates.map(({ imagesPerSecond = 0 }) => imagesPerSecond));
  const options: readonly MeasuredEngine[] = [{ id: '', name: 'The fastest, by measurement' }, ...candidates];
  return (
    <fieldset className="engine-choice">
      <legend>Train with</legend>
      {options.map(({ id, name, imagesPerSecond, refusal }) => (
        <label key={id} className="engine-option" data-refused={refusal !== undefined || undefined} data-current={(id === current && goes) || undefined}>
          <input
            type="radio" name="engine" checked={(forced ?? '') === id}
            onChange={() => run.forceEngine(id === '' ? undefined : id)}
          />
          <span className="engine-name">{name}{id === current && goes && <span className="visually-hidden">, in use</span>}</span>
          {imagesPerSecond !== undefined && (
            <>
              <span className="engine-rate">{rateText(imagesPerSecond)}</span>
              <span className="engine-bar" style={{ inlineSize: `${(100 * imagesPerSecond) / fastest}%` }} />
            </>
          )}
          {refusal !== undefined && <span className="engine-refusal">{refusal}</span>}
        </label>
      ))}
      {goes && <p className="engine-note">A change applies to the next run.</p>}
    </fieldset>
  );
}
