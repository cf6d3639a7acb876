import { execFile } from 'node:child_process';
import { cp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';

import type {
  AuditClock, AuditOverduePage, AuditTimeline, ChangeRecorded, InboxPage, MeasureAnswer, OpenedReferral, ReferralAccepted, SubmitReferralRequest,
} from '#libs/contracts';
import { byKey, newId } from '#libs/kernel';
import { makeTemporaryFolder, SandboxUnderTest } from '#libs/testing';

import { eventually, exampleReferral, ExchangeDesk, type SandboxDescription } from '../support/exchange-desk.js';
import { expectOneJudgement } from '../support/one-judgement.js';
import { expectSameClocks } from '../support/same-clocks.js';

jest.setTimeout(60_000);

const HUB = 'northshire-csc';
const NEIGHBOUR = 'northmoor-csc';
const HEALTH = 'northshire-icb';
const SCHOOL = 'hilltop-school';
const HOUR_MS = 3_600_000;
const hoursAgo = (hours: number): string => new Date(Date.now() - hours * HOUR_MS).toISOString();
const later = (time: string, hours: number): string => new Date(Date.parse(time) + hours * HOUR_MS).toISOString();
/** The audit's own times have microseconds. */
const inLog = (time: string): string => time.replace('Z', '000Z');

type Child = SubmitReferralRequest['children'][number];

const missingSince = (hours: number, foundAt?: string): Pick<Child, 'missingEpisodes'> => ({
  missingEpisodes: [{ missingSince: hoursAgo(hours), reportedAt: hoursAgo(hours - 0.5), riskLevel: 'high', ...(foundAt !== undefined && { foundAt }) }],
});
const idsOf = ({ children }: ReferralAccepted, index: number): { childId: string; episodeId: string } => {
  const { childId = '', missingEpisodes: [episode] = [] } = children[index] ?? {};
  return { childId, episodeId: episode?.episodeId ?? '' };
};
const interviewsIn = ({ clocks }: AuditTimeline): readonly AuditClock[] => clocks.filter(({ rule }) => rule === 'RETURN_INTERVIEW');
const inShort = ({ childId, state, anchorAt, dueAt }: AuditClock) => [childId, state, anchorAt, dueAt];

/** Brothers and sisters, and what becomes of each of them; and agencies that think again. The neighbouring hub sees only the children of its own area. */
describe('what happens to families', () => {
  const folder = makeTemporaryFolder('families');
  let sandbox: SandboxUnderTest<SandboxDescription>;
  let desk: ExchangeDesk;

  beforeAll(async () => {
    const partnership = join(folder.path, 'northshire');
    await cp('infra/partnership/northshire', partnership, { recursive: true });
    const agreement = join(partnership, 'agreements', 'multi-agency-safeguarding-hub.yaml');
    const whole = `{ agency: ${NEIGHBOUR}, purpose: child-protection, expectation: acknowledge-and-decide }`;
    const text = await readFile(agreement, 'utf8');
    expect(text.split(whole)).toHaveLength(2);
    await writeFile(agreement, text.replace(whole, whole.replace(' }', ', children: own-area }')));
    sandbox = await SandboxUnderTest.start<SandboxDescription>({ dataDir: join(folder.path, 'data'), args: ['--no-demo', '--partnership', join(partnership, 'partnership.yaml')] });
    desk = new ExchangeDesk(sandbox.description());
  }, 240_000);
  afterAll(async () => {
    try {
      await expectOneJudgement(sandbox.description());
    } finally {
      await sandbox.stop();
      folder.remove();
    }
  }, 90_000);

  const [rosa] = exampleReferral.children;
  if (rosa === undefined) throw new Error('the example has no child');
  /** Rosa, and her younger brother who goes to no school yet. */
  const { missingEpisodes: _, ...atHome } = rosa;
  const siblings = (about: Partial<Child> = {}): [Child, Child] => [
    { ...atHome, ...about }, { name: { given: 'Tomasz', family: 'Testcase' }, dateOfBirth: '2021-09-04', ...about },
  ];

  async function published(children: readonly Child[], changes: Partial<SubmitReferralRequest> = {}): Promise<ReferralAccepted> {
    const incident = { reference: `INC-${newId()}`, occurredAt: hoursAgo(60), reportedAt: hoursAgo(59) };
    const risk = { ...exampleReferral.risk, gradedAt: hoursAgo(58) };
    const answer = await desk.publish({ ...exampleReferral, caseReference: `NP-${newId().slice(-8)}`, narrative: 'They left the house in the evening.', incident, risk, ...changes, children: [...children] });
    expect([answer.status, answer.body.code]).toEqual([202, undefined]);
    for (const { agency } of answer.body.recipients) await eventually(() => desk.rungs(answer.body.referralId, agency), (rungs) => rungs.includes('delivered'));
    return answer.body;
  }
  const interviews = async (referralId: string, are: (clocks: readonly AuditClock[]) => boolean): Promise<readonly AuditClock[]> =>
    interviewsIn(await desk.timelineOnce(referralId, (timeline) => are(interviewsIn(timeline))));
  const overdue = async () => (await desk.audit<AuditOverduePage>('overdue?rule=RETURN_INTERVIEW')).body.items;
  const holderOf = async (referralId: string) => (await desk.status(referralId)).holder;
  /** Of the return interviews that were due by now: those held in time, and all of them. */
  const inTime = async (): Promise<number[]> => {
    const { groups } = (await desk.call<MeasureAnswer>('northshire-inspectorate', 'GET', '/v1/measures/return-interview-in-time?by=force')).body;
    return [groups.reduce((sum, { value }) => sum + value.numerator, 0), groups.reduce((sum, { value }) => sum + value.denominator, 0)];
  };
  const shownTo = async (agency: string, referralId: string): Promise<OpenedReferral> => (await desk.open<OpenedReferral>(agency, referralId)).body;
  const inboxItem = async (agency: string, referralId: string) =>
    (await desk.call<InboxPage>(agency, 'GET', '/v1/inbox?limit=100')).body.items.find((item) => item.referralId === referralId);
  const watched = async (referralId: string) => (await desk.watched(`referralId=${referralId}`)).items;
  const cli = async (...line: readonly string[]): Promise<string> =>
    (await promisify(execFile)(process.execPath, ['dist/apps/cli/src/main.js', ...line, '--sandbox', join(folder.path, 'data', 'sandbox.json')])).stdout;

  describe('a child who came back before the police sent the referral', () => {
    it('has a return interview that counts from the return, and not from the referral', async () => {
      const foundAt = hoursAgo(30);
      const accepted = await published([{ ...rosa, ...missingSince(48, foundAt) }]);
      const [interview] = await interviews(accepted.referralId, ({ length }) => length === 1);
      expect(interview).toMatchObject({ ...idsOf(accepted, 0), agency: HUB, state: 'running', anchorAt: inLog(foundAt), dueAt: inLog(later(foundAt, 72)) });
      await eventually(() => inboxItem(HUB, accepted.referralId), (item) => item?.notices?.clocks?.some(({ rule }) => rule === 'RETURN_INTERVIEW') === true);
    });

    it('has it overdue from the first minute where more than three days have passed already', async () => {
      const foundAt = hoursAgo(80);
      const { referralId } = await published([{ ...rosa, ...missingSince(100, foundAt) }]);
      const [interview] = await interviews(referralId, ([first]) => first?.state === 'breached');
      expect(interview).toMatchObject({ anchorAt: inLog(foundAt), dueAt: inLog(later(foundAt, 72)) });
      await eventually(overdue, (items) => items.some((item) => item.referralId === referralId));
    });

    it('has it from the correction that adds the return; and a corrected return corrects the clock, with the same mark everywhere', async () => {
      const accepted = await published([{ ...rosa, ...missingSince(48) }]);
      const { referralId } = accepted;
      const { childId, episodeId } = idsOf(accepted, 0);
      const correct = async (foundAt: string): Promise<ChangeRecorded> => {
        const fields = [{ field: `/children/${childId}/missingEpisodes/${episodeId}/foundAt`, value: foundAt }];
        const answer = await desk.record<ChangeRecorded>(`/v1/referrals/${referralId}/corrections`, { reason: 'new-information', fields });
        expect(answer.status).toBe(201);
        return answer.body;
      };
      const [told, right] = [hoursAgo(20), hoursAgo(26)];
      await correct(told);
      expect((await interviews(referralId, ({ length }) => length === 1)).map((clock) => inShort(clock))).toEqual([[childId, 'running', inLog(told), inLog(later(told, 72))]]);
      await correct(right);
      const [first, second] = (await interviews(referralId, (clocks) => clocks.length === 2 && clocks.some(({ state }) => state === 'superseded')))
        .toSorted(byKey(({ anchorAt }) => anchorAt)).toReversed();
      expect([first, second].map((clock) => clock && inShort(clock))).toEqual([
        [childId, 'superseded', inLog(told), inLog(later(told, 72))], [childId, 'running', inLog(right), inLog(later(right, 72))],
      ]);
      expect(second?.supersedes).toBe(first?.clockId);
      expect(first).not.toHaveProperty('supersedes');
      const atWatch = (await watched(referralId)).filter(({ rule }) => rule === 'RETURN_INTERVIEW').map(({ id, supersedes }) => [id, supersedes]);
      expect(atWatch).toEqual(expect.arrayContaining([[first?.clockId, undefined], [second?.clockId, first?.clockId]]));
      const { notices } = await eventually(() => shownTo(HUB, referralId), (shown) => shown.notices?.clocks?.some(({ state }) => state === 'superseded') === true);
      const inInbox = notices?.clocks?.filter(({ rule }) => rule === 'RETURN_INTERVIEW').map(({ clockId, supersedes }) => [clockId, supersedes]);
      expect(inInbox).toEqual(expect.arrayContaining([[first?.clockId, undefined], [second?.clockId, first?.clockId]]));
    });
  });

  describe('siblings who went missing together and come back apart', () => {
    let accepted: ReferralAccepted;
    const foundAt = hoursAgo(100);
    /** Rosa, who is back, and Tomasz, who is not. */
    let [back, away] = [{ childId: '', episodeId: '' }, { childId: '', episodeId: '' }];
    const found = (about: object, at: string) => desk.record<ChangeRecorded>(`/v1/referrals/${accepted.referralId}/missing-episode-events`, { kind: 'found', at, ...about });
    let before = [0, 0];

    it('are not both found by an event that names neither', async () => {
      before = await inTime();
      accepted = await published(siblings(missingSince(120)));
      [back, away] = [idsOf(accepted, 0), idsOf(accepted, 1)];
      const unclear = await found({}, foundAt);
      expect(unclear.status).toBe(422);
      expect(JSON.stringify(unclear.body)).toContain(away.childId);
      expect((await found({ childId: back.childId }, foundAt)).status).toBe(201);
    });

    it('one is found and the other is still missing: for every agency that sees them, in the inbox, the list and the notices', async () => {
      for (const agency of [HUB, HEALTH]) {
        const { view, updates } = await eventually(() => shownTo(agency, accepted.referralId), ({ version }) => version === 2);
        const episodes = view.children?.map(({ childId, missingEpisodes }) => [childId, missingEpisodes?.map(({ episodeId, foundAt: at }) => [episodeId, at])]);
        expect(episodes).toEqual([[back.childId, [[back.episodeId, foundAt]]], [away.childId, [[away.episodeId, undefined]]]]);
        expect(updates?.map(({ kind }) => kind)).toEqual(['missing-episode']);
      }
      const { notices } = await eventually(() => shownTo(HUB, accepted.referralId), (shown) => shown.notices?.clocks?.some(({ rule }) => rule === 'RETURN_INTERVIEW') === true);
      expect(notices?.clocks?.flatMap(({ rule, childId }) => (rule === 'RETURN_INTERVIEW' ? [childId] : []))).toEqual([back.childId]);
      expect(await cli('inbox', 'open', accepted.referralId, '--agency', HUB)).toContain(back.childId);
    });

    it('the status, the timeline and the clocks name the child who came back, and no fact names the other', async () => {
      const { changes = [] } = await desk.status(accepted.referralId);
      expect(changes).toMatchObject([{ kind: 'missing-episode', childId: back.childId, episodeId: back.episodeId }]);
      const timeline = await desk.timelineOnce(accepted.referralId, (known) => interviewsIn(known).length === 1);
      expect(interviewsIn(timeline)).toMatchObject([{ ...back, anchorAt: inLog(foundAt) }]);
      const recorded = timeline.events.filter(({ type }) => type === 'safeguarding.missing-episode.recorded.v1');
      expect(recorded).toMatchObject([{ ...back, code: 'found' }]);
      expect(timeline.updates).toMatchObject([{ kind: 'missing-episode', childIds: [back.childId] }]);
      expect((await watched(accepted.referralId)).filter(({ rule }) => rule === 'RETURN_INTERVIEW').map(({ childId }) => childId)).toEqual([back.childId]);
      const events = timeline.events.filter(({ childId, type }) => childId === away.childId && !type.startsWith('safeguarding.ethnicity'));
      expect(events).toEqual([]);
    });

    it('each return is one interview of its own, and the interview of one does not end that of the other', async () => {
      // The child who is still missing is in no measure of returns.
      await eventually(inTime, ([held = 0, due = 0]) => held === before[0] && due === (before[1] ?? 0) + 1);
      const again = hoursAgo(2);
      expect((await found({ childId: away.childId }, again)).status).toBe(201);
      const both = await interviews(accepted.referralId, ({ length }) => length === 2);
      expect(new Map(both.map(({ childId, dueAt }) => [childId, dueAt]))).toEqual(new Map([[back.childId, inLog(later(foundAt, 72))], [away.childId, inLog(later(again, 72))]]));
      await desk.open(HUB, accepted.referralId);
      await desk.take(HUB, accepted.referralId, 'acceptance');
      expect((await desk.take(HUB, accepted.referralId, 'milestones', { kind: 'return-interview-held', at: hoursAgo(0), ...back })).status).toBe(200);
      const held = await interviews(accepted.referralId, (clocks) => clocks.some(({ state }) => state === 'met-late'));
      expect(new Map(held.map(({ childId, state }) => [childId, state]))).toEqual(new Map([[back.childId, 'met-late'], [away.childId, 'running']]));
      // The interview that was held a day late counts once, and the one that still runs is not due yet.
      expect(await inTime()).toEqual([before[0], (before[1] ?? 0) + 1]);
    });
  });

  describe('siblings who live in the areas of two authorities', () => {
    let accepted: ReferralAccepted;

    it('are sent to the hubs of both areas, and the school only of the one who goes there', async () => {
      const [first, second] = siblings();
      accepted = await published([first, { ...second, area: 'northmoor' }], { concern: { types: ['domestic-abuse'] } });
      expect(accepted.recipients.filter(({ expectation }) => expectation === 'acknowledge-and-decide').map(({ agency }) => agency)).toEqual([HUB, NEIGHBOUR]);
      expect(accepted.recipients.map(({ agency }) => agency)).toEqual(expect.arrayContaining([HEALTH, SCHOOL]));
    });

    it('the hub whose agreement names its own area sees its child and no trace of the other; the other hub sees both', async () => {
      const [first, second] = [idsOf(accepted, 0), idsOf(accepted, 1)];
      const named = async (agency: string) => (await shownTo(agency, accepted.referralId)).view.children?.map(({ childId, name }) => [childId, name?.given]);
      expect(await named(HUB)).toEqual([[first.childId, 'Rosa'], [second.childId, 'Tomasz']]);
      expect(await named(NEIGHBOUR)).toEqual([[second.childId, 'Tomasz']]);
      expect(await named(SCHOOL)).toEqual([[first.childId, 'Rosa']]);
      for (const trace of [first.childId, 'Rosa', 'Example Street', 'Hilltop', '9111231114']) expect(JSON.stringify(await shownTo(NEIGHBOUR, accepted.referralId))).not.toContain(trace);
    });

    it('a correction about the other child does not reach it, and it cannot state anything about that child', async () => {
      const [first, second] = [idsOf(accepted, 0), idsOf(accepted, 1)];
      const correct = (childId: string, given: string) => desk.record<ChangeRecorded>(
        `/v1/referrals/${accepted.referralId}/corrections`, { reason: 'identity-confirmed', fields: [{ field: `/children/${childId}/name/given`, value: given }] });
      expect((await correct(first.childId, 'Roza')).body.notified).not.toContain(NEIGHBOUR);
      expect((await correct(second.childId, 'Tomek')).body.notified).toEqual(expect.arrayContaining([HUB, NEIGHBOUR]));
      const { view, updates } = await eventually(() => shownTo(NEIGHBOUR, accepted.referralId), ({ updates: known = [] }) => known.length > 0);
      expect(view.children?.map(({ name }) => name?.given)).toEqual(['Tomek']);
      expect(updates?.map(({ fields }) => fields)).toEqual([[`/children/${second.childId}/name/given`]]);
      await desk.take(NEIGHBOUR, accepted.referralId, 'acceptance');
      const stranger = await desk.take(NEIGHBOUR, accepted.referralId, 'recorded-ethnicity', { namespace: 'dfe/ethnicity', code: 'WROM', childId: first.childId });
      expect([stranger.status, JSON.stringify(stranger.body).includes(first.childId)]).toEqual([422, false]);
      await desk.take(HUB, accepted.referralId, 'refusal', { reason: 'child-not-known-to-us' });
      const { holder } = await desk.timelineOnce(accepted.referralId, ({ clocks }) => clocks.some(({ rule, state, childId }) => rule === 'NO_HOLDER' && state === 'breached' && childId === first.childId));
      expect(holder).toMatchObject({ state: 'no-holder', children: [{ childId: first.childId, state: 'no-holder' }, { childId: second.childId, state: 'held', agencies: [NEIGHBOUR] }] });
      await desk.take(HUB, accepted.referralId, 'acceptance');
      await desk.timelineOnce(accepted.referralId, ({ clocks }) => clocks.some(({ rule, state, childId }) => rule === 'NO_HOLDER' && state === 'met-late' && childId === first.childId));
    });
  });

  describe('an answer given by mistake', () => {
    it('refused, and accepted after all: no agency had the child in between, and both statements stay', async () => {
      const { referralId } = await published([atHome], { concern: { types: ['domestic-abuse'] } });
      await desk.open(HUB, referralId);
      await desk.take(HUB, referralId, 'refusal', { reason: 'child-not-known-to-us' });
      await desk.timelineOnce(referralId, ({ clocks }) => clocks.some(({ rule, state }) => rule === 'NO_HOLDER' && state === 'breached'));
      expect(await holderOf(referralId)).toMatchObject({ state: 'no-holder' });
      const [begun] = (await desk.timeline(referralId)).clocks.filter(({ rule }) => rule === 'LA_ACK');
      expect((await desk.take(HUB, referralId, 'acceptance')).status).toBe(200);
      await eventually(() => holderOf(referralId), (holder) => holder?.state === 'held');
      expect(await desk.rungs(referralId, HUB)).toEqual(['published', 'delivered', 'opened', 'refused', 'accepted']);
      const { clocks, events } = await desk.timelineOnce(referralId, (known) => known.clocks.some(({ rule, state }) => rule === 'NO_HOLDER' && state === 'met-late'));
      expect(events.flatMap(({ agency, rung }) => (agency === HUB && ['refused', 'accepted'].includes(rung ?? '') ? [rung] : []))).toEqual(['refused', 'accepted']);
      const [after] = clocks.filter(({ rule }) => rule === 'LA_ACK');
      expect([after?.clockId, after?.anchorAt, after?.dueAt]).toEqual([begun?.clockId, begun?.anchorAt, begun?.dueAt]);
      const history = await cli('audit', 'timeline', referralId);
      expect(history).toMatch(/northshire-csc \(\S+\) +refused it: child not known to us[\s\S]*northshire-csc \(\S+\) +accepted it/);
    });

    it('after a redirect: the hub that took it meanwhile and the one that thought again are both told of each other', async () => {
      const { referralId } = await published([atHome], { concern: { types: ['domestic-abuse'] } });
      await desk.open(HUB, referralId);
      await desk.take(HUB, referralId, 'redirection', { agency: NEIGHBOUR, reason: 'not-our-area' });
      await eventually(() => desk.rungs(referralId, NEIGHBOUR), (rungs) => rungs.includes('delivered'));
      await desk.open(NEIGHBOUR, referralId);
      await desk.take(NEIGHBOUR, referralId, 'acceptance');
      await eventually(() => holderOf(referralId), (holder) => holder?.state === 'held');
      expect((await desk.take(HUB, referralId, 'acceptance')).status).toBe(200);
      const both = await eventually(() => holderOf(referralId), (holder) => holder?.agencies?.length === 2);
      expect(both).toMatchObject({ state: 'held', agencies: expect.arrayContaining([HUB, NEIGHBOUR]) });
      for (const agency of [HUB, NEIGHBOUR]) {
        const item = await eventually(() => inboxItem(agency, referralId), (known) => known?.notices?.holder?.agencies?.length === 2);
        expect(item?.notices?.holder).toMatchObject({ state: 'held', agencies: expect.arrayContaining([HUB, NEIGHBOUR]) });
      }
      expect(await desk.rungs(referralId, HUB)).toEqual(['published', 'delivered', 'opened', 'redirected', 'accepted']);
    });
  });

  describe('the marks of duties in the status', () => {
    it('are the clocks of the watch for every family here, with corrected, withdrawn and taken back ones', async () => {
      const domesticAbuse = { concern: { types: ['domestic-abuse' as const] } };
      const [corrected, takenBack, withdrawn] = [await published([atHome], domesticAbuse), await published([atHome], domesticAbuse), await published([atHome], domesticAbuse)];
      const correct = async (referralId: string, fields: readonly object[]) =>
        expect((await desk.record(`/v1/referrals/${referralId}/corrections`, { reason: 'recorded-in-error', fields })).status).toBe(201);
      await correct(corrected.referralId, [{ field: '/incident/reportedAt', value: hoursAgo(58.5) }]);
      await correct(takenBack.referralId, [{ field: '/concern/types', value: ['neglect'] }]);
      expect((await desk.record(`/v1/referrals/${withdrawn.referralId}/withdrawal`, { reason: 'sent-in-error' })).status).toBe(201);
      const states = await expectSameClocks(desk);
      const kinds = new Set(states.map((state) => state.split(' ').slice(0, 2).join(' ')));
      expect([...kinds]).toEqual(expect.arrayContaining(['superseded anchor-corrected', 'cancelled grounds-taken-back', 'cancelled referral-withdrawn', 'met accepted', 'running']));
    });
  });
});
