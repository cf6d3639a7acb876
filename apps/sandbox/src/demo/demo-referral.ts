import type { SubmitReferralRequest } from '#libs/contracts';

import type { DemoReferral } from './demo-referrals.js';

/** Names that are clearly not those of real people. */
const GIVEN = ['Rosa', 'Theo', 'Amira', 'Finn', 'Maya', 'Noah', 'Ines', 'Kofi'];
const FAMILY = ['Testcase', 'Sample', 'Specimen', 'Example', 'Placeholder', 'Fixture'];
const SCHOOLS = { hilltop: { name: 'Hilltop School', urn: '142001' }, riverside: { name: 'Riverside School', urn: '142002' } } as const;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const EXPECTED_IN_DAYS = 120;

/**
 * The body of a demo referral. The same demo referral and day give the same body, so a load that was cut off can be repeated under
 * the same idempotency keys.
 *
 * @param day the day of the first load, as the time of the newest demo referral.
 */
export function demoReferral(demo: DemoReferral, day: Date): SubmitReferralRequest {
  const number = Number(demo.key.slice(-3));
  const occurred = occurredAt(demo, day);
  const at = (hours: number): string => new Date(occurred + hours * HOUR_MS).toISOString();
  return {
    caseReference: demo.key,
    area: demo.area,
    concern: { types: demo.concerns, ...(demo.flags !== undefined && { flags: demo.flags }) },
    children: Array.from({ length: demo.children }, (_, index) => ({
      ...demoChild(demo, number + index, index, day),
      ...(demo.concerns.includes('missing') && {
        missingEpisodes: [{ missingSince: at(0), reportedAt: at(0.5), riskLevel: demo.grade === 'red' ? 'high' : 'medium' }],
      }),
    })),
    incident: { reference: `INC-${demo.key}`, occurredAt: at(0), reportedAt: at(0.5), assessedAt: at(1) },
    risk: { grade: demo.grade, gradedAt: at(1), gradedBy: 'contact-centre-supervisor' },
    ...(demo.linkedAgencies !== undefined && { allegedAbuser: { linkedAgencies: demo.linkedAgencies } }),
    narrative: demo.narrative,
    referrer: { force: 'northshire-police', unit: `NS-${1 + (number % 3)}`, officer: { reference: 'pc-2041' } },
    lawfulBasis: { police: 'dpa-2018-part-3-sch-8-para-4' },
    marking: 'OFFICIAL-SENSITIVE',
  };
}

/** The Sundays on which half-terms of the demo's schools begin, as far as their calendars reach. */
const HALF_TERM_SUNDAYS = ['2025-10-26', '2026-02-15', '2026-05-24', '2026-10-25', '2027-02-14', '2027-05-30'];

/** The time of the incident, in milliseconds: a number of days ago, or in the evening of the last Sunday of a half-term. */
export function occurredAt({ daysAgo, inHalfTerm }: DemoReferral, day: Date): number {
  const sunday = HALF_TERM_SUNDAYS.map((date) => Date.parse(`${date}T20:40:00Z`)).findLast((time) => time < day.getTime() - DAY_MS);
  return inHalfTerm === true && sunday !== undefined ? sunday : day.getTime() - daysAgo * DAY_MS - 6 * HOUR_MS;
}

function demoChild(demo: DemoReferral, seed: number, index: number, day: Date): SubmitReferralRequest['children'][number] {
  if (demo.known === 'unborn') return { expectedDateOfBirth: new Date(day.getTime() + EXPECTED_IN_DAYS * DAY_MS).toISOString().slice(0, 10), address: addressOf(seed) };
  if (demo.known === 'one-name') {
    return {
      name: { given: GIVEN[seed % GIVEN.length] ?? 'Rosa' }, ageEstimateYears: 15, perceivedEthnicity: { code: 'IC9' },
      ...(demo.whereSeen !== undefined && { whereSeen: demo.whereSeen }),
    };
  }
  const birthYear = 2010 + (seed % 7);
  const isAtHome = index >= demo.children - (demo.educatedAtHome ?? 0);
  return {
    name: { given: GIVEN[seed % GIVEN.length] ?? 'Rosa', family: FAMILY[(seed - index) % FAMILY.length] ?? 'Testcase' },
    dateOfBirth: `${birthYear}-0${1 + (seed % 9)}-1${index}`,
    sex: seed % 2 === 0 ? 'female' : 'male',
    address: addressOf(seed),
    ...(isAtHome ? { educatedAtHome: true } : demo.school !== undefined && { school: SCHOOLS[demo.school] }),
    ...(demo.whereSeen !== undefined && { whereSeen: demo.whereSeen }),
    selfDefinedEthnicity: seed % 4 === 0 ? { code: 'NS', reasonNotStated: 'N1' } : { code: ['W1', 'B1', 'A2', 'M1'][seed % 4] ?? 'W1' },
    perceivedEthnicity: { code: 'IC9' },
  };
}

function addressOf(seed: number): NonNullable<SubmitReferralRequest['children'][number]['address']> {
  return { lines: [`${seed} Example Street`, 'Northshire'], postcode: 'ZZ99 3VZ' };
}
