import { SCHOOLING, urnsOf, type Partnership } from '../model/partnership.js';
import type { Allowance } from './view.js';

/**
 * The children that a notice to an agency can be about where no agreement gives it a view any more: those on the roll of a school, and
 * those without a school in the areas of another agency. Shows no field.
 *
 * @returns undefined for an agency that the partnership does not have.
 */
export function childrenOfNotice({ agencies }: Pick<Partnership, 'agencies'>, agencyId: string): Pick<Allowance, 'onRollOf' | 'forChildren'> | undefined {
  const agency = agencies.find(({ id }) => id === agencyId);
  if (agency === undefined) return undefined;
  if (agency.kind === 'school') return { onRollOf: urnsOf(agency) };
  const schools = new Set(agencies.flatMap((each) => urnsOf(each)));
  return { forChildren: [{ fields: [], schooling: SCHOOLING, schools, ...(agency.areas.length > 0 && { areas: agency.areas }) }] };
}
