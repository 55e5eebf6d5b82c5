// The documents of the library, dropping from the top bar: each can be opened, renamed, duplicated, deleted, and taken
// back to an earlier version. Loaded when it is first opened.

import { FilePlus, FolderOpen, LayoutTemplate } from 'lucide-react';
import { Popover } from 'radix-ui';
import { useState, type KeyboardEvent, type ReactElement } from 'react';
import type { LibraryEntry } from '../../editor/library/library.ts';
import { restoreInLibrary } from '../../editor/library/operations.ts';
import { chooseFile, newDocument } from '../actions/files.ts';
import { Button } from '../controls/button.tsx';
import { useDesk, useServices } from '../services.tsx';
import { DocumentRow } from './document-row.tsx';
import { useEntries } from './use-entries.ts';
import './documents-menu.css';

/** More documents than this are easier to search than to look through. */
const searchedFrom = 8;

export function DocumentsMenu({ trigger }: { readonly trigger: ReactElement }) {
  const [isOpen, setOpen] = useState(true);
  return (
    <Popover.Root open={isOpen} onOpenChange={setOpen}>
      <Popover.Trigger asChild>{trigger}</Popover.Trigger>
      <Popover.Portal>
        <Popover.Content
          className="documents"
          align="start"
          sideOffset={4}
          collisionPadding={8}
          aria-label="Documents"
          onKeyDown={moveFocus}
          onEscapeKeyDown={leaveField}
        >
          <Documents onClose={() => setOpen(false)} />
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}

function Documents({ onClose }: { readonly onClose: () => void }) {
  const services = useServices();
  const shown = useDesk((state) => state.id);
  const [search, setSearch] = useState('');
  const entries = useEntries();
  const kept = entries?.filter(({ deletedAt }) => deletedAt === undefined) ?? [];
  const found = kept.filter(({ name }) => name.toLowerCase().includes(search.trim().toLowerCase()));
  const deleted = entries?.filter(({ deletedAt }) => deletedAt !== undefined) ?? [];
  const then = (work: () => void) => () => {
    onClose();
    work();
  };
  return (
    <>
      {kept.length > searchedFrom && (
        <input
          className="input documents-search"
          type="search"
          aria-label="Search documents"
          placeholder="Search"
          value={search}
          onChange={({ target }) => setSearch(target.value)}
        />
      )}
      <ul className="documents-list" aria-label="Documents">
        {found.map((entry) => (
          <li key={entry.id}>
            <DocumentRow entry={entry} isShown={entry.id === shown} onClose={onClose} />
          </li>
        ))}
      </ul>
      {entries && found.length === 0 && (
        <p className="documents-none" role="status">
          No document is called “{search.trim()}”.
        </p>
      )}
      {deleted.length > 0 && <Deleted entries={deleted} />}
      <div className="documents-new">
        <Button variant="quiet" icon={FilePlus} onClick={then(() => newDocument(services))}>
          New
        </Button>
        <Button variant="quiet" icon={FolderOpen} onClick={then(() => chooseFile(services))}>
          Open…
        </Button>
        <Button variant="quiet" icon={LayoutTemplate} onClick={then(() => services.session.openDialog('templates'))}>
          Templates
        </Button>
      </div>
    </>
  );
}

/** What was deleted in the last month. */
function Deleted({ entries }: { readonly entries: readonly LibraryEntry[] }) {
  const { desk } = useServices();
  return (
    <details className="documents-deleted">
      <summary>Deleted ({entries.length})</summary>
      <ul aria-label="Deleted documents">
        {entries.map(({ id, name }) => (
          <li key={id}>
            <span title={name}>{name}</span>
            <Button variant="quiet" aria-label={`Restore ${name}`} onClick={() => void restoreInLibrary(desk, id)}>
              Restore
            </Button>
          </li>
        ))}
      </ul>
    </details>
  );
}

/** The arrow keys go from document to document. */
function moveFocus(event: KeyboardEvent<HTMLElement>): void {
  const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
  if (step === 0 || event.target instanceof HTMLInputElement) return;
  event.preventDefault();
  const rows = [...event.currentTarget.querySelectorAll<HTMLElement>('.document-open')];
  const at = rows.findIndex((row) => row.closest('li')?.contains(event.target as Node));
  rows[(at + step + rows.length) % rows.length]?.focus();
}

/** Escape leaves a name that is being typed first, and then the list. */
function leaveField(event: Event): void {
  if (event.target instanceof Element && event.target.matches('.document-name-field')) event.preventDefault();
}
