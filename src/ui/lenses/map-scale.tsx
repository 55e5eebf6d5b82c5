// The scale of a map: a ramp of its colours between the numbers that its ends stand for.

import type { ReactNode } from 'react';
import { HeatMap } from './heat-map.tsx';
import type { Palette } from './paint.ts';
import './map-scale.css';

export interface MapScaleProps {
  readonly palette: Palette;
  /** What the ends stand for, in words or numbers that do without colour. */
  readonly least: ReactNode;
  readonly greatest: ReactNode;
}

export function MapScale({ palette, least, greatest }: MapScaleProps) {
  return (
    <p className="map-scale">
      <span>{least}</span>
      <span className="map-ramp"><HeatMap values={palette === 'signed' ? aroundZero : ramp} rows={1} columns={ramp.length} palette={palette} /></span>
      <span>{greatest}</span>
    </p>
  );
}

const ramp = Float32Array.from({ length: 32 }, (_, i) => i / 31);
const aroundZero = ramp.map((share) => 2 * share - 1);
