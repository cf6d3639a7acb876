import { Described, Line, Optional } from '../validation/decorators.js';

const AS_WRITTEN = [Described('The force\'s own reference of the case, as written. Absent after the retention of the content has ended.'), Optional(), Line(64)];

/** The reference of a case in an answer to its force. */
export function CaseReferenceAsWritten(): (target: object, property: string | symbol) => void {
  return (target, property) => {
    for (const decorate of AS_WRITTEN) decorate(target, property);
  };
}
