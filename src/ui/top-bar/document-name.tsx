// The document's name, to be changed where it stands.

import { useEffect, useRef, useState } from 'react';
import { renameDocument } from '../../editor/commands/rename-document.ts';
import { useDocument, useServices } from '../services.tsx';

export function DocumentName() {
  const { documents, canvas } = useServices();
  const name = useDocument((state) => state.document.name);
  const [text, setText] = useState(name);
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => setText(name), [name]);
  const commit = () => {
    documents.edit('Rename the network', (draft) => renameDocument(draft, text));
    setText(documents.getState().document.name);
  };
  return (
    <input
      ref={input}
      className="document-name"
      aria-label="Document name"
      spellCheck={false}
      size={Math.min(32, Math.max(8, text.length))}
      maxLength={120}
      value={text}
      onChange={(event) => setText(event.target.value)}
      onBlur={commit}
      onKeyDown={(event) => {
        if (event.key === 'Escape') setText(name);
        if (event.key === 'Enter') commit();
        if (event.key === 'Enter' || event.key === 'Escape') canvas.current?.focus();
      }}
    />
  );
}
