// The palette: all layers by category, to drag onto the canvas, or to add by click or Enter.

import { ChevronRight, PanelLeftClose, PanelLeftOpen, Search } from 'lucide-react';
import { useState, type DragEvent } from 'react';
import { categories, type Category, type LayerKind } from '../../core/layer-kind.ts';
import { addLayer } from '../actions/add-layer.ts';
import { layerKindType } from '../canvas/use-palette-drop.ts';
import { IconButton } from '../controls/button.tsx';
import { Tooltip } from '../controls/tooltip.tsx';
import { LayerIcon } from '../icons/layer-icon.tsx';
import { searchLayers } from '../search-layers.ts';
import { useServices } from '../services.tsx';
import './palette.css';

export interface PaletteProps {
  /** Icons alone. */
  readonly narrow: boolean;
  readonly onToggle: () => void;
}

export function Palette({ narrow, onToggle }: PaletteProps) {
  const { layers } = useServices();
  const [query, setQuery] = useState('');
  const [closed, setClosed] = useState<ReadonlySet<Category>>(new Set());
  const kinds = searchLayers(layers, narrow ? '' : query);
  const toggle = (category: Category) => {
    const next = new Set(closed);
    if (!next.delete(category)) next.add(category);
    setClosed(next);
  };
  return (
    <nav className="palette" data-narrow={narrow || undefined} aria-label="Palette">
      <header className="palette-header">
        {!narrow && (
          <label className="palette-search">
            <Search aria-hidden />
            <input type="search" aria-label="Search layers" placeholder="Search layers" value={query} onChange={(event) => setQuery(event.target.value)} />
          </label>
        )}
        <IconButton
          icon={narrow ? PanelLeftOpen : PanelLeftClose}
          label={narrow ? 'Widen the palette' : 'Narrow the palette'}
          side="right"
          onClick={onToggle}
        />
      </header>
      <div className="palette-groups">
        {categories.map((category) => {
          const members = kinds.filter((kind) => kind.category === category);
          if (members.length === 0) return null;
          const open = narrow || query !== '' || !closed.has(category);
          return (
            <section key={category} className="palette-group" data-category={category} aria-label={category}>
              {!narrow && (
                <button type="button" className="palette-category" aria-expanded={open} onClick={() => toggle(category)}>
                  <ChevronRight aria-hidden />
                  <span>{category}</span>
                </button>
              )}
              {open && <ul>{members.map((kind) => <li key={kind.kind}><PaletteItem kind={kind} narrow={narrow} /></li>)}</ul>}
            </section>
          );
        })}
        {kinds.length === 0 && <p className="palette-empty">No layer is called “{query}”</p>}
      </div>
    </nav>
  );
}

function PaletteItem({ kind, narrow }: { kind: LayerKind; narrow: boolean }) {
  const services = useServices();
  const onDragStart = (event: DragEvent) => {
    event.dataTransfer.setData(layerKindType, kind.kind);
    event.dataTransfer.effectAllowed = 'copy';
  };
  return (
    <Tooltip text={narrow ? `${kind.kind}\n${kind.summary}` : kind.summary} side="right">
      <button
        type="button"
        className="palette-item"
        aria-label={`Add ${kind.kind}`}
        draggable
        onDragStart={onDragStart}
        onClick={() => addLayer(services, kind.kind)}
      >
        <LayerIcon name={kind.icon} />
        {!narrow && kind.kind}
      </button>
    </Tooltip>
  );
}
