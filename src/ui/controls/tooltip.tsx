// A short text beside what the pointer rests on or the keyboard has focused.

import { Tooltip as Radix } from 'radix-ui';
import type { ReactNode } from 'react';
import './tooltip.css';

export interface TooltipProps {
  /** Nothing is shown where it is empty. */
  readonly text: ReactNode;
  /** Keys that do the same, as `formatKeys` writes them. */
  readonly keys?: string | undefined;
  readonly side?: 'top' | 'right' | 'bottom' | 'left';
  /** One focusable element. */
  readonly children: ReactNode;
}

/** Wraps one element with a tooltip; needs a `TooltipProvider` above it. */
export function Tooltip({ text, keys, side = 'bottom', children }: TooltipProps) {
  if (!text) return children;
  return (
    <Radix.Root>
      <Radix.Trigger asChild>{children}</Radix.Trigger>
      <Radix.Portal>
        <Radix.Content className="tooltip" side={side} sideOffset={6} collisionPadding={8}>
          {text}
          {keys && <kbd className="tooltip-keys">{keys}</kbd>}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

export const TooltipProvider = Radix.Provider;
