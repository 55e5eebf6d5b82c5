// The document's name, to be changed where it stands.

import { renameDocument } from '../../editor/commands/rename-document.ts';
import { useTypedText } from '../controls/use-typed-text.ts';
import { useDocument, useServices } from '../services.tsx';

export function DocumentName() {
  const { documents, canvas } = useServices();
  const name = useDocument((state) => state.document.name);
  const { text, field, finish, cancel } = useTypedText(
    name, (typed) => documents.edit('Rename the network', (draft) => renameDocument(draft, typed)),
  );
  return (
    <input
      {...field}
      className="document-name"
      aria-label="Document name"
      spellCheck={false}
      size={Math.min(32, Math.max(8, text.length))}
      maxLength={120}
      onKeyDown={(event) => {
        if (event.key !== 'Enter' && event.key !== 'Escape') return;
        if (event.key === 'Escape') cancel();
        else finish();
        canvas.current?.focus();
      }}
    />
  );
}
