import type { SubmitReferralRequest } from '#libs/contracts';
import { comparisonForm } from '#libs/kernel';

import { toLocalTime } from '../calendars/local-time.js';
import { identify } from './check-identifiers.js';
import { fieldProblem, type Path, type ReferralProblem } from './problem.js';

type Child = SubmitReferralRequest['children'][number];

/**
 * A referral is about a person under 18. The rule for dates of birth is wider on purpose, because councils support care leavers
 * up to 25 (Children and Social Work Act 2017, s.3), and a refusal because of an age band would leave a person unprotected. The
 * rule finds the date of birth of a parent, or a mistyped century. An unborn child is sent with the age estimate 0.
 */
const OLDEST_YEARS = 25;

/** Rules between the fields of one child, and between the children of one referral. */
export function checkChildren(content: SubmitReferralRequest, now: Date): ReferralProblem[] {
  return [
    ...content.children.flatMap((child, index) => [
      ...checkAge(child, ['children', index], content.incident.reportedAt, now),
      ...checkEthnicity(child, ['children', index]),
    ]),
    ...duplicates(content.children),
  ];
}

function checkAge(child: Child, path: Path, reportedAt: string, now: Date): ReferralProblem[] {
  const { dateOfBirth, ageEstimateYears } = child;
  if (dateOfBirth === undefined && ageEstimateYears === undefined) {
    const message = 'Give either the date of birth or, if it is not known, an estimate of the age in years.';
    return [fieldProblem([...path, 'dateOfBirth'], 'age-missing', message)];
  }
  const problems: ReferralProblem[] = [];
  if (dateOfBirth !== undefined && ageEstimateYears !== undefined) {
    const message = 'Leave the age estimate out if the date of birth is given: the two could contradict each other.';
    problems.push(fieldProblem([...path, 'ageEstimateYears'], 'age-stated-twice', message));
  }
  if (dateOfBirth !== undefined) problems.push(...checkDateOfBirth(dateOfBirth, [...path, 'dateOfBirth'], reportedAt, now));
  return problems;
}

/** Dates of birth are local dates: a child born in the first hour of a summer day was not born in the future. */
function checkDateOfBirth(dateOfBirth: string, path: Path, reportedAt: string, now: Date): ReferralProblem[] {
  if (dateOfBirth > toLocalTime(now.getTime()).date) {
    const message = 'This date of birth is in the future. For an unborn child give the age estimate 0 instead.';
    return [fieldProblem(path, 'date-of-birth-in-future', message)];
  }
  const reported = Date.parse(reportedAt);
  if (Number.isNaN(reported)) return [];
  if (ageOn(toLocalTime(reported).date, dateOfBirth) <= OLDEST_YEARS) return [];
  const message = `This makes the person older than ${OLDEST_YEARS} when reported. Check that it is the child's and not a parent's.`;
  return [fieldProblem(path, 'older-than-a-care-leaver', message)];
}

/** Completed years of age on a day; both are ISO dates. A person born on 29 February completes a year on 1 March. */
function ageOn(day: string, dateOfBirth: string): number {
  const years = Number(day.slice(0, 4)) - Number(dateOfBirth.slice(0, 4));
  return day.slice(5) < dateOfBirth.slice(5) ? years - 1 : years;
}

/**
 * An officer's perception and the statement of the child or family are two facts. Their code sets share no code, so the same
 * code in both fields was copied from one to the other. `checkCodes` leaves this problem to this rule.
 */
function checkEthnicity(child: Child, path: Path): ReferralProblem[] {
  const stated = child.selfDefinedEthnicity;
  if (stated === undefined) return [];
  const problems: ReferralProblem[] = [];
  if (stated.reasonNotStated !== undefined && stated.code !== 'NS') {
    const message = 'A reason for "not stated" goes only with the code NS. Leave the reason out, or correct the code.';
    problems.push(fieldProblem([...path, 'selfDefinedEthnicity', 'reasonNotStated'], 'reason-without-not-stated', message));
  }
  if (stated.code === child.perceivedEthnicity?.code) {
    const message = 'Self-defined and perceived ethnicity are recorded separately. Record what the person stated, or NS with the reason.';
    problems.push(fieldProblem([...path, 'selfDefinedEthnicity', 'code'], 'ethnicity-copied', message));
  }
  return problems;
}

/** One child sent twice becomes two cases at every partner. The problem names the later entry. */
function duplicates(children: readonly Child[]): ReferralProblem[] {
  const seen = new Map<string, number>();
  return children.flatMap((child, index) =>
    identities(child).flatMap(({ field, key }) => {
      const first = seen.get(key);
      if (first === undefined) seen.set(key, index);
      if (first === undefined || first === index) return [];
      const message = `This is the same child as children/${first}. Send each child once.`;
      return [fieldProblem(['children', index, ...field], 'duplicate-child', message)];
    }),
  );
}

/**
 * The identities of a child: each identifier, and the name with the date of birth. An age estimate is no identity, because two
 * unknown children of one family may share a surname and an age.
 */
function identities(child: Child): { field: readonly string[]; key: string }[] {
  const found = Object.entries(child.identifiers ?? {})
    .filter((entry): entry is [string, string] => typeof entry[1] === 'string')
    .map(([kind, value]) => ({ field: ['identifiers', kind], key: `${kind}:${identify(kind, value)}` }));
  const name = [plain(child.name.given), plain(child.name.family)];
  if (child.dateOfBirth === undefined || name.join('') === '') return found;
  return [...found, { field: [], key: JSON.stringify([...name, child.dateOfBirth]) }];
}

/**
 * A child's name for comparison. Wider than the rule for references: also without Latin accents, punctuation and spaces, because
 * one record has O'Neil and the other ONeil. Marks of other scripts stay, because they are vowels there and distinguish names.
 * Never stored, never sent.
 */
function plain(name: string): string {
  return comparisonForm(name.normalize('NFKD').replaceAll(/[\u0300-\u036f\p{P}\s]/gu, ''));
}
