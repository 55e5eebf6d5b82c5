// The Draw lens: draw, drop, paste, choose or photograph something, and see what the network makes of it, layer by layer.
// It is the example of every other lens from then on.

import { useMemo } from 'react';
import { PlotDownload } from '../../charts/plot-download.tsx';
import { sheetScene } from '../../charts/sheet-scene.ts';
import { shareCell, tableScene } from '../../charts/table-scene.ts';
import { DrawingSurface, DrawingTools, useDrawingInput } from '../../draw/drawing-input.tsx';
import { Bars } from '../../draw/probability-bars.tsx';
import { SeenImage, seenSize } from '../../draw/seen-image.tsx';
import { useRecognition, type Recognition } from '../../draw/use-recognition.ts';
import { useDatasets } from '../../services.tsx';
import type { LensNetwork } from '../lens-network.ts';
import { channelMaps, mapPixels, mapTable, pictureSize } from '../map-files.ts';
import { FeatureStrip } from './feature-strip.tsx';
import { wantedPixels } from './wanted-pixels.ts';
import './draw-lens.css';

export function DrawLens({ network }: { readonly network: LensNetwork }) {
  const datasets = useDatasets();
  const { plan, data } = network;
  const dataset = datasets.find(({ id }) => id === data.dataset);
  const wanted = useMemo(() => wantedPixels(plan.inputShape, dataset?.inputShape, data.classNames), [plan, dataset, data]);
  if ('obstacle' in wanted) return <p className="tab-empty">{wanted.obstacle}</p>;
  return <Drawing network={network} wanted={wanted} />;
}

interface DrawingProps {
  readonly network: LensNetwork;
  readonly wanted: Exclude<ReturnType<typeof wantedPixels>, { readonly obstacle: string }>;
}

function Drawing({ network, wanted }: DrawingProps) {
  const input = useDrawingInput('lens');
  const { recognition, failure } = useRecognition(input.drawing, { network: network.name, version: network.version, wanted });
  const { classNames } = network.data;
  const asked = wanted.framing === 'digit' ? 'Draw a digit with mouse, pen or finger, or drop an image.' : 'Draw, or drop an image: the network takes it at its own size.';
  return (
    <div className="draw-lens">
      <div className="draw-lens-pad">
        <DrawingSurface {...input} />
        <div className="draw-lens-tools"><DrawingTools {...input} /></div>
      </div>
      <div className="draw-lens-result">
        {classNames.length > 0 && <Bars classNames={classNames} probabilities={recognition?.probabilities} />}
        {classNames.length > 0 && recognition && (
          <PlotDownload
            name="Recognition" rows={() => [['class', 'probability'], ...classNames.map((name, i) => [name, recognition.probabilities[i]])]}
            drawing={{ scene: (measure) => tableScene([['Class', 'Probability'], ...classNames.map((name, i) => [name, shareCell(recognition.probabilities[i])])], measure) }}
          />
        )}
      </div>
      <div className="draw-lens-layers">
        <p className="draw-lens-seen" role="status">
          {recognition && <SeenImage seen={recognition.seen} />}
          {recognition && (
            <PlotDownload
              name="What the network sees" rows={() => mapTable(channelMaps(recognition.seen.shape, recognition.seen.data, 'input'))}
              drawing={{ scene: (measure) => sheetScene({ groups: [{ tiles: [{ pixels: seenPixels(recognition.seen) }] }], size: pictureSize, perRow: 1, measure }) }}
            />
          )}
          {failure ?? input.failure ?? (recognition ? 'What the network sees; every lens shows it now.' : asked)}
        </p>
        {recognition && <FeatureStrip network={network} input={recognition.seen.data} />}
      </div>
    </div>
  );
}

function seenPixels(seen: Recognition['seen']) {
  const { width, height } = seenSize(seen);
  return mapPixels(seen.data.subarray(0, width * height), height, width);
}
