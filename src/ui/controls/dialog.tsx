// A dialog over the page, with a title, a way out and its focus kept inside.

import { X } from 'lucide-react';
import { Dialog as Radix } from 'radix-ui';
import { useState, type ReactNode } from 'react';
import { IconButton } from './button.tsx';
import './dialog.css';

export interface DialogProps {
  readonly title: string;
  readonly description?: string;
  readonly width?: 'medium' | 'large' | 'full';
  readonly onClose: () => void;
  readonly children: ReactNode;
}

/** An open dialog; render nothing to close it. */
export function Dialog({ title, description, width = 'medium', onClose, children }: DialogProps) {
  const [opener] = useState(() => document.activeElement);
  return (
    <Radix.Root open onOpenChange={(open) => { if (!open) onClose(); }}>
      <Radix.Portal>
        <Radix.Overlay className="dialog-scrim" />
        <Radix.Content className={`dialog dialog-${width}`} onOpenAutoFocus={focusBody} onCloseAutoFocus={(event) => { giveBack(event, opener); }} {...(!description && { 'aria-describedby': undefined })}>
          <header className="dialog-header">
            <div>
              <Radix.Title className="dialog-title">{title}</Radix.Title>
              {description && <Radix.Description className="dialog-description">{description}</Radix.Description>}
            </div>
            <Radix.Close asChild>
              <IconButton icon={X} label="Close" />
            </Radix.Close>
          </header>
          <div className="dialog-body">{children}</div>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

/** What the dialog is about takes the focus; the way out does not, whose tooltip would take the first Escape. */
function focusBody(event: Event): void {
  const { target: dialog } = event;
  if (!(dialog instanceof HTMLElement)) return;
  event.preventDefault();
  (dialog.querySelector<HTMLElement>('.dialog-body :is(button, input, select, [tabindex])') ?? dialog).focus();
}

/** The focus goes back to where it was, unless somebody has taken it; without a trigger of its own the dialog would drop it. */
function giveBack(event: Event, opener: Element | null): void {
  event.preventDefault();
  const { activeElement, body } = document;
  const isFree = activeElement === null || activeElement === body || activeElement === event.target;
  if (isFree && opener instanceof HTMLElement && opener.isConnected) opener.focus();
}
