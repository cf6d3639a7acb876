import { describe, expect, it } from '@jest/globals';

import type { Child, MissingEpisode, SubmitReferralRequest } from '#libs/contracts';

import { checkReferral } from './check-referral.js';

const now = new Date('2026-05-22T19:00:00+01:00');
/** Bodies are plain objects of the contract's shape, not instances of its classes. */
type Plain<Body> = { readonly [Key in keyof Body]: Body[Key] };

const amira: Plain<Child> = { name: { given: 'Amira', family: 'Example' }, dateOfBirth: '2014-03-09' };
const unknownChild: Plain<Child> = { name: { given: 'Unknown', family: 'Example' }, ageEstimateYears: 4 };

const incident: Plain<SubmitReferralRequest['incident']> = {
  reference: 'INC-1',
  occurredAt: '2026-05-22T15:00:00+01:00',
  reportedAt: '2026-05-22T16:00:00+01:00',
};
const risk: Plain<SubmitReferralRequest['risk']> = { grade: 'red', gradedAt: '2026-05-22T16:20:00+01:00', gradedBy: 'cc-0007' };
const episode: Plain<MissingEpisode> = { missingSince: '2026-05-22T15:00:00+01:00', reportedAt: '2026-05-22T16:00:00+01:00', riskLevel: 'high' };

const missingFromHome: Plain<SubmitReferralRequest> = {
  caseReference: 'NP/2026/000123',
  area: 'northshire',
  concern: { types: ['missing', 'domestic-abuse'] },
  children: [{ ...amira, missingEpisodes: [episode] }],
  incident: { ...incident, assessedAt: '2026-05-22T17:00:00+01:00' },
  risk,
  narrative: 'Left home after an argument.',
  referrer: { force: 'northshire-police', unit: 'RESPONSE-2', officer: { reference: 'pc-1234' } },
  lawfulBasis: { police: 'dpa-2018-part-3-sch-8-para-4' },
  marking: 'OFFICIAL-SENSITIVE',
};

function withChildren(...children: readonly Child[]): Plain<SubmitReferralRequest> {
  return { ...missingFromHome, children };
}

function withTimes(times: Partial<Plain<SubmitReferralRequest['incident']>>): SubmitReferralRequest {
  return { ...missingFromHome, incident: { ...incident, ...times } };
}

function withGrading(gradedAt: string): SubmitReferralRequest {
  return { ...missingFromHome, risk: { ...risk, gradedAt } };
}

function withEpisodes(...episodes: readonly Partial<Plain<MissingEpisode>>[]): SubmitReferralRequest {
  return withChildren({ ...amira, missingEpisodes: episodes.map((times) => ({ ...episode, ...times })) });
}

function withEpisode(times: Partial<Plain<MissingEpisode>>): SubmitReferralRequest {
  return withChildren({ ...amira, missingEpisodes: [{ ...episode, ...times }] });
}

function found(content: SubmitReferralRequest): string[] {
  return checkReferral(content, now).map(({ pointer, code }) => `${pointer} ${code}`);
}

describe('a referral that contradicts itself is refused with a pointer', () => {
  it.each<[string, SubmitReferralRequest, string[]]>([
    ['a sound referral passes', missingFromHome, []],
    ['neither a date of birth nor an estimate', withChildren({ name: { given: 'Amira' } }), ['/children/0/dateOfBirth age-missing']],
    ['an estimate beside the date of birth', withChildren({ ...amira, ageEstimateYears: 12 }), ['/children/0/ageEstimateYears age-stated-twice']],
    ['a child known by one name', withChildren({ ...amira, name: { given: 'Farishta' } }), []],
    ['a child known by a family name alone', withChildren({ ...amira, name: { family: 'Sukarno' } }), []],
    ['a child known by a nickname', withChildren({ ...amira, name: { otherNames: 'Smudge' } }), []],
    ['a child whose name got lost', withChildren({ dateOfBirth: '2014-03-09' }), ['/children/0/name name-missing']],
    ['a child with an empty name', withChildren({ ...amira, name: {} }), ['/children/0/name name-missing']],
    ['an unborn child with an expected date and no name', withChildren({ expectedDateOfBirth: '2026-09-01' }), []],
    ['an unborn child as other systems send it, with the age 0 as well', withChildren({ name: { given: 'Unborn', family: 'Example' }, ageEstimateYears: 0, expectedDateOfBirth: '2026-09-01' }), []],
    ['an unborn child who is a month overdue', withChildren({ expectedDateOfBirth: '2026-04-24' }), []],
    ['an unborn child at a school', withChildren({ expectedDateOfBirth: '2026-09-01', school: { name: 'Hilltop School' } }), ['/children/0/school unborn-at-school']],
    ['an unborn child who is missing', withChildren({ expectedDateOfBirth: '2026-09-01', missingEpisodes: [{ missingSince: '2026-05-22T10:00:00Z', reportedAt: '2026-05-22T11:00:00Z', riskLevel: 'high' }] }), ['/children/0/missingEpisodes/0 unborn-missing']],
    ['an expected date of last winter', withChildren({ expectedDateOfBirth: '2026-01-10' }), ['/children/0/expectedDateOfBirth not-expected']],
    ['an expected date after the longest pregnancy', withChildren({ expectedDateOfBirth: '2027-03-20' }), ['/children/0/expectedDateOfBirth not-expected']],
    ['an expected date of a child who is born', withChildren({ ...amira, expectedDateOfBirth: '2026-09-01' }), ['/children/0/expectedDateOfBirth born-and-unborn']],
    ['an expected date of a child of four', withChildren({ ...unknownChild, expectedDateOfBirth: '2026-09-01' }), ['/children/0/expectedDateOfBirth born-and-unborn']],
    ['year and month of birth', withChildren({ ...amira, dateOfBirth: '2012-03' }), []],
    ['year of birth', withChildren({ ...amira, dateOfBirth: '2012' }), []],
    ['this month, and this year', withChildren({ ...amira, dateOfBirth: '2026-05' }, { ...amira, dateOfBirth: '2026' }), []],
    ['next month', withChildren({ ...amira, dateOfBirth: '2026-06' }), ['/children/0/dateOfBirth date-of-birth-in-future']],
    ['next year', withChildren({ ...amira, dateOfBirth: '2027' }), ['/children/0/dateOfBirth date-of-birth-in-future']],
    ['a care leaver who may still be 25', withChildren({ ...amira, dateOfBirth: '2000' }), []],
    ['a month in which everyone has turned 26', withChildren({ ...amira, dateOfBirth: '2000-04' }), ['/children/0/dateOfBirth older-than-a-care-leaver']],
    ['part of a date beside an estimate', withChildren({ ...amira, dateOfBirth: '2012', ageEstimateYears: 14 }), ['/children/0/ageEstimateYears age-stated-twice']],
    ['a care leaver of about 24', withChildren({ ...unknownChild, ageEstimateYears: 24 }), []],
    ['an NHS number that fits, of one digit', withChildren({ ...amira, identifiers: { nhsNumber: '0000000000' } }), ['/children/0/identifiers/nhsNumber placeholder-identifier']],
    ['a PNC id of next year', withChildren({ ...amira, identifiers: { pncId: '2027/0000001L' } }), ['/children/0/identifiers/pncId identifier-in-future']],
    ['a PNC id of this year', withChildren({ ...amira, identifiers: { pncId: '2026/0000001W' } }), []],
    ['an unborn child, as age 0', withChildren({ ...unknownChild, ageEstimateYears: 0 }), []],
    ['born today', withChildren({ ...amira, dateOfBirth: '2026-05-22' }), []],
    ['born tomorrow', withChildren({ ...amira, dateOfBirth: '2026-05-23' }), ['/children/0/dateOfBirth date-of-birth-in-future']],
    ['a care leaver on the last day of being 25', withChildren({ ...amira, dateOfBirth: '2000-05-23' }), []],
    ['a person who turned 26 on the day of the report', withChildren({ ...amira, dateOfBirth: '2000-05-22' }), ['/children/0/dateOfBirth older-than-a-care-leaver']],
    ['the date of birth of a parent', withChildren({ ...amira, dateOfBirth: '1984-03-09' }), ['/children/0/dateOfBirth older-than-a-care-leaver']],
    ['a reason although ethnicity was stated', withChildren({ ...amira, selfDefinedEthnicity: { code: 'W3', reasonNotStated: 'N1' } }), ['/children/0/selfDefinedEthnicity/reasonNotStated reason-without-not-stated']],
    ['not stated, with the reason', withChildren({ ...amira, selfDefinedEthnicity: { code: 'NS', reasonNotStated: 'N4' } }), []],
    ['perceived and self-defined recorded separately', withChildren({ ...amira, selfDefinedEthnicity: { code: 'W3' }, perceivedEthnicity: { code: 'IC1' } }), []],
    ['the perceived code copied into the self-defined one', withChildren({ ...amira, selfDefinedEthnicity: { code: 'IC1' }, perceivedEthnicity: { code: 'IC1' } }), ['/children/0/selfDefinedEthnicity/code ethnicity-copied']],
    ['reported before it happened', withTimes({ reportedAt: '2026-05-22T14:00:00+01:00' }), ['/incident/reportedAt times-out-of-order']],
    ['assessed before it was reported', withTimes({ assessedAt: '2026-05-22T15:30:00+01:00' }), ['/incident/assessedAt times-out-of-order']],
    ['not assessed yet', withTimes({}), []],
    ['one instant in two offsets is in order', withTimes({ reportedAt: '2026-05-22T14:00:00Z' }), []],
    ['a clock four minutes fast', withTimes({ assessedAt: '2026-05-22T19:04:00+01:00' }), []],
    ['a clock six minutes fast', withTimes({ assessedAt: '2026-05-22T19:06:00+01:00' }), ['/incident/assessedAt time-in-future']],
    ['graded before it was reported', withGrading('2026-05-22T15:30:00+01:00'), ['/risk/gradedAt times-out-of-order']],
    ['graded in the future', withGrading('2026-05-23T15:30:00+01:00'), ['/risk/gradedAt time-in-future']],
    ['reported missing before going missing', withEpisode({ reportedAt: '2026-05-22T14:00:00+01:00' }), ['/children/0/missingEpisodes/0/reportedAt times-out-of-order']],
    ['found before going missing', withEpisode({ foundAt: '2026-05-22T14:00:00+01:00' }), ['/children/0/missingEpisodes/0/foundAt times-out-of-order']],
    ['missing again before the first return', withEpisodes({ foundAt: '2026-05-22T16:30:00+01:00' }, { missingSince: '2026-05-22T16:20:00+01:00', reportedAt: '2026-05-22T16:40:00+01:00' }), ['/children/0/missingEpisodes/1/missingSince episodes-overlap']],
    ['missing again although never found', withEpisodes({}, { missingSince: '2026-05-22T18:00:00+01:00', reportedAt: '2026-05-22T18:05:00+01:00' }), ['/children/0/missingEpisodes/1/missingSince episodes-overlap']],
    ['missing again after the first return', withEpisodes({ foundAt: '2026-05-22T16:30:00+01:00' }, { missingSince: '2026-05-22T18:00:00+01:00', reportedAt: '2026-05-22T18:05:00+01:00' }), []],
    ['a sibling who is still missing', withChildren({ ...amira, missingEpisodes: [{ ...episode, foundAt: '2026-05-22T16:30:00+01:00' }] }, { ...unknownChild, missingEpisodes: [episode] }), []],
    ['back before the report to the police', withEpisode({ foundAt: '2026-05-22T15:30:00+01:00' }), []],
    ['information from the future', withEpisode({ informationObtainedAt: '2026-05-24T15:30:00+01:00' }), ['/children/0/missingEpisodes/0/informationObtainedAt time-in-future']],
  ])('%s', (_what, content, problems) => {
    expect(found(content)).toEqual(problems);
  });

  it('accepts a child born in the first hour of a summer day', () => {
    const afterMidnight = new Date('2026-05-22T23:30:00Z');
    expect(checkReferral(withChildren({ ...amira, dateOfBirth: '2026-05-23' }), afterMidnight)).toEqual([]);
  });
});

describe('a child is sent once', () => {
  it.each<[string, Child[], string[]]>([
    ['twins', [amira, { ...amira, name: { given: 'Amal', family: 'Example' } }], []],
    ['one name on two birthdays', [amira, { ...amira, dateOfBirth: '2015-03-09' }], []],
    ['case, accents, hyphens and spaces apart', [{ ...amira, name: { given: 'Zoë-Marie', family: 'O’Neil' } }, { ...amira, name: { given: 'zoe  marie', family: 'ONeil ' } }], ['/children/1 duplicate-child']],
    ['vowel signs of another script distinguish names', [{ ...amira, name: { given: 'राम', family: 'Example' } }, { ...amira, name: { given: 'रमा', family: 'Example' } }], []],
    ['one NHS number under two names', [{ ...amira, identifiers: { nhsNumber: '9111231114' } }, { ...unknownChild, identifiers: { nhsNumber: '9111231114' } }], ['/children/1/identifiers/nhsNumber duplicate-child']],
    ['two unknown children of one family and age', [unknownChild, unknownChild], []],
    ['names that are only punctuation identify no child', [{ ...amira, name: { given: '?', family: '?' } }, { ...amira, name: { given: '-', family: '-' } }], []],
    ['newborn twins with two NHS numbers under one name', [{ ...amira, identifiers: { nhsNumber: '9111231114' } }, { ...amira, identifiers: { nhsNumber: '4010232137' } }], []],
    ['two pupil numbers under one name', [{ ...amira, identifiers: { upn: 'A950000178301' } }, { ...amira, identifiers: { upn: 'H243278544154' } }], []],
    ['one name, and only one of the two with a number', [{ ...amira, identifiers: { nhsNumber: '9111231114' } }, amira], ['/children/1 duplicate-child']],
    ['one name, and numbers of two kinds', [{ ...amira, identifiers: { nhsNumber: '9111231114' } }, { ...amira, identifiers: { upn: 'A950000178301' } }], ['/children/1 duplicate-child']],
    ['one PNC id in its two forms', [{ ...amira, identifiers: { pncId: '81/34U' } }, { ...unknownChild, identifiers: { pncId: '1981/0000034U' } }], ['/children/1/identifiers/pncId duplicate-child']],
    ['unborn twins with one expected date', [{ expectedDateOfBirth: '2026-09-01' }, { expectedDateOfBirth: '2026-09-01' }], []],
    ['unborn twins of whom nothing is known', [{ ...unknownChild, ageEstimateYears: 0 }, { ...unknownChild, ageEstimateYears: 0 }], []],
    ['siblings with the same placeholder', [{ ...amira, identifiers: { nhsNumber: '9999999999' } }, { ...unknownChild, identifiers: { nhsNumber: '9999999999' } }], [
      '/children/0/identifiers/nhsNumber placeholder-identifier', '/children/1/identifiers/nhsNumber placeholder-identifier',
    ]],
    ['two placeholders under one name prove no two children', [{ ...amira, identifiers: { nhsNumber: '9999999999' } }, { ...amira, identifiers: { nhsNumber: '0000000000' } }], [
      '/children/1 duplicate-child', '/children/0/identifiers/nhsNumber placeholder-identifier', '/children/1/identifiers/nhsNumber placeholder-identifier',
    ]],
    ['one name in one month may be two children', [{ ...amira, dateOfBirth: '2014-03' }, { ...amira, dateOfBirth: '2014-03' }], []],
    ['one child by one name, twice', [{ ...amira, name: { given: 'Farishta' } }, { ...amira, name: { given: 'FARISHTA ' } }], ['/children/1 duplicate-child']],
    ['a given name and the same family name', [{ ...amira, name: { given: 'Sam' } }, { ...amira, name: { family: 'Sam' } }], []],
    ['the third is the first again', [amira, unknownChild, amira], ['/children/2 duplicate-child']],
  ])('%s', (_what, children, problems) => {
    expect(found(withChildren(...children))).toEqual(problems);
  });
});

describe('the text of a problem', () => {
  const wrong = {
    ...withChildren({ ...amira, dateOfBirth: '2031-01-02', selfDefinedEthnicity: { code: 'W3', reasonNotStated: 'N1' } }, { ...amira, dateOfBirth: '2031-01-02' }),
    incident: { ...incident, reportedAt: '2026-05-22T13:07:11+01:00' },
  };

  it('names the field and never the value', () => {
    const problems = checkReferral(wrong, now);
    expect(problems).toHaveLength(5);
    const text = JSON.stringify(problems);
    for (const value of ['2031', 'Amira', 'W3', 'N1', '13:07']) expect(text).not.toContain(value);
  });

  it('leaves the content unchanged', () => {
    const frozen = deepFreeze(structuredClone(wrong));
    expect(() => checkReferral(frozen, now)).not.toThrow();
    expect(frozen).toEqual(wrong);
  });
});

function deepFreeze<Value>(value: Value): Value {
  if (typeof value === 'object' && value !== null) Object.values(Object.freeze(value)).forEach((member) => deepFreeze(member));
  return value;
}
