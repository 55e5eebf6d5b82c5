// A map over an image: dark where it is least, light where it is greatest, with both values beside.

import { PlotDownload } from '../../charts/plot-download.tsx';
import { sheetScene } from '../../charts/sheet-scene.ts';
import { HeatMap } from '../heat-map.tsx';
import type { Shape } from '../../../core/shape.ts';
import { InputImage } from '../input-image.tsx';
import { laidOver, mapPixels, mapTable, pictureSize, rampPixels } from '../map-files.ts';
import { MapScale } from '../map-scale.tsx';
import { rangeOf } from '../paint.ts';

export interface MapFigureProps {
  readonly title: string;
  /** Row after row. */
  readonly values: Float32Array;
  readonly rows: number;
  readonly columns: number;
  readonly format: (value: number) => string;
  /** One sentence: what the map shows. */
  readonly help: string;
  /** The image that it lies over, its own size stretched to the image's. */
  readonly over?: { readonly shape: Shape; readonly input: Float32Array };
}

export function MapFigure({ title, values, rows, columns, format, help, over }: MapFigureProps) {
  const range = rangeOf(values);
  const [least, greatest] = range;
  return (
    <figure className="map-figure" aria-label={title} title={help}>
      <figcaption>
        {title}
        <PlotDownload
          name={title} rows={() => mapTable([{ name: title, values, columns }])}
          drawing={{
            scene: (measure) => sheetScene({
              groups: [{ tiles: [{ pixels: over ? laidOver(values, rows, columns, over) : mapPixels(values, rows, columns, 'heat') }] }], size: pictureSize, perRow: 1,
              ramp: { pixels: rampPixels('heat'), low: format(least), high: format(greatest) }, note: help, measure,
            }),
          }}
        />
      </figcaption>
      <span className="map-picture" data-over={over !== undefined || undefined}>
        {over && <InputImage shape={over.shape} input={over.input} />}
        <HeatMap values={values} rows={rows} columns={columns} palette="heat" range={range} label={`${title}, from ${format(least)} to ${format(greatest)}. ${help}`} />
      </span>
      <MapScale palette="heat" least={format(least)} greatest={format(greatest)} />
    </figure>
  );
}
