// Keeping a dataset's files that the user gives, by a file dialog or by dropping them anywhere on the page.

import { useCallback, useEffect } from 'react';
import { useServices } from '../services.tsx';
import { useRunStore } from './run-store.ts';

/** Keeps files and says what became of it. */
export function useKeepFiles() {
  const { session, datasets } = useServices();
  const run = useRunStore();
  const nameOf = useCallback((id: string) => datasets.find((dataset) => dataset.id === id)?.name ?? id, [datasets]);
  const keepFiles = useCallback(async (files: readonly File[]) => {
    if (files.length === 0) return;
    const outcome = await run.keepFiles(files.map((file) => ({ name: file.name, content: file })));
    session.notify('kept' in outcome
      ? { tone: 'info', text: `${nameOf(outcome.kept)} is kept in this browser now; the next run can train on it.` }
      : { tone: 'error', text: outcome.failure });
  }, [nameOf, run, session]);
  return { keepFiles, nameOf };
}

/** As published: "train-images-idx3-ubyte", gzipped or not; "data_batch_1.bin". */
const dataFile = /(-ubyte|\.gz|\.tgz|\.idx|_batch(_\d)?\.bin)$/i;

/** Listens to the whole page while mounted; files that are no dataset's are left to the editor. */
export function useDroppedData(): void {
  const { keepFiles } = useKeepFiles();
  useEffect(() => {
    const onDrop = (event: DragEvent) => {
      const files = [...(event.dataTransfer?.files ?? [])];
      if (event.defaultPrevented || !files.some(({ name }) => dataFile.test(name))) return;
      event.preventDefault();
      event.stopPropagation();
      void keepFiles(files);
    };
    // Before the editor, which takes any file for a document.
    window.addEventListener('drop', onDrop, true);
    return () => window.removeEventListener('drop', onDrop, true);
  }, [keepFiles]);
}
