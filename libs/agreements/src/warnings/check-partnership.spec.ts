import { fileURLToPath } from 'node:url';

import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { GRADES } from '#libs/contracts';

import { CONCERNS, type Agreement } from '../model/partnership.js';
import { readPartnership } from '../reading/read-partnership.js';
import { resolveRecipients } from '../routing/routing.js';
import { agreement, partnership, route, view } from '../test-support/partnerships.js';
import { placesIn } from '../test-support/referrals.js';
import { checkPartnership } from './check-partnership.js';
import { checkSignals } from './agreement-status.js';

const ON = '2026-05-22';

function warnings(...agreements: readonly Agreement[]): string[] {
  return checkPartnership(partnership(...agreements), ON).map(({ code, message }) => `${code}: ${message}`);
}

describe('holes: children without a recipient', () => {
  it('finds none if each hub receives everything of its area', () => {
    expect(warnings(agreement())).toEqual([]);
  });

  it('names the missing combinations in as few sentences as possible', () => {
    const routes = [route('north', { areas: ['north'], grades: ['red', 'amber'] }, 'north-csc'), route('south', { concerns: CONCERNS.filter((each) => each !== 'neglect' && each !== 'other') }, 'south-csc')];
    expect(warnings(agreement({ routes }))).toEqual([
      'no-recipient: No agency is certain to receive a referral about neglect or other, graded green, in north.',
      'no-recipient: No agency is certain to receive a referral about neglect or other, of any grade, in south.',
    ]);
  });

  it('reports a grade without a recipient, unless the partnership declares it', () => {
    const routes = [route('all', { grades: ['red', 'amber', 'green'] }, 'north-csc')];
    expect(checkPartnership({ ...partnership(agreement({ routes })), notShared: { grades: [] } }, ON).map(({ message }) => message)).toEqual([
      'No agency is certain to receive a referral about any concern, graded blue, in any area.',
    ]);
    expect(warnings(agreement({ routes }))).toEqual([]);
  });

  it('does not count a school, or a rule about children without one, because another child would have no recipient', () => {
    const found = warnings(agreement({ routes: [route('school', { areas: ['north', 'south'] }, 'village-school'), route('home', { schooling: ['no-school-stated'] }, 'north-csc')] }));
    expect(found).toEqual(['no-recipient: No agency is certain to receive a referral about any concern, of any grade, in any area.']);
  });

  it('reports a combination with a recipient but without a decision', () => {
    const routes = [route('north', { areas: ['north'] }, 'north-csc', 'acknowledge'), route('south', { areas: ['south'] }, 'south-csc')];
    expect(warnings(agreement({ routes }))).toEqual(['no-decision: No agency is asked to decide on a referral about any concern, of any grade, in north.']);
  });

  it('agrees with routing: a hole is a referral without a recipient, and nothing else', () => {
    const values = fc.record({
      areas: fc.option(fc.subarray(['north', 'south'], { minLength: 1 })),
      concerns: fc.option(fc.subarray([...CONCERNS], { minLength: 8 })),
      grades: fc.subarray([...GRADES].filter((grade) => grade !== 'blue'), { minLength: 1 }),
    });
    fc.assert(
      fc.property(fc.array(values, { minLength: 1, maxLength: 4 }), (conditions) => {
        const routes = conditions.map(({ areas, concerns, grades }, index) =>
          route(`route-${index}`, { grades, ...(areas !== null && { areas }), ...(concerns !== null && { concerns }) }, 'north-csc'),
        );
        const small = partnership(agreement({ routes }));
        const isHole = checkPartnership(small, ON).some(({ code }) => code === 'no-recipient');
        const unheard = ['north', 'south'].flatMap((area) => CONCERNS.flatMap((concern) => (['red', 'amber', 'green'] as const).filter((grade) =>
          resolveRecipients(small, { force: 'police', concernTypes: [concern], grade, children: placesIn(area, 'no-school-stated'), on: ON }).length === 0,
        )));
        expect(isHole).toBe(unheard.length > 0);
      }),
    );
  });
});

describe('overlaps: rules without effect', () => {
  const all = route('all', { areas: ['north', 'south'] }, 'north-csc');

  it.each<[string, Agreement['routes'], boolean]>([
    ['a route within an earlier one', [all, route('red', { areas: ['north'], grades: ['red'] }, 'north-csc')], true],
    ['a route that several earlier ones cover together', [route('north', { areas: ['north'] }, 'north-csc'), route('south', { areas: ['south'] }, 'north-csc'), route('red', { grades: ['red'] }, 'north-csc')], true],
    ['a route within an earlier one that asks for less', [route('all', { areas: ['north', 'south'] }, 'north-csc', 'acknowledge'), route('red', { grades: ['red'] }, 'north-csc')], false],
    ['a route wider than the earlier one', [route('red', { grades: ['red'] }, 'north-csc'), all], false],
    ['a route for another agency', [all, route('red', { grades: ['red'] }, 'south-csc')], false],
    ['a route for children without a school within one for all', [all, route('home', { schooling: ['no-school-stated'] }, 'north-csc')], true],
    ['a route for all after one for children without a school', [route('home', { schooling: ['no-school-stated'] }, 'north-csc'), all], false],
    ['a route for a school within one for two', [route('two', { schools: ['142001', '142002'] }, 'village-school'), route('one', { schools: ['142001'] }, 'village-school')], true],
  ])('%s', (_what, routes, isOverlap) => {
    const found = checkPartnership(partnership(agreement({ routes })), ON).filter(({ code }) => code === 'adds-nothing');
    expect(found.map(({ about }) => about)).toEqual(isOverlap ? [`hub/${routes.at(-1)?.id}`] : []);
  });

  it('reports a route to an agency about areas that it does not serve', () => {
    expect(warnings(agreement({ routes: [route('wrong', { areas: ['south'] }, 'north-csc'), ...agreement().routes] }))).toEqual([
      'outside-its-area: The route wrong sends referrals about south to north-csc, and it serves north only.',
    ]);
  });

  it('reports a school whose terms no file has, and not one whose file has a number that it had before', () => {
    const toSchool = agreement({ routes: [...agreement().routes, route('school', {}, 'village-school')] });
    const small = partnership(toSchool);
    const withNumber = (urn: string, ...formerUrns: readonly string[]): string[] =>
      checkPartnership({ ...small, agencies: small.agencies.map((each) => (each.kind === 'school' ? { ...each, urn, formerUrns } : each)) }, ON).map(({ code, message }) => `${code}: ${message}`);
    expect(withNumber('150001', '142001')).toEqual([]);
    expect(withNumber('150001', '121669')).toEqual(['no-terms: No file under calendars has the terms of village-school: its notices have no due time. Add a file with the urn 150001.']);
  });

  it('reports a mask that another view of the agency bypasses', () => {
    const mask = [{ id: 'home', fields: ['children.address.postcode'], when: { relationships: ['in-refuge'] } }];
    const masked = agreement({ views: agreement().views.map((each) => ('agencyKind' in each.recipient && each.recipient.agencyKind === 'school' ? each : { ...each, mask })) });
    const open = agreement({ id: 'second', views: [view({ recipient: { agency: 'north-csc' }, fields: ['children.address.postcode'] }), ...agreement().views] });
    expect(warnings(masked)).toEqual([]);
    expect(warnings(masked, open)).toEqual([
      'mask-not-everywhere: The mask home is not in the view for protection of second, by which north-csc may see children.address.postcode. Repeat it there.',
      'mask-not-everywhere: The mask home is not in the view for protection of second, by which south-csc may see children.address.postcode. Repeat it there.',
    ]);
  });

  it('reports rules about a value that no referral can have yet, until it can', () => {
    const mask = [{ id: 'linked', fields: ['narrative'], when: { linkedToAllegedAbuser: true as const } }];
    const asking = agreement({ views: [view({ recipient: { agencyKind: 'school' }, fields: ['narrative'], mask })], routes: [route('home', { schooling: ['educated-at-home'] }, 'north-csc')] });
    expect(checkSignals([asking], []).map(({ about }) => about)).toEqual(['hub/linked', 'hub/home']);
    expect(checkSignals([asking], ['allegedAbuser.linkedAgencies', 'children.educatedAtHome'])).toEqual([]);
  });
});

describe('the state of the agreements', () => {
  it.each<[string, Partial<Agreement>, string]>([
    ['a draft', { status: 'draft' }, 'not-in-force: The agreement second is a draft: it shares nothing.'],
    ['an ended one', { status: 'ended' }, 'not-in-force: The agreement second is ended: it shares nothing.'],
    ['an agreement with a later start', { effectiveFrom: '2026-06-01' }, 'not-in-force: The agreement second shares nothing before 2026-06-01.'],
    ['one past its review', { reviewBy: '2026-05-21' }, 'review-overdue: The agreement second was to be reviewed by 2026-05-21. It goes on sharing, and every sharing is recorded as past review.'],
  ])('is reported: %s', (_what, changes, expected) => {
    expect(warnings(agreement(), agreement({ id: 'second', ...changes }))).toEqual([expected]);
  });

  it('counts a review as overdue from the day after', () => {
    expect(warnings(agreement({ reviewBy: ON }))).toEqual([]);
  });

  it('names a force that can share nothing', () => {
    const small = partnership(agreement());
    const two = { ...small, forces: [...small.forces, { id: 'other-police', name: 'Other', code: '98' }] };
    expect(checkPartnership(two, ON).map(({ code }) => code)).toEqual(['shares-nothing']);
  });
});

describe('the demo partnership', () => {
  it('has no hole, no overlap, and no rule without effect', async () => {
    const read = await readPartnership(fileURLToPath(new URL('../../../../../infra/partnership/northshire/partnership.yaml', import.meta.url)));
    expect(read.ok && checkPartnership(read.value, ON).map(({ about }) => about)).toEqual([]);
  });

  it('is checked at once even with a thousand areas', () => {
    const small = partnership(agreement());
    const agencies = [...Array.from({ length: 1_000 }, (_, index) => ({ ...small.agencies[0], id: `csc-${index}`, areas: [`area-${index}`] })), ...small.agencies];
    expect(checkPartnership({ ...small, agencies: agencies as typeof small.agencies }, ON).map(({ code }) => code)).toEqual(['no-recipient']);
  });

  it('is not checked if that would take too long, with a warning', () => {
    const small = partnership(agreement());
    const areas = Array.from({ length: 20_000 }, (_, index) => `area-${index}`);
    const agencies = small.agencies.map((agency) => ({ ...agency, areas: agency.urn === null ? [...agency.areas, ...areas] : [] }));
    expect(checkPartnership({ ...small, agencies }, ON).map(({ code }) => code)).toEqual(['not-checked']);
  });
});
