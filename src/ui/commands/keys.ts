// Key combinations: written as "Mod+Shift+Z", matched against events, shown as the platform writes them.
// Mod is Command on a Mac and Control elsewhere.

/** What of a keyboard event says which keys were pressed. */
export type KeyPress = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'shiftKey' | 'altKey'>;

export function isMac(platform: string = navigator.platform): boolean {
  return /mac|iphone|ipad/i.test(platform);
}

/** True where the event is this combination. Signs such as "?" match however the layout types them. */
export function matchesKeys(event: KeyPress, keys: string, mac: boolean = isMac()): boolean {
  const parts = keys.split('+');
  const key = parts.at(-1) ?? '';
  const wants = (modifier: string) => parts.slice(0, -1).includes(modifier);
  const mod = mac ? event.metaKey : event.ctrlKey;
  const other = mac ? event.ctrlKey : event.metaKey;
  const isSign = key.length === 1 && !/[a-z0-9]/i.test(key);
  return event.key.toLowerCase() === key.toLowerCase() && mod === wants('Mod') && !other
    && event.altKey === wants('Alt') && (isSign || event.shiftKey === wants('Shift'));
}

const macSigns: Readonly<Record<string, string>> = {
  Mod: '⌘', Shift: '⇧', Alt: '⌥', Enter: '↩', Delete: '⌦', Backspace: '⌫', Escape: 'esc',
};
const arrows: Readonly<Record<string, string>> = { ArrowLeft: '←', ArrowRight: '→', ArrowUp: '↑', ArrowDown: '↓' };

/** "Ctrl+Shift+Z", or "⇧⌘Z" on a Mac. */
export function formatKeys(keys: string, mac: boolean = isMac()): string {
  const parts = keys.split('+').map((part) => arrows[part] ?? part);
  if (!mac) return parts.map((part) => (part === 'Mod' ? 'Ctrl' : part)).join('+');
  const order = ['Alt', 'Shift', 'Mod'];
  return parts.sort((a, b) => order.indexOf(a) - order.indexOf(b)).sort((a, b) => Number(order.includes(b)) - Number(order.includes(a)))
    .map((part) => macSigns[part] ?? part).join('');
}
