// Earlier versions of the document on the canvas, each with a way back to it.

import { RotateCcw } from 'lucide-react';
import { useEffect, useState } from 'react';
import type { NetworkDocument } from '../../core/document.ts';
import { restoreVersion } from '../../editor/library/operations.ts';
import type { VersionHead, VersionReason } from '../../editor/library/records.ts';
import { Button } from '../controls/button.tsx';
import { Dialog } from '../controls/dialog.tsx';
import { exactCount } from '../format.ts';
import { useDesk, useDocument, useServices } from '../services.tsx';
import { Thumbnail } from '../templates/thumbnail.tsx';
import { timeText } from './time-text.ts';
import './document-row.css';
import './versions-dialog.css';

const reasons: Readonly<Record<VersionReason, string>> = {
  time: 'while it was edited',
  run: 'a run started',
  restore: 'before a version was restored',
  tab: 'from another tab',
};

export function VersionsDialog({ onClose }: { readonly onClose: () => void }) {
  const versions = useVersions();
  const description = 'Kept every ten minutes of editing and at every run. Restoring one can be undone.';
  return (
    <Dialog title="Versions" description={description} onClose={onClose}>
      {versions?.length === 0 && (
        <p role="status">No version is kept yet: the first is kept with the first edit or run.</p>
      )}
      <ul className="versions" aria-label="Versions">
        {versions?.map((head) => (
          <li key={head.id}>
            <Version head={head} onClose={onClose} />
          </li>
        ))}
      </ul>
    </Dialog>
  );
}

/** Of the document on the canvas, newest first; undefined until they have been read. */
function useVersions(): readonly VersionHead[] | undefined {
  const { desk } = useServices();
  const id = useDesk((state) => state.id);
  const changes = useDesk((state) => state.changes);
  const [versions, setVersions] = useState<readonly VersionHead[]>();
  useEffect(() => {
    let isCurrent = true;
    desk.library.versions(id).then(
      (read) => {
        if (isCurrent) setVersions(read);
      },
      () => {
        if (isCurrent) setVersions([]);
      },
    );
    return () => {
      isCurrent = false;
    };
  }, [changes, desk, id]);
  return versions;
}

function Version({ head, onClose }: { readonly head: VersionHead; readonly onClose: () => void }) {
  const { desk, documents, session } = useServices();
  const isReadOnly = useDocument((state) => state.isReadOnly);
  const document = useVersion(head.id);
  const time = timeText(head.at);
  const restore = async () => {
    const isRestored = await restoreVersion(desk, documents, head.id);
    if (!isRestored)
      return session.notify({ tone: 'error', text: 'This version is not kept any more, or cannot be read.' });
    session.select([]);
    onClose();
    session.notify({
      tone: 'info',
      text: `Restored the version of ${time}`,
      action: { label: 'Undo', run: () => documents.undo() },
    });
  };
  return (
    <div className="document-row">
      <div className="document-open">
        <span className="document-picture">{document && <Thumbnail document={document} />}</span>
        <span className="document-words">
          <span className="document-title" title={new Date(head.at).toLocaleString('en-GB')}>
            {time}: {reasons[head.reason]}
          </span>
          {document && (
            <span className="document-time">
              {document.name}, {exactCount(Object.keys(document.graph.nodes).length)} nodes
            </span>
          )}
        </span>
      </div>
      <Button
        icon={RotateCcw}
        disabled={isReadOnly}
        aria-label={`Restore the version of ${time}`}
        onClick={() => void restore()}
      >
        Restore
      </Button>
    </div>
  );
}

function useVersion(version: string): NetworkDocument | undefined {
  const { desk } = useServices();
  const id = useDesk((state) => state.id);
  const [document, setDocument] = useState<NetworkDocument>();
  useEffect(() => {
    let isCurrent = true;
    desk.library.readVersion(id, version).then(
      (read) => {
        if (isCurrent) setDocument(read);
      },
      () => undefined,
    );
    return () => {
      isCurrent = false;
    };
  }, [desk, id, version]);
  return document;
}
