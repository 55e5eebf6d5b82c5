// Folders, archives, tables and arrays dropped anywhere on the page lead to the dialog for own data.

import { useEffect } from 'react';
import { useServices } from '../services.tsx';

const tableOrArchiveName = /\.(zip|csv|tsv|tab|npy|npz)$/i;
const imageName = /\.(png|jpe?g|jfif|webp|gif|bmp)$/i;

/** Chromium gives folders as handles; TypeScript's library does not know that yet. */
interface DroppedItem extends DataTransferItem {
  getAsFileSystemHandle?(): Promise<FileSystemHandle | null>;
}

/** Listens to the whole page while mounted; other files are left to others. */
export function useDroppedOwnFiles(): void {
  const { ownData, session } = useServices();
  useEffect(() => {
    const onDrop = (event: DragEvent) => {
      if (event.defaultPrevented || !event.dataTransfer) return;
      const [first] = event.dataTransfer.files;
      // The drawing pad says that it takes images itself.
      if (first && imageName.test(first.name) && event.target instanceof Element && event.target.closest('[data-takes-images]')) return;
      // They must be taken at once, and are gone when this function has returned. A file that a script made has no entry.
      const dropped = [...event.dataTransfer.items].flatMap((item: DroppedItem) => {
        const entry = item.webkitGetAsEntry() ?? item.getAsFile();
        return entry ? { entry, handle: 'isDirectory' in entry && entry.isDirectory ? item.getAsFileSystemHandle?.() : undefined } : [];
      });
      if (!dropped.some(({ entry }) => ('isDirectory' in entry && entry.isDirectory) || tableOrArchiveName.test(entry.name) || imageName.test(entry.name))) return;
      event.preventDefault();
      event.stopPropagation();
      void import('./read-entries.ts').then(({ readDropped }) => {
        ownData.drop(readDropped(dropped));
        session.openDialog('data');
      });
    };
    // Before the editor, which takes any file for a document.
    window.addEventListener('drop', onDrop, true);
    return () => window.removeEventListener('drop', onDrop, true);
  }, [ownData, session]);
}
