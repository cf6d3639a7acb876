/** A fault in a partnership's files, for the person who edits them. */
export interface PartnershipProblem {
  /** The file's name, as it was given. */
  readonly file: string;
  /** The position in it (RFC 6901 pointer); empty for the whole file. */
  readonly path: string;
  /** Line of that position, from 1; absent if the position does not exist, as with a missing key. */
  readonly line?: number;
  /** The fault and the remedy. */
  readonly message: string;
}

/** One problem as a line of text. */
export function describeProblem({ file, path, line, message }: PartnershipProblem): string {
  return `${file}${line === undefined ? '' : `:${line}`}${path === '' ? '' : ` ${path}`}: ${message}`;
}
