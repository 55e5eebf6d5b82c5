// Takes a plot away: as SVG, as PNG, or its numbers as CSV. One control for every kind of plot.

import { Download, FileImage, FileSpreadsheet, Image } from 'lucide-react';
import { useContext } from 'react';
import { download } from '../actions/files.ts';
import { Menu, MenuItem } from '../controls/menu.tsx';
import { useServices } from '../services.tsx';
import type { Drawing, PlotKind } from './plot-files.ts';
import { PlotSubjectContext } from './plot-subject.ts';
import type { Table } from './table.ts';
import './plot-download.css';

export interface PlotDownloadProps {
  /** What the plot shows, sentence case, for the button and the file's name: "Loss". */
  readonly name: string;
  readonly drawing: Drawing;
  /** Its numbers; the first row names the columns. */
  readonly rows: () => Table;
}

const kinds = [
  { kind: 'svg', icon: Image, detail: 'Sharp at any size' },
  { kind: 'png', icon: FileImage, detail: 'Pixels, at twice the size' },
  { kind: 'csv', icon: FileSpreadsheet, detail: 'The numbers' },
] as const;

/** A small button with a menu of files. What they hold is made when one is chosen. */
export function PlotDownload({ name, drawing, rows }: PlotDownloadProps) {
  const { session, documents } = useServices();
  const subject = useContext(PlotSubjectContext);
  const save = async (kind: PlotKind) => {
    try {
      const { plotBlob, plotFileName } = await import('./plot-files.ts');
      const plot = { name, drawing, rows, subject: { network: documents.getState().document.name, ...subject } };
      download(plotFileName(plot, kind), await plotBlob(plot, kind));
    } catch (error) {
      session.notify({ tone: 'error', text: `${name} could not be saved as ${kind.toUpperCase()}: ${error instanceof Error ? error.message : String(error)}` });
    }
  };
  return (
    <Menu
      align="end"
      trigger={<button type="button" className="plot-download" aria-label={`Download ${name}`} title={`Download ${name}`}><Download aria-hidden /></button>}
    >
      {kinds.map(({ kind, icon, detail }) => <MenuItem key={kind} icon={icon} detail={detail} onSelect={() => void save(kind)}>{kind.toUpperCase()}</MenuItem>)}
    </Menu>
  );
}
