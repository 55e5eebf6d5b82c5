// The confusion matrix, and beside it the images of the cell that is chosen.

import { useMemo, useState } from 'react';
import type { DataPart, Predictions } from '../../../training/protocol.ts';
import { exactCount } from '../../format.ts';
import { PlotDownload } from '../../charts/plot-download.tsx';
import type { LensNetwork } from '../lens-network.ts';
import { classNameOf } from './class-names.ts';
import { ConfusionGrid, type Cell } from './confusion-grid.tsx';
import { confusionScene, confusionTable } from './confusion-scene.ts';
import { examplesOfCell, type Confusion } from './confusion.ts';
import { exampleSheet, exampleTable } from './pictures.ts';
import { Thumbnails } from './thumbnails.tsx';
import './confusion-view.css';

export interface ConfusionViewProps {
  readonly network: LensNetwork;
  readonly part: DataPart;
  readonly predictions: Predictions;
  readonly confusion: Confusion;
}

export function ConfusionView({ network, part, predictions, confusion }: ConfusionViewProps) {
  const { classNames } = network.data;
  const [cell, setCell] = useState<Cell>();
  const [byRow, setByRow] = useState(false);
  const indices = useMemo(() => cell && examplesOfCell(predictions, cell.row, cell.column), [predictions, cell]);
  const images = indices && indices.length > 0 ? { network, part, indices, predictions } : undefined;
  return (
    <div className="confusion-view">
      <div className="confusion-side">
        <ConfusionGrid confusion={confusion} classNames={classNames} byRow={byRow} chosen={cell} onChoose={setCell} />
      </div>
      <div className="confusion-images">
        <div className="confusion-caption">
          <p className="confusion-said">{cell && indices ? captionOf(cell, indices.length, classNames) : 'Choose a cell to see its images.'}</p>
          {images && <PlotDownload name="Images of the cell" drawing={{ scene: (measure) => exampleSheet(images, measure) }} rows={() => exampleTable(images)} />}
          <button type="button" className="lens-toggle" aria-pressed={byRow} onClick={() => setByRow(!byRow)}>Percent of row</button>
          <PlotDownload name="Confusion matrix" drawing={{ scene: (measure) => confusionScene({ confusion, classNames, byRow, measure }) }} rows={() => confusionTable(confusion, classNames)} />
        </div>
        {cell && images && <Thumbnails key={`${cell.row} ${cell.column}`} {...images} label="Images of the cell" />}
      </div>
    </div>
  );
}

function captionOf({ row, column }: Cell, count: number, classNames: readonly string[]): string {
  const [label, taken] = [classNameOf(classNames, row), classNameOf(classNames, column)];
  const number = `${exactCount(count)} image${count === 1 ? '' : 's'}`;
  return row === column ? `${number} of ${label}, recognised` : `${number} of ${label}, taken for ${taken}`;
}
