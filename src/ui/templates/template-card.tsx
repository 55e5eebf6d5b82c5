// One template of the gallery: picture, name, and what it is.

import type { Template } from '../services.tsx';
import { Thumbnail } from './thumbnail.tsx';
import './template-card.css';

export interface TemplateCardProps {
  readonly template: Template;
  readonly onOpen: () => void;
}

export function TemplateCard({ template: { document }, onOpen }: TemplateCardProps) {
  return (
    <button type="button" className="template-card" aria-label={document.name} onClick={onOpen}>
      <Thumbnail document={document} />
      <span className="template-name">{document.name}</span>
      {document.notes && <span className="template-notes">{document.notes.split('\n')[0]}</span>}
    </button>
  );
}
