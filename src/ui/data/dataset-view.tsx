// A dataset that is kept: its facts, its classes, its images.

import type { FileProblem, OwnDatasetInfo } from '../../core/own-data.ts';
import { Button } from '../controls/button.tsx';
import { AugmentationPreview } from './augmentation-preview.tsx';
import { ClassBalance } from './class-balance.tsx';
import { FileProblems } from './file-problems.tsx';
import { factsOf } from './start-view.tsx';
import { ThumbnailGrid } from './thumbnail-grid.tsx';

export interface DatasetViewProps {
  readonly info: OwnDatasetInfo;
  readonly problems: readonly FileProblem[];
  readonly onTrain: () => void;
  readonly onBack: () => void;
}

export function DatasetView({ info, problems, onTrain, onBack }: DatasetViewProps) {
  return (
    <div className="own-dataset">
      <h3 className="own-heading" title={info.name}>{info.name}</h3>
      <p className="own-note">{factsOf(info)}</p>
      <FileProblems problems={problems} />
      {info.classNames.length > 0 && <ClassBalance names={info.classNames} counts={info.classCounts} />}
      {info.holds === 'images' && <ThumbnailGrid info={info} />}
      {info.holds === 'images' && <AugmentationPreview info={info} />}
      <div className="own-buttons own-buttons-end">
        <Button onClick={onBack}>Back</Button>
        <Button variant="primary" onClick={onTrain}>Train on it</Button>
      </div>
    </div>
  );
}
