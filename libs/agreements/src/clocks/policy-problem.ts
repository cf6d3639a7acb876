/** A fault of the data from which clocks are calculated. */
export interface PolicyProblem {
  /** The file with the fault: the partnership file, the file of limits and chains, or a calendar by its id. */
  readonly file: 'partnership' | 'clocks' | { readonly calendar: string };
  /** The position in the file. */
  readonly path: readonly (string | number)[];
  readonly message: string;
}

/** One problem as a line of text: `school-terms/142001/versions/0/periods/3/from: …`. */
export function describePolicyProblem({ file, path, message }: PolicyProblem): string {
  return `${[typeof file === 'string' ? file : file.calendar, ...path].join('/')}: ${message}`;
}
