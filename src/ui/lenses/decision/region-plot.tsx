// Regions of a plane by the class that a network decides for, with the examples on them.

import { useMemo } from 'react';
import { PlotDownload } from '../../charts/plot-download.tsx';
import { SceneCanvas } from '../../charts/scene-canvas.tsx';
import type { Table } from '../../charts/table.ts';
import type { Span } from './decision.ts';
import { classColour, markSigns, regionFile, regionScene, type Regions } from './region-scene.ts';

export function RegionPlot({ regions }: { readonly regions: Regions }) {
  const scene = useMemo(() => regionScene(regions), [regions]);
  const { classNames } = regions;
  return (
    <figure className="region-plot" aria-label="Regions">
      <figcaption>
        {classNames.map((name, index) => (
          <span key={name} className="region-class" title={name}><span style={{ color: `var(${classColour(index)})` }} aria-hidden>{markSigns[index % markSigns.length]}</span> {name}</span>
        ))}
        <PlotDownload name="Regions" drawing={{ scene: (measure) => regionFile(regions, measure) }} rows={() => tableOf(regions)} />
      </figcaption>
      <SceneCanvas scene={scene} label={`Regions of ${classNames.length} classes over two inputs`} />
    </figure>
  );
}

function tableOf({ decisions, side, spans: [across, up], classNames }: Regions): Table {
  const at = ([low, high]: Span, share: number) => low + (high - low) * share;
  return [
    ['x1', 'x2', 'class', 'probability'],
    ...decisions.map(({ classIndex, probability }, i) => [
      at(across, ((i % side) + 0.5) / side), at(up, 1 - (Math.floor(i / side) + 0.5) / side), classNames[classIndex] ?? String(classIndex), probability,
    ]),
  ];
}
