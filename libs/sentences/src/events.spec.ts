import { describe, expect, it } from '@jest/globals';

import { ACKNOWLEDGEMENT_CONTRACTS, AUDIT_EVENT_TYPES, LIFECYCLE_CONTRACTS, NOTICE_CONTRACTS, RECORDED_EVENTS, type AuditEvent } from '#libs/contracts';

import { eventSentence } from './events.js';
import { LONDON_TIMES, UTC_TIMES } from './times.js';

const CHILD = '7f0d3c52-6a1e-4b7f-9c55-2d8e4a906b11';
const EPISODE = '1b2c3d4e-6a1e-4b7f-9c55-2d8e4a906b11';
const CHANGE = '0190f3a4-5b7c-7c3a-9d2e-000000000009';

function said(what: Partial<AuditEvent>): string {
  const { who, what: sentence } = eventSentence({ type: 'safeguarding.referral.acknowledged.v1', occurredAt: '2026-05-22T17:00:01Z', ...what }, LONDON_TIMES, 'northshire-police');
  return `${who} ${sentence}`;
}

const deadline = (name: string, what: Partial<AuditEvent>): Partial<AuditEvent> => ({
  type: `safeguarding.deadline.${name}.v1` as AuditEvent['type'], agency: 'northshire-csc', organisation: 'northshire-csc', rule: 'LA_ACK', dueAt: '2026-05-26T16:00:00Z', ...what,
});

describe('the sentence of an event', () => {
  it.each([
    [{ type: 'safeguarding.referral.published.v1', force: 'northshire-police', actor: 'pc-2041' }, 'northshire-police (pc-2041) published it'],
    [{ type: 'safeguarding.referral.published.v1', force: 'northshire-police', actor: 'northshire-police' }, 'northshire-police published it'],
    [{ type: 'safeguarding.machine.stated.v1', agency: 'northshire-csc', rung: 'delivered' }, 'northshire-csc (machine) received and stored it'],
    [{ type: 'safeguarding.machine.stated.v1', agency: 'northshire-csc', code: 'delivered', changeId: CHANGE }, `northshire-csc (machine) received and stored a change (change ${CHANGE})`],
    [{ agency: 'northshire-csc', rung: 'rejected', reasonCode: 'unknown-version' }, 'northshire-csc could not take it: unknown version'],
    [{ agency: 'northshire-csc', rung: 'opened', actor: 'sw-0142' }, 'northshire-csc (sw-0142) opened it'],
    [{ agency: 'northshire-csc', rung: 'opened', actor: 'sw-0142', assertedBy: 'csc-records' }, 'northshire-csc (sw-0142, asserted by csc-records) opened it'],
    [{ agency: 'northshire-csc', rung: 'refused', actor: 'sw-0142', reasonCode: 'duplicate', duplicateOf: CHANGE }, `northshire-csc (sw-0142) refused it: duplicate of ${CHANGE}`],
    [{ agency: 'northshire-csc', rung: 'redirected', redirectedTo: 'northmoor-csc', reasonCode: 'moved-area' }, 'northshire-csc redirected it to northmoor-csc: moved area'],
    [{ agency: 'northshire-csc', rung: 'decided', actor: 'sw-0142', decision: 'strategy-discussion' }, 'northshire-csc (sw-0142) decided: strategy discussion'],
    [{ agency: 'northshire-csc', rung: 'fed_back', feedback: 'support-in-place' }, 'northshire-csc gave feedback: support in place'],
    [{ type: 'safeguarding.update.acknowledged.v1', agency: 'northshire-csc', actor: 'sw-0142', changeId: CHANGE }, `northshire-csc (sw-0142) acknowledged a correction (correction ${CHANGE})`],
    [{ type: 'safeguarding.ethnicity.recorded.v1', agency: 'northshire-csc', actor: 'sw-0142', childId: CHILD }, `northshire-csc (sw-0142) recorded the ethnicity of child ${CHILD} as the child or carer stated it`],
    [{ type: 'safeguarding.ethnicity.conflict-raised.v1', agency: 'northshire-csc', code: 'inexact', childId: CHILD }, `the publisher found that northshire-csc has recorded another ethnicity of child ${CHILD} than is on record (inexact)`],
    [{ type: 'safeguarding.milestone.stated.v1', agency: 'northshire-csc', code: 'return-interview-held', childId: CHILD, episodeId: EPISODE }, `northshire-csc held the return interview, about child ${CHILD}, missing episode ${EPISODE}`],
    [{ type: 'safeguarding.missing-episode.recorded.v1', force: 'northshire-police', actor: 'pc-1', code: 'found', childId: CHILD, episodeId: EPISODE }, `northshire-police (pc-1) recorded that child ${CHILD} (missing episode ${EPISODE}) was found or came back`],
    [{ type: 'safeguarding.correction.published.v1', force: 'northshire-police', reasonCode: 'recorded-in-error', changeId: CHANGE }, `northshire-police corrected it: recorded in error (correction ${CHANGE})`],
    [{ type: 'safeguarding.risk.regraded.v1', force: 'northshire-police', code: 'amber', previousGrade: 'green' }, 'northshire-police graded the risk amber, before that green'],
    [{ type: 'safeguarding.withdrawal.published.v1', force: 'northshire-police', reasonCode: 'wrong-child' }, 'northshire-police withdrew it: wrong child'],
    [{ type: 'safeguarding.feedback.opened.v1', agency: 'northshire-csc', actor: 'pc-1' }, 'northshire-police (pc-1) read the feedback of northshire-csc'],
    [{ type: 'safeguarding.referral.followed-up.v1', agency: 'northshire-csc', actor: 'pc-1' }, 'northshire-police (pc-1) followed up northshire-csc'],
    [{ type: 'safeguarding.referral.forwarded.v1', agency: 'northmoor-csc' }, 'the publisher forwarded it to northmoor-csc'],
    [{ type: 'safeguarding.referral.recipient-added.v1', agency: 'northmoor-csc', reasonCode: 'handover', actor: 'pc-1' }, 'northshire-police (pc-1) handed it over to northmoor-csc, because an agency has ended'],
    [{ type: 'safeguarding.referral.resent.v1', agency: 'northshire-csc', reasonCode: 'broker-data-lost', actor: 'pc-1' }, 'northshire-police (pc-1) sent it again to northshire-csc: broker data lost'],
    [{ type: 'safeguarding.referral.forwarding-declined.v1', agency: 'a', redirectedTo: 'x', reasonCode: 'agency-ended', successor: 'y' }, 'the publisher did not forward it to x: that agency has ended; its successor is y'],
    [{ type: 'safeguarding.notice.redirect-declined.v1', agency: 'x', redirectedTo: 'x', reasonCode: 'already-a-recipient' }, 'the publisher notified x that a redirect to it was not followed: it has the referral already'],
    [{ type: 'safeguarding.notice.holder-changed.v1', agency: 'x', code: 'no-holder' }, 'the publisher notified x: no agency has the child'],
    [{ type: 'safeguarding.statements.judged.v1', agency: 'x', code: 'accepted-waiting', reasonCode: 'opened' }, 'the publisher notified x that its acceptance does not count yet: the opening of the agency is missing'],
    [{ type: 'safeguarding.statements.judged.v1', agency: 'x', statements: 100, omitted: 23 }, 'the publisher notified x of verdicts on 100 of its statements, and of 23 more that the notice does not name'],
  ] satisfies [Partial<AuditEvent>, string][])('%j', (what, sentence) => {
    expect(said(what)).toBe(sentence);
  });

  it.each([
    [deadline('started', {}), 'the deadline watch started the clock LA_ACK of northshire-csc, due 2026-05-26 17:00:00 BST'],
    [deadline('started', { supersedes: CHILD }), 'the deadline watch started the clock LA_ACK of northshire-csc, from a corrected time, due 2026-05-26 17:00:00 BST'],
    [deadline('not-started', { childId: CHILD }), `the deadline watch could not calculate a due time for the clock LA_ACK of northshire-csc, about child ${CHILD}; the duty exists all the same`],
    [deadline('warned', { role: 'duty-contact' }), 'the deadline watch warned the duty contact of northshire-csc about the clock LA_ACK of northshire-csc, due 2026-05-26 17:00:00 BST'],
    [deadline('met', { endedBy: 'accepted' }), 'the deadline watch recorded that the clock LA_ACK of northshire-csc was met in time, with the acceptance'],
    [deadline('met', { endedBy: 'accepted', lateSeconds: 7_200 }), 'the deadline watch recorded that the clock LA_ACK of northshire-csc was met late, by 2 h, with the acceptance'],
    [deadline('cancelled', { endedBy: 'referral-withdrawn' }), 'the deadline watch ended the clock LA_ACK of northshire-csc, because the referral was withdrawn'],
    [deadline('met', { endedBy: 'correction-acknowledged', rule: 'SCHOOL_NOTICE' }), 'the deadline watch recorded that the clock SCHOOL_NOTICE of northshire-csc was met in time, with the acknowledgement of the correction'],
    [deadline('breached', { organisation: 'northshire-police' }), 'the deadline watch recorded a breach: the clock LA_ACK of northshire-csc passed its due time without an answer; the agency has ended, and northshire-police has to act'],
    [deadline('breached', { organisation: 'northshire-police', rule: 'CHASE' }), 'the deadline watch recorded a breach: the clock CHASE for northshire-csc passed its due time without an answer'],
    [deadline('escalated', { organisation: 'northshire-police', rule: 'CHASE', role: 'referrer' }), 'the deadline watch called the referrer of northshire-police about the clock CHASE for northshire-csc, due 2026-05-26 17:00:00 BST'],
    [deadline('escalated', { organisation: 'northshire', role: 'partnership-lead' }), 'the deadline watch called the partnership lead of northshire about the clock LA_ACK of northshire-csc, due 2026-05-26 17:00:00 BST'],
    [deadline('superseded', { endedBy: 'anchor-corrected', lateSeconds: 3_600 }), 'the deadline watch replaced the clock LA_ACK of northshire-csc, because the time that it counted from was corrected; it had been breached for 1 h'],
  ])('%j', (what, sentence) => {
    expect(said(what)).toBe(sentence);
  });

  it('has both times of a call that was raised late, and one of a call in time', () => {
    const call = deadline('escalated', { role: 'manager', occurredAt: '2026-05-26T16:00:00Z' });
    expect(said({ ...call, raisedAt: '2026-05-26T16:00:05Z' })).toBe('the deadline watch called the manager of northshire-csc about the clock LA_ACK of northshire-csc, due 2026-05-26 17:00:00 BST');
    expect(said({ ...call, raisedAt: '2026-05-26T18:30:00Z' })).toContain('; this step was due 2026-05-26 17:00:00 BST and was raised late, 2026-05-26 19:30:00 BST');
  });

  it.each([
    [{ verdict: 'taken', countsAt: '2026-05-22T17:00:01Z', marks: [] }, 'northshire-csc accepted it'],
    [{ verdict: 'taken', isRepeat: true, countsAt: '2026-05-22T17:00:01Z', marks: [] }, 'northshire-csc accepted it; a repeat: the first answer counts'],
    [{ verdict: 'taken', countsAt: '2026-05-22T17:10:00Z', marks: ['claimed-before-cause'] },
      'northshire-csc accepted it; it claims a time before the referral was sent, so the time of the broker counts; counts from 2026-05-22 18:10:00 BST'],
    [{ verdict: 'waiting', code: 'opened', marks: [] }, 'northshire-csc stated that it accepted it; this does not count yet: the opening of the agency is missing'],
    [{ verdict: 'refused', code: 'other-content', marks: [] }, 'northshire-csc stated that it accepted it; this does not count: its digest is not that of the copy'],
    [{ verdict: 'unattached', marks: [] }, 'northshire-csc accepted it; belongs to no copy of this referral'],
  ] as const)('shows the verdict %j on the statement of an agency', (judgement, sentence) => {
    expect(said({ agency: 'northshire-csc', rung: 'accepted', judgement })).toBe(sentence);
  });

  it('can be in UTC', () => {
    const event = { occurredAt: '2026-05-22T17:00:01Z', ...deadline('started', {}) } as AuditEvent;
    expect(eventSentence(event, UTC_TIMES).what).toContain('due 2026-05-26 16:00:00Z');
  });

  it('exists for each type that the audit records, and reads as words', () => {
    const contracts = [...LIFECYCLE_CONTRACTS, ...ACKNOWLEDGEMENT_CONTRACTS, ...NOTICE_CONTRACTS];
    expect(contracts.map(({ name }) => name).toSorted()).toEqual([...RECORDED_EVENTS].toSorted());
    for (const type of AUDIT_EVENT_TYPES) expect(said({ type })).not.toMatch(/safeguarding\.|undefined/);
  });

  it('holds nothing of a child but ids: no value of any example of content enters it', () => {
    const everything = { name: 'Amara Okafor', narrative: 'a narrative', code: 'W3', address: '1 High Street', ethnicity: 'WROM' };
    for (const type of AUDIT_EVENT_TYPES) {
      const { name, narrative, address, ethnicity } = everything;
      const sentence = said({ type, agency: 'northshire-csc', ...({ name, narrative, address, ethnicity, view: everything, data: everything } as Partial<AuditEvent>) });
      for (const value of [name, narrative, address, ethnicity]) expect(sentence).not.toContain(value);
    }
  });
});
