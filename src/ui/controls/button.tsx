// Buttons: with words, or with an icon and a name for those who cannot see it.

import type { LucideIcon } from 'lucide-react';
import type { ComponentProps, ReactNode } from 'react';
import { Tooltip, type TooltipProps } from './tooltip.tsx';
import './button.css';

type NativeButton = Omit<ComponentProps<'button'>, 'className' | 'children'>;

export interface ButtonProps extends NativeButton {
  readonly variant?: 'primary' | 'secondary' | 'quiet' | 'danger';
  readonly icon?: LucideIcon;
  readonly children: ReactNode;
}

/** A button with a verb on it. */
export function Button({ variant = 'secondary', icon: Icon, children, ...rest }: ButtonProps) {
  return (
    <button type="button" className={`button button-${variant}`} {...rest}>
      {Icon && <Icon aria-hidden />}
      {children}
    </button>
  );
}

export interface IconButtonProps extends NativeButton {
  readonly icon: LucideIcon;
  /** Its accessible name, and its tooltip. */
  readonly label: string;
  readonly keys?: string | undefined;
  readonly side?: TooltipProps['side'];
}

/** A square button with an icon. */
export function IconButton({ icon: Icon, label, keys, side, ...rest }: IconButtonProps) {
  return (
    <Tooltip text={label} keys={keys} {...(side && { side })}>
      <button type="button" className="icon-button" aria-label={label} {...rest}>
        <Icon aria-hidden />
      </button>
    </Tooltip>
  );
}
