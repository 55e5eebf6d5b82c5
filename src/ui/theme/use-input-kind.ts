// Notes on the root element whether the person last used the keyboard or a pointer: only then is focus drawn.

import { useEffect } from 'react';

/** Keeps `data-input` of the root element at `keyboard` or `pointer` while mounted. */
export function useInputKind(): void {
  useEffect(() => {
    const note = (kind: 'keyboard' | 'pointer') => { document.documentElement.dataset['input'] = kind; };
    const onPointer = () => note('pointer');
    const onKey = (event: KeyboardEvent) => {
      if (event.key === 'Tab' || event.key.startsWith('Arrow')) note('keyboard');
    };
    addEventListener('pointerdown', onPointer, true);
    addEventListener('keydown', onKey, true);
    return () => {
      removeEventListener('pointerdown', onPointer, true);
      removeEventListener('keydown', onKey, true);
    };
  }, []);
}
