// Runs commands by their keys, and cut, copy and paste by the browser's own events.

import { useEffect } from 'react';
import { copiedText, pasteText } from '../actions/clipboard.ts';
import { deleteSelection } from '../actions/selection.ts';
import { useServices } from '../services.tsx';
import { commandList } from './commands.ts';
import { matchesKeys } from './keys.ts';

/** Listens to the whole page while mounted. */
export function useShortcuts(): void {
  const services = useServices();
  useEffect(() => {
    let shiftHeld = false;
    const onKeyDown = (event: KeyboardEvent) => {
      shiftHeld = event.shiftKey;
      if (event.defaultPrevented || event.isComposing || isBusy(event.target)) return;
      const onCanvas = isCanvas(event.target);
      const command = commandList.find(({ keys, where }) => (onCanvas || where === 'anywhere') && keys.some((key) => matchesKeys(event, key)));
      if (!command || command.byEvent) return;
      // Save and open must not reach the browser even where there is nothing to do.
      event.preventDefault();
      if (command.isEnabled?.(services) ?? true) command.run(services);
    };
    const onCopy = (event: ClipboardEvent) => {
      if (!isCanvas(event.target) || hasTextSelection()) return;
      const text = copiedText(services);
      if (text === undefined) return;
      event.clipboardData?.setData('text/plain', text);
      event.preventDefault();
      if (event.type === 'cut') deleteSelection(services);
    };
    const onPaste = (event: ClipboardEvent) => {
      if (!isCanvas(event.target)) return;
      event.preventDefault();
      pasteText(services, event.clipboardData?.getData('text/plain') ?? '', shiftHeld);
    };
    // A gesture of the pointer ends a run of nudges or of typing.
    const onPointerDown = () => services.documents.seal();
    addEventListener('keydown', onKeyDown);
    addEventListener('copy', onCopy);
    addEventListener('cut', onCopy);
    addEventListener('paste', onPaste);
    addEventListener('pointerdown', onPointerDown, true);
    return () => {
      removeEventListener('keydown', onKeyDown);
      removeEventListener('copy', onCopy);
      removeEventListener('cut', onCopy);
      removeEventListener('paste', onPaste);
      removeEventListener('pointerdown', onPointerDown, true);
    };
  }, [services]);
}

const textInputs = 'input:not([type=checkbox], [type=radio], [type=range], [type=button]), textarea, select, [contenteditable=true]';

/** True where keys belong to what is focused: a text field, a menu, a dialog. */
function isBusy(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest(`${textInputs}, [role=menu], [role=dialog], [role=listbox]`) !== null;
}

/** True on the canvas, or where nothing is focused. */
function isCanvas(target: EventTarget | null): boolean {
  return target === document.body || target === document || (target instanceof Element && target.closest('.react-flow') !== null);
}

function hasTextSelection(): boolean {
  return (getSelection()?.toString() ?? '') !== '';
}
