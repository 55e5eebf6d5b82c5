// Over the canvas of a document that another tab edits: what this tab shows, and how to edit here.

import { Lock } from 'lucide-react';
import { Button } from '../controls/button.tsx';
import { useDesk, useServices } from '../services.tsx';
import './reader-banner.css';

export function ReaderBanner() {
  const { desk } = useServices();
  const isTaking = useDesk((state) => state.isTaking);
  return (
    <section className="reader-banner" aria-label="Read-only">
      <Lock aria-hidden />
      <p role="status">Another tab edits this document; it is shown here as it changes.</p>
      <Button variant="primary" disabled={isTaking} onClick={() => void desk.takeOver()}>
        {isTaking ? 'Taking over…' : 'Take over'}
      </Button>
    </section>
  );
}
