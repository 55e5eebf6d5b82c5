// Over the canvas: whose weights are looked at, how to train from them, and how to put them away.

import { Eye, X } from 'lucide-react';
import { Button, IconButton } from '../controls/button.tsx';
import { closeWeights, useOpenedWeights, weightsText } from '../lenses/opened-weights.ts';
import { Banner } from '../notices/banner.tsx';
import { useProblems, useServices } from '../services.tsx';
import { useIsGoing, useRunStore } from '../training/run-store.ts';
import { trainFrom } from './open-weights.ts';

export function OpenedBanner() {
  const services = useServices();
  const run = useRunStore();
  const opened = useOpenedWeights((state) => state.opened);
  const isGoing = useIsGoing();
  const hasErrors = useProblems().some(({ severity }) => severity === 'error');
  if (!opened) return null;
  const obstacle = isGoing ? 'A run is going on; stop it first.' : hasErrors ? 'Fix the problems of the network first.' : undefined;
  return (
    <Banner
      icon={Eye}
      label="Opened weights"
      title={`${opened.of.name}: ${weightsText(opened.of)}`}
      actions={(
        <>
          <Button disabled={obstacle !== undefined} title={obstacle ?? 'Trains the network on the canvas by its settings, from these weights.'} onClick={() => void trainFrom(services, run, opened)}>Train from these</Button>
          <IconButton icon={X} label="Put these weights away" onClick={closeWeights} />
        </>
      )}
    >
      <strong>{opened.of.name}</strong>: {weightsText(opened.of)}
    </Banner>
  );
}
