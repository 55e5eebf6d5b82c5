// A button whose menu is loaded when it is first pressed.

import { cloneElement, Suspense, useState, type ComponentType, type MouseEventHandler, type ReactElement } from 'react';

type ButtonElement = ReactElement<{ readonly onClick?: MouseEventHandler; readonly 'aria-haspopup'?: 'menu'; readonly 'aria-expanded'?: boolean }>;

export interface DeferredProps {
  /** Looks the same before and after. */
  readonly button: ButtonElement;
  /** A lazy component: the button with its menu, open from the start. */
  readonly menu: ComponentType<{ readonly trigger: ButtonElement }>;
}

/** The button alone until it is pressed, then what it opens around it. */
export function Deferred({ button, menu: LoadedMenu }: DeferredProps) {
  const [pressed, setPressed] = useState(false);
  const alone = cloneElement(button, { onClick: () => setPressed(true), 'aria-haspopup': 'menu', 'aria-expanded': false });
  return pressed ? <Suspense fallback={alone}><LoadedMenu trigger={button} /></Suspense> : alone;
}
