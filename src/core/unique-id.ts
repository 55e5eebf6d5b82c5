// Names for things that are kept beside others of their kind.

/**
 * A short text that no other call gives, here or in another tab, for all practical purposes. Not from `crypto`, which
 * pages without https lack a part of; nothing secret hangs on it.
 */
export function uniqueId(): string {
  return `${Date.now().toString(36)}${Math.random().toString(36).slice(2, 10).padEnd(8, '0')}`;
}
