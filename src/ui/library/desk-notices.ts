// What happens to documents and must be said, as notices.

import type { Desk } from '../../editor/library/desk.ts';
import type { DeskEvent } from '../../editor/library/desk-page.ts';
import type { Notice, SessionStore } from '../../editor/session-store.ts';
import { download, fileStem } from '../actions/files.ts';

/** Shows what the desk tells of; `desk` is asked for when a notice's button is pressed. */
export function sayDeskEvent(session: SessionStore, desk: () => Desk, event: DeskEvent): void {
  const notice = noticeOf(event, desk);
  // A key that is held would say the same over and over.
  if (session.getState().notices.some(({ text }) => text === notice.text)) return;
  session.notify(notice);
}

function noticeOf(event: DeskEvent, desk: () => Desk): Omit<Notice, 'id'> {
  switch (event.type) {
    case 'not saved':
      return { tone: 'error', text: `The document could not be saved in this browser: ${reasonOf(event.error)}` };
    case 'set aside': {
      const { name, reason, text } = event.setAside;
      const file = () => download(`${fileStem(name)}-damaged.json`, new Blob([text], { type: 'application/json' }));
      return {
        tone: 'error',
        text: `${name} could not be read and was set aside: ${reason}`,
        action: { label: 'Download it', run: file },
      };
    }
    case 'rival kept':
      return {
        tone: 'info',
        lasting: true,
        text: 'Another tab saved this document too. Its state is among the versions, this tab’s is the document.',
      };
    case 'lost':
      return {
        tone: 'info',
        lasting: true,
        text: 'Another tab took this document over. What was not saved here is among the versions.',
      };
    case 'deleted elsewhere': {
      const restore = async () => {
        await desk().library.setDeleted(event.id, false);
        desk().listed(event.id);
      };
      return {
        tone: 'info',
        lasting: true,
        text: `${event.name} was deleted in another tab.`,
        action: { label: 'Restore', run: () => void restore() },
      };
    }
    case 'refused':
      return {
        tone: 'info',
        text: 'This document is edited in another tab.',
        action: { label: 'Take over', run: () => void desk().takeOver() },
      };
  }
}

function reasonOf(error: unknown): string {
  const isFull = error instanceof Error && error.name === 'QuotaExceededError';
  const reason = isFull ? 'there is no more room' : error instanceof Error ? error.message : String(error);
  const advice = isFull ? 'save it as a file, or delete documents and runs' : 'save it as a file';
  return `${reason}. It is kept as long as this page is open; ${advice}.`;
}
