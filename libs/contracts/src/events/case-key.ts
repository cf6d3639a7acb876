/** The key of a case: the first 32 digits of a keyed hash, see `caseKey` of libs/kernel. */
export const CASE_KEY = { pattern: '^[0-9a-f]{32}$', expected: 'a case key: 32 lower-case hexadecimal digits' };

/** A reference of a case, as a reader asks for it: one line of at most 64 characters that is not blank. */
export const CASE_REFERENCE = {
  pattern: String.raw`^[ \xA0]*[^\x00-\x20\x7F-\xA0][^\x00-\x1F\x7F-\x9F]{0,63}$`, expected: 'a case reference: one line of at most 64 characters',
};
