// Notices in the corner: what happened, and a way back where there is one. Errors, and what is lasting, stay until dismissed.

import { X } from 'lucide-react';
import { useEffect } from 'react';
import type { Notice } from '../../editor/session-store.ts';
import { Button, IconButton } from '../controls/button.tsx';
import { useServices, useSession } from '../services.tsx';
import './toasts.css';

const shownMs = 6000;

export function Toasts() {
  const notices = useSession((state) => state.notices);
  return (
    <ol className="toasts" aria-label="Notices" aria-live="polite">
      {notices.map((notice) => <li key={notice.id}><Toast notice={notice} /></li>)}
    </ol>
  );
}

function Toast({ notice: { id, tone, lasting = tone === 'error', text, action } }: { notice: Notice }) {
  const { session } = useServices();
  useEffect(() => {
    if (lasting) return;
    const timer = setTimeout(() => session.dismiss(id), shownMs);
    return () => clearTimeout(timer);
  }, [id, lasting, session]);
  return (
    <div className="toast" data-tone={tone} role={tone === 'error' ? 'alert' : 'status'}>
      <p className="toast-text">{text}</p>
      {action && <Button variant="quiet" onClick={() => { action.run(); session.dismiss(id); }}>{action.label}</Button>}
      <IconButton icon={X} label="Dismiss" side="top" onClick={() => session.dismiss(id)} />
    </div>
  );
}
