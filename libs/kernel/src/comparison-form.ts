/**
 * The form in which two references or names are compared: without outer white space, repeated white space as one space, in Unicode
 * NFC, without case. It is the one rule for references and names of every kind. The text itself is kept and shown as written.
 *
 * Upper case goes before lower case, because some letters have one form in the first and two in the second (`ß` and `ss`, `ς` and `σ`). Lower
 * case goes before both, because the capital `ẞ` is its own upper case.
 */
export function comparisonForm(text: string): string {
  return text.trim().replaceAll(/\s+/gu, ' ').normalize('NFC').toLowerCase().toUpperCase().toLowerCase().normalize('NFC');
}
