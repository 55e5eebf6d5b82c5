// Numbers in running text as a book sets them: "-3.086" with a minus, "71.1 %" not broken before its sign.

/** The same text for the eye; what is read aloud and searched for stays what it was in meaning. */
export function typeset(text: string): string {
  return text.replace(/(?<![\p{L}\p{N}])-(?=\d)/gu, '−').replace(/(?<=\d) %/g, '\u00a0%');
}
