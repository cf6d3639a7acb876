import type { Completion, ReferredChild } from '#libs/contracts';
import { comparisonForm } from '#libs/kernel';

import { urnsOf, type Partnership } from '../model/partnership.js';

const OTHER_NUMBER = 'A school of the partnership has the name of this school, and another reference number. The school was not notified. '
  + 'Check the reference number, and correct the referral if the child is on the roll of that school.';
const NO_NUMBER = 'A school of the partnership has the name of this school. It was not notified, because a school is notified by its reference number only. '
  + 'Add the reference number if the child is on the roll of that school.';

/**
 * The schools that the sender is asked to check: the name is that of a school of the partnership, and the URN is missing or unknown.
 * A name alone makes no recipient, because two schools may share it and a wrong one must not learn about the child.
 */
export function schoolsToCheck({ agencies }: Pick<Partnership, 'agencies'>, children: readonly Pick<ReferredChild, 'childId' | 'school' | 'educatedAtHome'>[]): readonly Completion[] {
  const schools = agencies.filter(({ kind }) => kind === 'school');
  const urns = new Set(schools.flatMap((school) => urnsOf(school)));
  const names = new Set(schools.flatMap(({ name, formerNames = [] }) => [name, ...formerNames.map((former) => former.name)]).map((name) => comparisonForm(name)));
  return children.flatMap(({ childId, school, educatedAtHome }) => {
    if (school === undefined || educatedAtHome === true || !names.has(comparisonForm(school.name))) return [];
    if (school.urn !== undefined && urns.has(school.urn)) return [];
    return [{ pointer: `/children/${childId}/school/urn`, rule: 'SCHOOL_OF_THIS_NAME', ruleVersion: 1, message: school.urn === undefined ? NO_NUMBER : OTHER_NUMBER }];
  });
}
