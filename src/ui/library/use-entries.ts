// The documents of the library, read anew whenever it changes, here or in another tab.

import { useEffect, useState } from 'react';
import type { LibraryEntry } from '../../editor/library/library.ts';
import { useDesk, useDocument, useServices } from '../services.tsx';
import { sayDeskEvent } from './desk-notices.ts';

/** Newest first; undefined until they have been read. The one on the canvas is as it is there. */
export function useEntries(): readonly LibraryEntry[] | undefined {
  const { desk, session } = useServices();
  const changes = useDesk((state) => state.changes);
  const shown = useDesk((state) => state.id);
  const document = useDocument((state) => state.document);
  const [entries, setEntries] = useState<readonly LibraryEntry[]>();
  useEffect(() => {
    let isCurrent = true;
    desk.library.list().then(
      ({ entries: read, setAside }) => {
        for (const aside of setAside) sayDeskEvent(session, () => desk, { type: 'set aside', setAside: aside });
        if (isCurrent) setEntries(read);
      },
      () => {
        if (isCurrent) setEntries([]);
      },
    );
    return () => {
      isCurrent = false;
    };
  }, [changes, desk, session]);
  return entries?.map((entry) => (entry.id === shown ? { ...entry, name: document.name, document } : entry));
}
