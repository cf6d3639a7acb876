import type { SubmitReferralRequest } from '#libs/contracts';

import { addDays, toLocalTime } from '../calendars/local-time.js';
import { duplicateChildren } from './duplicate-children.js';
import { fieldProblem, type Path, type ReferralProblem } from './problem.js';
import { isUnborn } from './unborn.js';

type Child = SubmitReferralRequest['children'][number];

/**
 * A referral is about a person under 18. The rules for ages are wider on purpose, because councils support care leavers up to 25
 * (Children and Social Work Act 2017, s.3), and a refusal because of an age band would leave a person unprotected. The rule finds
 * the date of birth of a parent, or a mistyped century.
 */
const OLDEST_YEARS = 25;
/** From the first signs of a pregnancy to an overdue birth: an expected date outside this interval is mistyped. */
const LONGEST_PREGNANCY_DAYS = 301;
const OVERDUE_DAYS = 28;

/** Rules between the fields of one child, and between the children of one referral. */
export function checkChildren(content: SubmitReferralRequest, now: Date): ReferralProblem[] {
  return [
    ...content.children.flatMap((child, index) => [
      ...checkName(child, ['children', index]),
      ...checkAge(child, ['children', index], content.incident.reportedAt, now),
      ...checkEthnicity(child, ['children', index]),
      ...checkUnborn(child, ['children', index]),
    ]),
    ...duplicateChildren(content.children),
  ];
}

/** A child who is not born yet cannot go missing and is at no school: the field belongs to another child, a sibling or the mother. */
function checkUnborn({ expectedDateOfBirth, dateOfBirth, ageEstimateYears = 0, school, missingEpisodes = [] }: Child, path: Path): ReferralProblem[] {
  // Of a child with both kinds of dates, another rule says which one to leave out.
  if (expectedDateOfBirth === undefined || dateOfBirth !== undefined || ageEstimateYears > 0) return [];
  return [
    ...(school === undefined ? [] : [fieldProblem([...path, 'school'], 'unborn-at-school', 'An unborn child is at no school. Leave the school out, or give it for the child who is there.')]),
    ...missingEpisodes.map((_, index) =>
      fieldProblem([...path, 'missingEpisodes', index], 'unborn-missing', 'An unborn child cannot be missing. Record the missing episode for the child or the young mother who is missing.')),
  ];
}

/** Some children have one name, and an unborn child may have none. Any other child without a name was lost between two systems. */
function checkName(child: Child, path: Path): ReferralProblem[] {
  const { given, family, otherNames } = child.name ?? {};
  if ((given ?? family ?? otherNames) !== undefined || isUnborn(child)) return [];
  return [fieldProblem([...path, 'name'], 'name-missing', 'Give the name, or the part of it that is known. Only an unborn child may have none.')];
}

function checkAge(child: Child, path: Path, reportedAt: string, now: Date): ReferralProblem[] {
  const { dateOfBirth, ageEstimateYears, expectedDateOfBirth } = child;
  if (dateOfBirth === undefined && ageEstimateYears === undefined && expectedDateOfBirth === undefined) {
    const message = 'Give the date of birth, or the known part of it; if nothing of it is known, an estimate of the age in years; '
      + 'for an unborn child, the expected date of birth.';
    return [fieldProblem([...path, 'dateOfBirth'], 'age-missing', message)];
  }
  const problems: ReferralProblem[] = [];
  if (dateOfBirth !== undefined && ageEstimateYears !== undefined) {
    const message = 'Leave the age estimate out if the date of birth is given: the two could contradict each other.';
    problems.push(fieldProblem([...path, 'ageEstimateYears'], 'age-stated-twice', message));
  }
  if (dateOfBirth !== undefined) problems.push(...checkDateOfBirth(dateOfBirth, [...path, 'dateOfBirth'], reportedAt, now));
  if (expectedDateOfBirth !== undefined) problems.push(...checkExpectedDate(child, [...path, 'expectedDateOfBirth'], reportedAt, now));
  return problems;
}

/**
 * Dates of birth are local dates: a child born in the first hour of a summer day was not born in the future. Of a part of a date,
 * the rules take the day that breaks them least.
 */
function checkDateOfBirth(dateOfBirth: string, path: Path, reportedAt: string, now: Date): ReferralProblem[] {
  if (dateOfBirth > toLocalTime(now.getTime()).date.slice(0, dateOfBirth.length)) {
    const message = 'This date of birth is in the future. For an unborn child give the expected date of birth instead.';
    return [fieldProblem(path, 'date-of-birth-in-future', message)];
  }
  const reported = Date.parse(reportedAt);
  if (Number.isNaN(reported)) return [];
  const latest = dateOfBirth + '9999-12-31'.slice(dateOfBirth.length);
  if (ageOn(toLocalTime(reported).date, latest) <= OLDEST_YEARS) return [];
  const message = `This makes the person older than ${OLDEST_YEARS} when reported. Check that it is the child's and not a parent's.`;
  return [fieldProblem(path, 'older-than-a-care-leaver', message)];
}

/** The past is measured from the report, because a correction after the birth must not be refused for a date that was right. */
function checkExpectedDate({ dateOfBirth, ageEstimateYears = 0, expectedDateOfBirth = '' }: Child, path: Path, reportedAt: string, now: Date): ReferralProblem[] {
  if (dateOfBirth !== undefined || ageEstimateYears > 0) {
    const message = 'Only an unborn child has an expected date of birth. Leave it out for a child who is born.';
    return [fieldProblem(path, 'born-and-unborn', message)];
  }
  const reported = Date.parse(reportedAt);
  const today = toLocalTime(now.getTime()).date;
  const reportedOn = Number.isNaN(reported) ? today : toLocalTime(reported).date;
  if (expectedDateOfBirth >= addDays(reportedOn, -OVERDUE_DAYS) && expectedDateOfBirth <= addDays(today, LONGEST_PREGNANCY_DAYS)) return [];
  const message = 'This cannot be the expected date of birth of a child who was unborn when it was reported. Correct it, or give the date of birth.';
  return [fieldProblem(path, 'not-expected', message)];
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
