import { ProblemException, type ProblemField } from './problem-exception.js';

/** Keeps the message within the 500 characters of its contract. */
const MOST_CHARACTERS = 440;

/**
 * The fault of a name that does not exist, with the known names, as many as fit. The unknown name is not repeated, because it may be
 * a value in the wrong place.
 *
 * @param pointer the parameter or member, without the slash: `agency`, `referrer/force`.
 */
export function unknownName(pointer: string, known: readonly string[]): ProblemField {
  return { pointer: `/${pointer}`, code: 'unknown', message: `The exchange does not know this name. ${listed(known)}` };
}

/**
 * Refuses a filter that names what does not exist, because an empty list would read as a clean bill.
 *
 * @throws ProblemException GEN-011 with the known names.
 */
export function refuseUnknown(parameter: string, value: string | undefined, known: readonly string[]): void {
  if (value !== undefined && !known.includes(value)) throw new ProblemException('GEN-011', { errors: [unknownName(parameter, known)] });
}

function listed(known: readonly string[]): string {
  if (known.length === 0) return 'There is none.';
  const shown: string[] = [];
  let length = 0;
  for (const name of known) {
    length += name.length + 2;
    if (length > MOST_CHARACTERS) break;
    shown.push(name);
  }
  const more = known.length - shown.length;
  return `Use one of: ${shown.join(', ')}${more > 0 ? `, and ${more} more` : ''}.`;
}
