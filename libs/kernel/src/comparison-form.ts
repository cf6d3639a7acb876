/** Zero-width spaces, byte order marks, marks of direction: a document or an export leaves them behind, and no reader can see them. */
const INVISIBLE = /[\p{Cf}\p{Default_Ignorable_Code_Point}]/gu;

/**
 * The form in which two references or names are compared: without invisible characters, without outer white space, repeated white space as
 * one space, in Unicode NFC, without case. It is the one rule for references and names of every kind. The text itself is kept and shown as written.
 *
 * Upper case goes before lower case, because some letters have one form in the first and two in the second (`ß` and `ss`, `ς` and `σ`). Lower
 * case goes before both, because the capital `ẞ` is its own upper case.
 */
export function comparisonForm(text: string): string {
  return text.replaceAll(INVISIBLE, '').trim().replaceAll(/\s+/gu, ' ').normalize('NFC').toLowerCase().toUpperCase().toLowerCase().normalize('NFC');
}
