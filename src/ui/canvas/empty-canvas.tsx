// What an empty canvas says: three networks to start from, and how to start with nothing.

import { use } from 'react';
import { showDocument } from '../actions/files.ts';
import { useServices } from '../services.tsx';
import { TemplateCard } from '../templates/template-card.tsx';
import './empty-canvas.css';

export function EmptyCanvas() {
  const services = useServices();
  const offered = use(services.loadTemplates()).filter(({ document }) => Object.keys(document.graph.nodes).length > 0).slice(0, 3);
  return (
    <div className="empty-canvas">
      <h2 className="empty-canvas-title">Start from a network</h2>
      <ul className="empty-canvas-templates">
        {offered.map((template) => (
          <li key={template.id}><TemplateCard template={template} onOpen={() => void showDocument(services, template.document)} /></li>
        ))}
      </ul>
      <p className="empty-canvas-hint">or press <kbd className="key">Tab</kbd> to add a layer</p>
    </div>
  );
}
