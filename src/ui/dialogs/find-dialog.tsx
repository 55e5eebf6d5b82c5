// Finds a node by name or kind and shows it.

import { useId, useState, type KeyboardEvent } from 'react';
import { showNode } from '../actions/selection.ts';
import { Dialog } from '../controls/dialog.tsx';
import { LayerIcon } from '../icons/layer-icon.tsx';
import { useDocument, useServices } from '../services.tsx';
import './find-dialog.css';

const maxShown = 50;

export function FindDialog({ onClose }: { onClose: () => void }) {
  const services = useServices();
  const nodes = useDocument((state) => state.document.graph.nodes);
  const [query, setQuery] = useState('');
  const [active, setActive] = useState(0);
  const listId = useId();
  const wanted = query.trim().toLowerCase();
  const found = Object.entries(nodes)
    .filter(([id, node]) => [id, node.name, node.kind].some((text) => text?.toLowerCase().includes(wanted)))
    .slice(0, maxShown);
  const chosen = found[Math.min(active, found.length - 1)];
  const show = (id: string) => {
    onClose();
    showNode(services, id);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const move = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (move !== undefined && found.length > 0) setActive((Math.min(active, found.length - 1) + move + found.length) % found.length);
    else if (event.key === 'Enter' && chosen) show(chosen[0]);
    else return;
    event.preventDefault();
  };
  return (
    <Dialog title="Find a node" onClose={onClose}>
      <input
        className="input find-input"
        role="combobox"
        aria-label="Name or kind"
        aria-expanded
        aria-controls={listId}
        aria-activedescendant={chosen ? `${listId}-${chosen[0]}` : undefined}
        placeholder="Name or kind"
        value={query}
        onChange={(event) => { setQuery(event.target.value); setActive(0); }}
        onKeyDown={onKeyDown}
      />
      <ul id={listId} className="find-list" role="listbox" aria-label="Nodes">
        {found.map(([id, node]) => {
          const kind = services.layers.get(node.kind);
          return (
            // The search field has the keys.
            // oxlint-disable-next-line jsx-a11y/click-events-have-key-events
            <li
              key={id}
              id={`${listId}-${id}`}
              className="find-item"
              role="option"
              aria-selected={id === chosen?.[0]}
              data-category={kind?.category}
              onClick={() => show(id)}
            >
              <LayerIcon name={kind?.icon ?? ''} />
              <span>{node.name ?? id}</span>
              <span className="find-kind">{node.kind}</span>
            </li>
          );
        })}
      </ul>
      {found.length === 0 && <p className="find-none">No node is called that</p>}
    </Dialog>
  );
}
