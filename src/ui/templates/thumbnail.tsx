// A small picture of a network: cards in their categories' colours, wires between them.

import { useMemo } from 'react';
import type { NetworkDocument } from '../../core/document.ts';
import { cardHeight, cardWidth } from '../../editor/card.ts';
import { placeAll } from '../../editor/arrange.ts';
import { useServices } from '../services.tsx';
import { laneOf, wirePath } from '../canvas/wire-path.ts';
import './thumbnail.css';

const height = cardHeight(1);
const margin = 48;

/** Decoration beside the network's name. */
export function Thumbnail({ document: { graph, layout } }: { document: NetworkDocument }) {
  const { layers } = useServices();
  const places = useMemo(() => placeAll(graph, layout, layers).nodes, [graph, layout, layers]);
  const cards = Object.entries(graph.nodes).flatMap(([id, node]) => {
    const place = places[id];
    return place ? [{ id, category: layers.get(node.kind)?.category, ...place }] : [];
  });
  const left = Math.min(0, ...cards.map((card) => card.x)) - margin;
  const top = Math.min(0, ...cards.map((card) => card.y)) - margin;
  const right = Math.max(0, ...cards.map((card) => card.x + cardWidth)) + margin;
  const bottom = Math.max(0, ...cards.map((card) => card.y + height)) + margin;
  return (
    <svg className="thumbnail" viewBox={`${left} ${top} ${right - left} ${bottom - top}`} aria-hidden>
      {Object.entries(graph.edges).map(([id, edge]) => {
        const from = places[edge.source];
        const to = places[edge.target];
        if (!from || !to) return null;
        const { path } = wirePath({ sourceX: from.x + cardWidth, sourceY: from.y + height / 2, targetX: to.x, targetY: to.y + height / 2 }, laneOf({ nodes: places }, edge.source, edge.target));
        return <path key={id} className="thumbnail-wire" d={path} />;
      })}
      {cards.map(({ id, category, x, y }) => (
        <rect key={id} className="thumbnail-card" data-category={category} x={x} y={y} width={cardWidth} height={height} rx={14} />
      ))}
    </svg>
  );
}
