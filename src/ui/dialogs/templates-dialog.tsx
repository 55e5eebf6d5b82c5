// The gallery of networks to start from.

import { use } from 'react';
import { showDocument } from '../actions/files.ts';
import { Dialog } from '../controls/dialog.tsx';
import { useServices } from '../services.tsx';
import { TemplateCard } from '../templates/template-card.tsx';
import './templates-dialog.css';

export function TemplatesDialog({ onClose }: { onClose: () => void }) {
  const services = useServices();
  return (
    <Dialog title="Templates" description="Opening one adds it to your documents." width="large" onClose={onClose}>
      <ul className="templates">
        {use(services.loadTemplates()).map((template) => (
          <li key={template.id}>
            <TemplateCard template={template} onOpen={() => { onClose(); void showDocument(services, template.document); }} />
          </li>
        ))}
      </ul>
    </Dialog>
  );
}
