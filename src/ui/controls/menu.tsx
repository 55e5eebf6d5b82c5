// A menu that drops from a button: items with icons, keys and sections.

import type { LucideIcon } from 'lucide-react';
import { DropdownMenu } from 'radix-ui';
import type { ReactNode } from 'react';
import './menu.css';

export interface MenuProps {
  /** The button that opens it, or what an open one hangs on. */
  readonly trigger: ReactNode;
  /** Open at first: a trigger was pressed to load it. */
  readonly defaultOpen?: true;
  /** Open until `onClose`. */
  readonly open?: true;
  readonly onClose?: () => void;
  readonly align?: 'start' | 'center' | 'end';
  readonly children: ReactNode;
}

/** A dropdown menu; fill it with `MenuItem`, `MenuLabel`, `MenuSeparator` and `MenuRadioGroup`. */
export function Menu({ trigger, defaultOpen, open, onClose, align = 'start', children }: MenuProps) {
  return (
    <DropdownMenu.Root modal={false} {...(defaultOpen && { defaultOpen })} {...(open && { open })} onOpenChange={(isOpen) => { if (!isOpen) onClose?.(); }}>
      <DropdownMenu.Trigger asChild>{trigger}</DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content className="menu" align={align} sideOffset={4} collisionPadding={8}>
          {children}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}

export interface MenuItemProps {
  readonly icon?: LucideIcon;
  readonly keys?: string | undefined;
  /** A second, quieter line. */
  readonly detail?: ReactNode;
  readonly disabled?: boolean;
  readonly onSelect: () => void;
  readonly children: ReactNode;
}

export function MenuItem({ icon: Icon, keys, detail, disabled = false, onSelect, children }: MenuItemProps) {
  return (
    <DropdownMenu.Item className="menu-item" disabled={disabled} onSelect={onSelect}>
      {Icon && <span className="menu-icon"><Icon aria-hidden /></span>}
      <span className="menu-text">
        {children}
        {detail && <span className="menu-detail">{detail}</span>}
      </span>
      {keys && <kbd className="menu-keys">{keys}</kbd>}
    </DropdownMenu.Item>
  );
}

export function MenuLabel({ children }: { children: ReactNode }) {
  return <DropdownMenu.Label className="menu-label">{children}</DropdownMenu.Label>;
}

export function MenuSeparator() {
  return <DropdownMenu.Separator className="menu-separator" />;
}

export interface MenuRadioGroupProps<T extends string> {
  readonly label: string;
  readonly value: T;
  readonly options: readonly { readonly value: T; readonly label: string; readonly icon: LucideIcon }[];
  readonly onChange: (value: T) => void;
}

/** One of several, with a mark at the chosen one. */
export function MenuRadioGroup<T extends string>({ label, value, options, onChange }: MenuRadioGroupProps<T>) {
  return (
    <>
      <MenuLabel>{label}</MenuLabel>
      <DropdownMenu.RadioGroup value={value}>
        {options.map(({ value: option, label: text, icon: Icon }) => (
          <DropdownMenu.RadioItem key={option} className="menu-item" value={option} onSelect={() => onChange(option)}>
            <span className="menu-icon"><Icon aria-hidden /></span>
            <span className="menu-text">{text}</span>
            <DropdownMenu.ItemIndicator className="menu-mark" />
          </DropdownMenu.RadioItem>
        ))}
      </DropdownMenu.RadioGroup>
    </>
  );
}
