/** How `exchange` ends; {@link EXIT_CODES_HELP} explains each. Scripts act on these, so a number never gets another meaning. */
export const EXIT_CODES = {
  ok: 0,
  failed: 1,
  usage: 2,
  unreachable: 3,
  notFound: 4,
  conflict: 5,
  incomplete: 6,
  interrupted: 130,
} as const;
export type ExitCode = (typeof EXIT_CODES)[keyof typeof EXIT_CODES];

/** The list in `exchange --help`. */
export const EXIT_CODES_HELP = `Exit codes:
  0    done
  1    refused by the server (its problem is printed: code, detail, pointers), or a check failed
  2    the command line, the environment or an input file is not usable; nothing was sent
  3    a server cannot be reached, or cannot work now; or no exchange was found
  4    not found, or not visible to the caller
  5    conflict: the step is not allowed now, or something was answered or closed differently
  6    not complete: a watch gave up waiting, or an export was cut off
  130  interrupted (Ctrl-C)`;

const NOT_WORKING_NOW: ReadonlySet<number> = new Set([429, 502, 503, 504]);

/** @param status HTTP status of an answer that is not a success. */
export function exitCodeOfStatus(status: number): ExitCode {
  if (status === 404) return EXIT_CODES.notFound;
  if (status === 409) return EXIT_CODES.conflict;
  return NOT_WORKING_NOW.has(status) ? EXIT_CODES.unreachable : EXIT_CODES.failed;
}
