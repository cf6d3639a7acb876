import type { SubmitReferralRequest } from '#libs/contracts';

type Child = SubmitReferralRequest['children'][number];

/**
 * An unborn child has an expected date of birth, or the age estimate 0 where not even that is known. A newborn child whose date of
 * birth is not known has the age estimate 0 as well; only an identifier, which is given after birth, tells the two apart.
 */
export function isUnborn({ dateOfBirth, expectedDateOfBirth, ageEstimateYears, identifiers }: Child): boolean {
  return dateOfBirth === undefined && (expectedDateOfBirth !== undefined || (ageEstimateYears === 0 && identifiers === undefined));
}
