// A map over an image: dark where it is least, light where it is greatest, with both values beside.

import { HeatMap } from '../heat-map.tsx';
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
}

export function MapFigure({ title, values, rows, columns, format, help }: MapFigureProps) {
  const range = rangeOf(values);
  const [least, greatest] = range;
  return (
    <figure className="map-figure" aria-label={title} title={help}>
      <figcaption>{title}</figcaption>
      <span className="map-picture"><HeatMap values={values} rows={rows} columns={columns} palette="heat" range={range} label={`${title}, from ${format(least)} to ${format(greatest)}. ${help}`} /></span>
      <MapScale palette="heat" least={format(least)} greatest={format(greatest)} />
    </figure>
  );
}
