// Search and add: opens at a point of the canvas, lists the layers that fit there, and adds the chosen one.

import { useEffect, useId, useRef, useState, type KeyboardEvent } from 'react';
import type { LayerKind } from '../../core/layer-kind.ts';
import { LayerIcon } from '../icons/layer-icon.tsx';
import { searchLayers } from '../search-layers.ts';
import { useServices } from '../services.tsx';
import './quick-add.css';

export interface QuickAddProps {
  /** Top-left corner within the canvas, in CSS pixels. */
  readonly at: { readonly x: number; readonly y: number };
  readonly fits: (kind: LayerKind) => boolean;
  readonly onAdd: (kind: LayerKind) => void;
  readonly onClose: () => void;
}

export function QuickAdd({ at, fits, onAdd, onClose }: QuickAddProps) {
  const { layers } = useServices();
  const [query, setQuery] = useState('');
  const [active, setActive] = useState(0);
  const listId = useId();
  const box = useRef<HTMLDivElement>(null);
  const kinds = searchLayers(layers, query).filter(fits);
  const chosen = kinds[Math.min(active, kinds.length - 1)];

  useEffect(() => {
    box.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' });
  }, [chosen]);
  useEffect(() => {
    const closeOutside = (event: PointerEvent) => {
      if (event.target instanceof Node && !box.current?.contains(event.target)) onClose();
    };
    // Wherever the focus has gone meanwhile.
    const closeByKey = (event: globalThis.KeyboardEvent) => {
      if (event.key !== 'Escape') return;
      event.preventDefault();
      event.stopPropagation();
      onClose();
    };
    addEventListener('pointerdown', closeOutside, true);
    addEventListener('keydown', closeByKey, true);
    return () => {
      removeEventListener('pointerdown', closeOutside, true);
      removeEventListener('keydown', closeByKey, true);
    };
  }, [onClose]);

  const onKeyDown = (event: KeyboardEvent) => {
    event.stopPropagation();
    const move = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (move !== undefined) setActive((Math.min(active, kinds.length - 1) + move + kinds.length) % kinds.length);
    else if (event.key === 'Enter' && chosen) onAdd(chosen);
    else if (event.key === 'Tab') onClose();
    else return;
    event.preventDefault();
  };

  return (
    <div ref={box} className="quick-add nodrag nopan nowheel" style={{ left: at.x, top: at.y }} role="dialog" aria-label="Add a layer">
      <input
        className="quick-add-search"
        role="combobox"
        aria-label="Search layers"
        aria-expanded
        aria-controls={listId}
        aria-activedescendant={chosen ? `${listId}-${chosen.kind}` : undefined}
        placeholder="Search layers"
        autoFocus
        value={query}
        onChange={(event) => { setQuery(event.target.value); setActive(0); }}
        onKeyDown={onKeyDown}
      />
      <ul id={listId} className="quick-add-list" role="listbox" aria-label="Layers">
        {kinds.map((kind) => (
          // The search field has the keys.
          // oxlint-disable-next-line jsx-a11y/click-events-have-key-events
          <li
            key={kind.kind}
            id={`${listId}-${kind.kind}`}
            role="option"
            aria-selected={kind === chosen}
            className="quick-add-item"
            data-category={kind.category}
            onPointerMove={() => setActive(kinds.indexOf(kind))}
            onClick={() => onAdd(kind)}
          >
            <LayerIcon name={kind.icon} />
            <span>{kind.kind}</span>
            <span className="quick-add-category">{kind.category}</span>
          </li>
        ))}
      </ul>
      {kinds.length === 0 && <p className="quick-add-empty">No layer fits here by that name</p>}
    </div>
  );
}
