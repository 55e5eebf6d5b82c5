// What of a kept run can be opened: its network on the canvas, its weights to be looked at, its network as a variant.

import { FolderOpen } from 'lucide-react';
import type { RunRecord } from '../../runs/run-record.ts';
import { Button } from '../controls/button.tsx';
import { Menu, MenuItem, MenuSeparator } from '../controls/menu.tsx';
import { weightsText } from '../lenses/opened-weights.ts';
import { useServices } from '../services.tsx';
import { useRunStore } from '../training/run-store.ts';
import { keptWeights, openWeights } from './open-weights.ts';
import { openNetwork, saveAsVariant } from './run-actions.ts';
import { useRuns, useRunsStore } from './use-runs.ts';

export function OpenMenu({ record }: { readonly record: RunRecord }) {
  const services = useServices();
  const run = useRunStore();
  const runs = useRunsStore();
  const isActive = useRuns((state) => state.active.includes(record.id));
  const weights = isActive ? [] : keptWeights(record);
  return (
    <Menu trigger={<Button variant="quiet" icon={FolderOpen}>Open</Button>}>
      <MenuItem detail="On the canvas, with the settings it was trained by" onSelect={() => void openNetwork(services, run, record)}>Network</MenuItem>
      {weights.map((kept) => (
        <MenuItem key={kept.kind} detail="For lenses, drawing, exports, and to train from" onSelect={() => void openWeights(services, run, runs, record, kept.kind)}>
          {capitalised(weightsText(kept))}
        </MenuItem>
      ))}
      {weights.length === 0 && (
        <MenuItem disabled detail={isActive ? 'There when the run has ended' : record.weightsEvicted ? 'They made room for those of newer runs' : 'None are kept of this run'} onSelect={() => undefined}>Weights</MenuItem>
      )}
      <MenuSeparator />
      <MenuItem detail="In this document, to be compared with" onSelect={() => saveAsVariant(services, record)}>Save as a variant</MenuItem>
    </Menu>
  );
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
