// One image: what the network takes it for, and which parts of it that rests on.

import { useState } from 'react';
import { nodeLabel } from '../../../core/graph.ts';
import { PlotDownload } from '../../charts/plot-download.tsx';
import { sheetScene } from '../../charts/sheet-scene.ts';
import { useServices } from '../../services.tsx';
import { percentText } from '../../training/run-text.ts';
import { ExamplePicker } from '../example-picker.tsx';
import { InputImage } from '../input-image.tsx';
import { titleOf, useLensExample } from '../lens-example.ts';
import type { LensNetwork } from '../lens-network.ts';
import { channelMaps, inputPixels, mapTable, pictureSize } from '../map-files.ts';
import { numberText } from '../number-text.ts';
import { classNameOf } from './class-names.ts';
import { MapFigure } from './map-figure.tsx';
import type { Cover } from './occlusion.ts';
import { camLayer } from './grad-cam.ts';
import { useGradCam } from './use-grad-cam.ts';
import { useOcclusion } from './use-occlusion.ts';
import './one-image-view.css';

export function OneImageView({ network }: { readonly network: LensNetwork }) {
  const { layers } = useServices();
  const { answer: example, failure: unread } = useLensExample(network);
  const [wanted, setWanted] = useState<number>();
  const [cover, setCover] = useState<Cover>('least');
  const { answer: occlusion, failure } = useOcclusion(network, example, wanted, cover);
  const images = network.plan.ops.filter(({ outputShape }) => outputShape.length === 3);
  const [layer, setLayer] = useState<string>();
  const opId = images.some(({ id }) => id === layer) ? layer : camLayer(network.plan, layers);
  const { answer: cam, failure: camFailure } = useGradCam(network, example, opId, occlusion?.classIndex);
  const { classNames } = network.data;
  const [, rows = 1, columns = 1] = example?.shape.length === 3 ? example.shape : [1, 1, example?.input.length ?? 1];
  return (
    <div className="one-image">
      <div className="one-image-choice">
        <ExamplePicker network={network} example={example} />
        <label className="one-image-field">
          <span>Class</span>
          <select className="select" value={wanted ?? ''} onChange={({ target }) => setWanted(target.value === '' ? undefined : Number(target.value))}>
            <option value="">as predicted</option>
            {classNames.map((name, c) => <option key={c} value={c}>{name}</option>)}
          </select>
        </label>
        <label className="one-image-field">
          <span>Cover with</span>
          <select className="select" value={cover} onChange={({ target }) => setCover(target.value as Cover)}>
            <option value="least">its darkest value</option>
            <option value="mean">its mean</option>
          </select>
        </label>
        {images.length > 0 && (
          <label className="one-image-field">
            <span>Grad-CAM</span>
            <select className="select" value={opId} onChange={({ target }) => setLayer(target.value)}>
              {images.map(({ id }) => <option key={id} value={id}>{nodeLabel(network.graph, id)}</option>)}
            </select>
          </label>
        )}
        <p role="status">
          {failure ?? camFailure ?? unread ?? (occlusion ? `${classNameOf(classNames, occlusion.classIndex)}: ${percentText(occlusion.probabilities[occlusion.classIndex] ?? NaN)}` : 'Asking the network')}
        </p>
      </div>
      {example && (
        <figure className="map-figure" aria-label="Image">
          <figcaption>
            Image
            <PlotDownload
              name="Image" rows={() => mapTable(channelMaps(example.shape, example.input))}
              drawing={{ scene: (measure) => sheetScene({ groups: [{ tiles: [{ pixels: inputPixels(example.shape, example.input) }] }], size: pictureSize, perRow: 1, note: titleOf(example), measure }) }}
            />
          </figcaption>
          <span className="map-picture"><InputImage shape={example.shape} input={example.input} label={`The example, ${example.title}`} /></span>
        </figure>
      )}
      {occlusion?.map && (
        <MapFigure
          title="Occlusion" values={occlusion.map} rows={rows} columns={columns} format={pointsText}
          help={`How much less sure of ${classNameOf(classNames, occlusion.classIndex)} the network is when a patch of ${occlusion.patch} by ${occlusion.patch} pixels covers the place.`}
        />
      )}
      {cam && (
        <MapFigure
          title="Grad-CAM" values={cam.values} rows={cam.rows} columns={cam.columns} format={numberText} {...(example && { over: example })}
          help={`Where the feature maps of ${nodeLabel(network.graph, opId ?? '')} speak for the class.`}
        />
      )}
      {occlusion && !occlusion.map && <p className="predictions-empty">This example is no image, so there is nothing to cover.</p>}
    </div>
  );
}

/** A change of a probability. */
function pointsText(change: number): string {
  const points = (100 * change).toFixed(Math.abs(change) < 0.0995 ? 1 : 0);
  return `${Number(points) === 0 ? 0 : points} points`;
}
