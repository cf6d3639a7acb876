import { Code, Described, ListOf, Optional } from '../validation/decorators.js';

/** Filters whose values the partnership file does not have, so that only the record can show that one is misspelt. */
export const RECORD_FILTERS = ['person', 'unit', 'referralId', 'correlationId'] as const;
export type RecordFilter = (typeof RECORD_FILTERS)[number];

const DESCRIPTION = 'Of the filters person, unit, referralId and correlationId: those whose value names nothing in the part of the record that the caller sees. Check the spelling. Given where the answer, or its first page, is empty; absent otherwise.';

/** Why an answer may be empty: an empty answer to a misspelt name would read as a clean bill. */
export function NotRecorded(): (target: object, property: string | symbol) => void {
  return (target, property) => {
    for (const decorate of [Described(DESCRIPTION), Optional(), ListOf(Code(RECORD_FILTERS), { max: RECORD_FILTERS.length })]) decorate(target, property);
  };
}
