// What can be done with kept runs beside looking at them: their networks onto the canvas, their numbers into files.

import type { Variant } from '../../core/document.ts';
import { readDocument } from '../../core/document-format.ts';
import { addVariant, removeVariant } from '../../editor/commands/add-variant.ts';
import { applyVariant } from '../../editor/commands/apply-variant.ts';
import { replaceNetwork } from '../../editor/commands/replace-network.ts';
import { curvesCsv, runsCsv, runsJson, type WholeRun } from '../../runs/run-files.ts';
import type { RunRecord } from '../../runs/run-record.ts';
import { withPlaces } from '../actions/arrange.ts';
import { download, fileStem } from '../actions/files.ts';
import type { AppServices } from '../services.tsx';
import type { RunStore } from '../training/run-store.ts';
import type { RunsStore } from './runs-store.ts';

/** Puts the network of a run on the canvas, with the settings it was trained by; undo brings the present one back. */
export async function openNetwork(services: AppServices, run: RunStore, { name, graph, layout, config }: RunRecord): Promise<void> {
  const { documents, layers, session, canvas } = services;
  // Another version may have kept it.
  const read = readDocument({ ...documents.getState().document, name, graph, layout, training: config });
  if ('problems' in read) return session.notify({ tone: 'error', text: `The network of ${name} could not be opened: ${read.problems[0]?.message ?? ''}` });
  const placed = await withPlaces(read.document, layers);
  // A run in progress goes on by its own settings.
  run.detach();
  documents.edit(`Open ${name}`, (draft) => replaceNetwork(draft, placed));
  documents.seal();
  session.select([]);
  canvas.current?.fit();
  session.notify({ tone: 'info', text: `Opened the network of ${name}`, action: { label: 'Undo', run: () => documents.undo() } });
}

/** Keeps a network with its settings in the document, where Compare finds it. */
export function saveAsVariant({ documents, session }: AppServices, { name, graph, layout, config }: Pick<RunRecord, 'name' | 'graph' | 'layout' | 'config'>): void {
  try {
    const kept = documents.edit('Save a variant', (draft) => addVariant(draft, { name, graph, layout, training: config }));
    documents.seal();
    session.notify({ tone: 'info', text: `The document has a variant ${kept}; Compare trains it beside the canvas`, action: { label: 'Undo', run: () => documents.undo() } });
  } catch (error) {
    session.notify({ tone: 'error', text: error instanceof Error ? error.message : String(error) });
  }
}

export function deleteVariant({ documents, session }: AppServices, id: string): void {
  const name = documents.getState().document.variants?.[id]?.name ?? '';
  documents.edit('Delete a variant', (draft) => removeVariant(draft, id));
  documents.seal();
  session.notify({ tone: 'info', text: `Deleted the variant ${name}`, action: { label: 'Undo', run: () => documents.undo() } });
}

/** Puts a variant with its settings on the canvas; undo brings the present network back. */
export async function applyToCanvas({ documents, layers, session, canvas }: AppServices, { name, graph, layout, training }: Required<Variant>): Promise<void> {
  const placed = await withPlaces({ ...documents.getState().document, graph, layout, training }, layers);
  documents.edit(`Apply ${name}`, (draft) => applyVariant(draft, placed));
  documents.seal();
  session.select([]);
  canvas.current?.fit();
  session.notify({ tone: 'info', text: `The canvas shows ${name}`, action: { label: 'Undo', run: () => documents.undo() } });
}

export const downloads = {
  tableCsv: { label: 'Table as CSV', detail: 'A line for each run: settings, results, environment' },
  curvesCsv: { label: 'Curves as CSV', detail: 'A line for each point' },
  json: { label: 'Everything as JSON', detail: 'Records with networks and curves' },
} as const;

/** Saves runs as a file. */
export async function downloadRuns(services: AppServices, runs: RunsStore, records: readonly RunRecord[], kind: keyof typeof downloads): Promise<void> {
  const [only] = records;
  const stem = records.length === 1 && only ? `run-${fileStem(only.name)}` : 'runs';
  try {
    if (kind === 'tableCsv') return download(`${stem}.csv`, new Blob([runsCsv(records)], { type: 'text/csv' }));
    const whole = await Promise.all(records.map(async (record): Promise<WholeRun> => ({ record, curves: await runs.readCurves(record.id) })));
    if (kind === 'curvesCsv') download(`${stem}-curves.csv`, new Blob([curvesCsv(whole)], { type: 'text/csv' }));
    else download(`${stem}.json`, new Blob([runsJson(whole)], { type: 'application/json' }));
  } catch (error) {
    services.session.notify({ tone: 'error', text: `The runs could not be saved: ${error instanceof Error ? error.message : String(error)}` });
  }
}
