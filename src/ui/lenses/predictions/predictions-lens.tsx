// The Predictions lens: who is taken for whom, how well each class is told apart, the worst mistakes, whether the network
// is as sure as it is right, and what one image's class rests on.

import { RefreshCw } from 'lucide-react';
import { useContext, useMemo } from 'react';
import { create } from 'zustand';
import type { DataPart } from '../../../training/protocol.ts';
import { IconButton } from '../../controls/button.tsx';
import { PlotSubjectContext } from '../../charts/plot-subject.ts';
import { PlotDownload } from '../../charts/plot-download.tsx';
import { countOf, exactCount } from '../../format.ts';
import { percentText } from '../../training/run-text.ts';
import { partOf } from '../lens-example.ts';
import { stepOf, type LensNetwork } from '../lens-network.ts';
import { LensViews } from '../lens-views.tsx';
import { CalibrationView } from './calibration-view.tsx';
import { ClassTable } from './class-table.tsx';
import { ConfusionView } from './confusion-view.tsx';
import { accuracyOf, countConfusion, worstMistakes, type Confusion } from './confusion.ts';
import { OneImageView } from './one-image-view.tsx';
import { exampleSheet, exampleTable, type ExampleSheet } from './pictures.ts';
import { Thumbnails } from './thumbnails.tsx';
import { usePredictions, type TimedPredictions } from './use-predictions.ts';
import './predictions-lens.css';

const views = [
  { id: 'matrix', label: 'Matrix' },
  { id: 'classes', label: 'Classes' },
  { id: 'mistakes', label: 'Worst mistakes' },
  { id: 'calibration', label: 'Calibration' },
  { id: 'image', label: 'One image' },
] as const;
type View = (typeof views)[number]['id'];

/** As the lens was left; kept while the page is open. */
const useShown = create<{ readonly view: View; readonly wanted: DataPart }>(() => ({ view: 'matrix', wanted: 'validation' }));

export function PredictionsLens({ network }: { readonly network: LensNetwork }) {
  if (network.data.classNames.length === 0) return <p className="predictions-empty">The data have no classes, so there is nothing to be taken for something else. This lens looks at classifiers.</p>;
  return <ClassifierView network={network} />;
}

function ClassifierView({ network }: { readonly network: LensNetwork }) {
  const { view, wanted } = useShown();
  const { part } = partOf(network, wanted);
  const { answer, failure, isAsking, isWaiting, askNow } = usePredictions(network, part);
  const classNames = network.data.classNames;
  const confusion = useMemo(() => answer && countConfusion(answer.predictions, classNames.length), [answer, classNames]);
  const looked = useContext(PlotSubjectContext);
  // The answer may be of an earlier moment than the network is.
  const subject = useMemo(() => ({ ...looked, step: stepOf({ ...network, version: answer?.version ?? network.version }) }), [looked, network, answer]);
  const aside = (
    <>
      <span className="predictions-total" role="status">{failure ?? totalText(confusion, isAsking)}</span>
      {network.data.validationCount > 0 && (
        <select className="select predictions-part" aria-label="Part of the data" value={part} onChange={({ target }) => useShown.setState({ wanted: target.value as DataPart })}>
          <option value="validation">Validation</option>
          <option value="training">Training</option>
        </select>
      )}
      <IconButton icon={RefreshCw} label={isWaiting ? 'Predict again now' : 'These are the latest predictions'} disabled={!isWaiting} onClick={askNow} />
    </>
  );
  return (
    <LensViews label="Views of the predictions" views={views} shown={view} onShow={(next) => useShown.setState({ view: next })} aside={aside}>
      {view === 'image' && <OneImageView network={network} />}
      {view !== 'image' && (answer && confusion
        ? <PlotSubjectContext value={subject}><PartView view={view} network={network} answer={answer} confusion={confusion} /></PlotSubjectContext>
        : <p className="predictions-empty">{failure ?? `Predicting the ${part} part.`}</p>)}
    </LensViews>
  );
}

interface PartViewProps {
  readonly view: Exclude<View, 'image'>;
  readonly network: LensNetwork;
  readonly answer: TimedPredictions;
  readonly confusion: Confusion;
}

function PartView({ view, network, answer: { part, predictions }, confusion }: PartViewProps) {
  const { classNames } = network.data;
  const mistakes = useMemo(() => worstMistakes(predictions), [predictions]);
  switch (view) {
    case 'matrix': return <ConfusionView network={network} part={part} predictions={predictions} confusion={confusion} />;
    case 'classes': return <ClassTable confusion={confusion} classNames={classNames} />;
    case 'calibration': return <CalibrationView predictions={predictions} />;
    case 'mistakes':
      if (mistakes.length === 0) return <p className="predictions-empty">Every example of this part is classified correctly.</p>;
      return <WorstMistakes network={network} part={part} indices={mistakes} predictions={predictions} />;
  }
}

function WorstMistakes(examples: ExampleSheet) {
  return (
    <div className="mistakes">
      <p className="mistakes-caption">
        {countOf(examples.indices.length, 'mistake')}, the highest loss first
        <PlotDownload name="Worst mistakes" drawing={{ scene: (measure) => exampleSheet(examples, measure) }} rows={() => exampleTable(examples)} />
      </p>
      <Thumbnails {...examples} label="Worst mistakes, the highest loss first" />
    </div>
  );
}

function totalText(confusion: Confusion | undefined, isAsking: boolean): string {
  const accuracy = confusion && accuracyOf(confusion);
  if (!confusion || accuracy === undefined) return isAsking ? 'Predicting' : '';
  const count = confusion.counts.reduce((a, b) => a + b, 0);
  return `${percentText(accuracy)} of ${exactCount(count)} right`;
}
