// One document of the library: its picture opens it, and buttons do the rest.

import { Copy, History, Pencil, Trash2 } from 'lucide-react';
import { memo, useEffect, useRef, useState } from 'react';
import type { LibraryEntry } from '../../editor/library/library.ts';
import { deleteFromLibrary, duplicateInLibrary, renameInLibrary } from '../../editor/library/operations.ts';
import { IconButton } from '../controls/button.tsx';
import { useServices } from '../services.tsx';
import { Thumbnail } from '../templates/thumbnail.tsx';
import { timeText } from './time-text.ts';
import './document-row.css';

export interface DocumentRowProps {
  readonly entry: LibraryEntry;
  /** It is the one on the canvas. */
  readonly isShown: boolean;
  /** The list is to be closed. */
  readonly onClose: () => void;
}

export function DocumentRow({ entry: { id, name, changedAt, document }, isShown, onClose }: DocumentRowProps) {
  const { desk, documents, session } = useServices();
  const [isNaming, setNaming] = useState(false);
  const failed = (what: string) => (error: unknown) => {
    session.notify({
      tone: 'error',
      text: `${name} could not be ${what}: ${error instanceof Error ? error.message : String(error)}`,
    });
  };
  const open = () => {
    onClose();
    return desk.open(id);
  };
  const showVersions = async () => {
    if (await open()) session.openDialog('versions');
  };
  const remove = async () => {
    const undo = await deleteFromLibrary(desk, id);
    session.notify({
      tone: 'info',
      text: `Deleted ${name}`,
      action: { label: 'Undo', run: () => void undo().catch(failed('restored')) },
    });
  };
  const rename = (text: string) => {
    setNaming(false);
    renameInLibrary(desk, documents, id, text).catch(failed('renamed'));
  };
  return (
    <div className="document-row" data-shown={isShown || undefined}>
      {isNaming ? (
        <div className="document-open">
          <Picture document={document} />
          <NameField name={name} onDone={rename} onCancel={() => setNaming(false)} />
        </div>
      ) : (
        <button type="button" className="document-open" aria-current={isShown || undefined} onClick={() => void open()}>
          <Picture document={document} />
          <span className="document-words">
            <span className="document-title" title={name}>
              {name}
            </span>
            <span className="document-time">
              {timeText(changedAt)}
              {isShown && ', open here'}
            </span>
          </span>
        </button>
      )}
      <div className="document-actions">
        <IconButton icon={Pencil} label={`Rename ${name}`} onClick={() => setNaming(true)} />
        <IconButton
          icon={Copy}
          label={`Duplicate ${name}`}
          onClick={() => void duplicateInLibrary(desk, id).catch(failed('duplicated'))}
        />
        <IconButton icon={History} label={`Versions of ${name}`} onClick={() => void showVersions()} />
        <IconButton icon={Trash2} label={`Delete ${name}`} onClick={() => void remove().catch(failed('deleted'))} />
      </div>
    </div>
  );
}

/** A list of fifty is read anew with every save; a picture is drawn anew only where the network is another. */
const Picture = memo(
  function Picture({ document }: Pick<LibraryEntry, 'document'>) {
    return (
      <span className="document-picture">
        <Thumbnail document={document} />
      </span>
    );
  },
  (a, b) => a.document.graph === b.document.graph && a.document.layout === b.document.layout,
);

interface NameFieldProps {
  readonly name: string;
  readonly onDone: (text: string) => void;
  readonly onCancel: () => void;
}

function NameField({ name, onDone, onCancel }: NameFieldProps) {
  const { desk } = useServices();
  const field = useRef<HTMLInputElement>(null);
  const isOver = useRef(false);
  const end = (work: () => void) => {
    if (isOver.current) return;
    isOver.current = true;
    work();
  };
  // A page that goes takes what is typed so far.
  useEffect(() => desk.holdInHand(() => end(() => onDone(field.current?.value ?? name))));
  return (
    <input
      ref={field}
      className="input document-name-field"
      aria-label={`New name of ${name}`}
      defaultValue={name}
      maxLength={120}
      spellCheck={false}
      autoFocus
      onFocus={({ currentTarget }) => currentTarget.select()}
      onBlur={({ currentTarget }) => end(() => onDone(currentTarget.value))}
      onKeyDown={(event) => {
        if (event.key !== 'Enter' && event.key !== 'Escape') return;
        // The list stays open.
        event.stopPropagation();
        event.preventDefault();
        const { value } = event.currentTarget;
        end(event.key === 'Enter' ? () => onDone(value) : onCancel);
      }}
    />
  );
}
