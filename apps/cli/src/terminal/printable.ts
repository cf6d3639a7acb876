/**
 * Text that is safe to show on a terminal. Control characters and direction marks from other people's text must not move the
 * cursor, recolour the screen or reorder the text. Line breaks and tabs stay.
 */
export function printable(text: string): string {
  // oxlint-disable-next-line eslint/no-control-regex
  return text.replaceAll(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g, '\ufffd');
}

/** The same on one line, for a cell of a table. */
export function printableLine(text: string): string {
  return printable(text).replaceAll(/[\n\t\u2028\u2029]+/g, ' ');
}
