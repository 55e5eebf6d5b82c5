// Above the table of runs: filter, what to do with those chosen, and how to look at them.

import { Columns2, Download, ListOrdered, Trash2 } from 'lucide-react';
import type { RunRecord } from '../../runs/run-record.ts';
import { Button, IconButton } from '../controls/button.tsx';
import { Menu, MenuItem } from '../controls/menu.tsx';
import { countOf } from '../format.ts';
import { useServices } from '../services.tsx';
import { OpenMenu } from './open-menu.tsx';
import { downloadRuns, downloads } from './run-actions.ts';
import { useRuns, useRunsStore } from './use-runs.ts';

export type RunsView = 'curves' | 'parallel';

export interface RunsBarProps {
  readonly filter: string;
  readonly onFilter: (text: string) => void;
  readonly view: RunsView;
  readonly onView: (view: RunsView) => void;
  /** After the filter. */
  readonly shown: readonly RunRecord[];
  readonly total: number;
}

const views: readonly { readonly id: RunsView; readonly label: string }[] = [{ id: 'curves', label: 'Curves' }, { id: 'parallel', label: 'Parallel' }];

export function RunsBar({ filter, onFilter, view, onView, shown, total }: RunsBarProps) {
  const services = useServices();
  const runs = useRunsStore();
  const selected = useRuns((state) => state.selected);
  const chosen = shown.filter(({ id }) => selected.includes(id));
  const [only] = chosen;
  const subject = chosen.length > 0 ? chosen : shown;
  return (
    <div className="runs-bar" role="toolbar" aria-label="Runs">
      <input
        className="input runs-filter" type="search" placeholder="Filter runs" aria-label="Filter runs" value={filter} disabled={total === 0}
        onChange={({ target }) => onFilter(target.value)} onKeyDown={(event) => event.stopPropagation()}
      />
      <span className="runs-count" role="status">
        {chosen.length > 0 ? `${chosen.length} of ${countOf(shown.length, 'run')} chosen` : total > 0 ? countOf(shown.length, 'run') : ''}
      </span>
      <IconButton icon={Trash2} label="Delete the chosen runs" disabled={chosen.length === 0} onClick={() => void runs.remove(chosen.map(({ id }) => id))} />
      {only && chosen.length === 1 && <OpenMenu record={only} />}
      {/* A disabled trigger opens nothing, so it is not there where it has nothing to offer. */}
      {total > 0 && (
        <Menu trigger={<Button variant="quiet" icon={Download}>Download</Button>}>
          {Object.entries(downloads).map(([kind, { label, detail }]) => (
            <MenuItem key={kind} detail={detail} onSelect={() => void downloadRuns(services, runs, subject, kind as keyof typeof downloads)}>{label}</MenuItem>
          ))}
        </Menu>
      )}
      <Button variant="quiet" icon={Columns2} onClick={() => services.session.openDialog('compare')}>Compare…</Button>
      <Button variant="quiet" icon={ListOrdered} onClick={() => services.session.openDialog('sweep')}>Sweep…</Button>
      <div className="runs-views" role="group" aria-label="View">
        {views.map(({ id, label }) => (
          <button key={id} type="button" className="runs-view" aria-pressed={view === id} onClick={() => onView(id)}>{label}</button>
        ))}
      </div>
    </div>
  );
}
