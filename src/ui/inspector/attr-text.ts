// Attribute values as the text in a field, and back.

import { formatPair, resolveAttrs, toPair, type AttrSpec, type AttrValue, type IntOrPair } from '../../core/attrs.ts';

/** What stands in the field. */
export function attrText(value: AttrValue): string {
  if (value === null) return '';
  return Array.isArray(value) ? value.join('×') : String(value);
}

/**
 * What was typed as a value of the attribute's type; perhaps not a valid one, and text where it is not even a
 * number, so that the complaint can quote it.
 */
export function readAttrText(spec: AttrSpec, text: string): AttrValue {
  const trimmed = text.trim();
  if (trimmed === '' && spec.nullable) return null;
  if (spec.type === 'shape') return trimmed.split(/\s*[×x*,;\s]\s*/i).filter(Boolean).map(Number);
  const number = Number(trimmed.replace(',', '.'));
  return trimmed !== '' && Number.isFinite(number) ? number : trimmed;
}

/** The core's complaint about a value, or nothing. */
export function attrComplaint(name: string, spec: AttrSpec, value: AttrValue): string | undefined {
  return resolveAttrs({ [name]: spec }, { [name]: value }).problems[0]?.message;
}

/** True where height and width are the same and can share a field. */
export function isSquare(value: AttrValue): boolean {
  return !Array.isArray(value) || value[0] === value[1];
}

/** The two halves of an int or a pair. */
export function halves(value: AttrValue): readonly [number, number] {
  return typeof value === 'number' || Array.isArray(value) ? toPair(value as IntOrPair) : [0, 0];
}

/** The default in words, for a tooltip. */
export function describeDefault(spec: AttrSpec): string {
  const { default: value } = spec;
  if (value === null) return spec.nullLabel ?? 'none';
  if (spec.type === 'pair' || spec.type === 'padding') return typeof value === 'string' ? value : formatPair(value as IntOrPair);
  return attrText(value);
}
