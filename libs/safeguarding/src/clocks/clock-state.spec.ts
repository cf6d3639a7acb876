import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { calendars, riverside, ruleOf, started } from '../test-support/calendars.js';
import { CLOCK_RULES } from '../test-support/northshire.js';
import { ANCHOR_CORRECTED } from './anchor-starts.js';
import { clockState, type ClockEvent, type ClockState } from './clock-state.js';

const HOUR_MS = 3_600_000;
/** Published Fri 22 May 2026 18:00; due Tue 26 May 17:00; warnings at 13:00 and 15:24 that day. */
const clock = started('LA_ACK', '2026-05-22T18:00:00+01:00');
const at = (time: string): string => `2026-05-26T${time}:00+01:00`;
const on = (time: string): Date => new Date(at(time));
const accepted = (time: string): ClockEvent => ({ event: 'accepted', at: at(time) });
const corrected = (time: string): ClockEvent => ({ event: ANCHOR_CORRECTED, at: at(time) });
const withdrawn = (time: string): ClockEvent => ({ event: 'referral-withdrawn', at: at(time) });

describe('the local authority\'s one working day', () => {
  it.each<[string, readonly ClockEvent[], Date, ClockState]>([
    ['runs from publication', [], new Date('2026-05-22T18:00:00+01:00'), { state: 'running', dueInMs: 95 * HOUR_MS }],
    ['has been warned about once', [], on('13:00'), { state: 'warned', warning: { fraction: 0.5, at: '2026-05-26T12:00:00.000Z' }, dueInMs: 4 * HOUR_MS }],
    ['has been warned about twice', [], on('16:00'), { state: 'warned', warning: { fraction: 0.8, at: '2026-05-26T14:24:00.000Z' }, dueInMs: HOUR_MS }],
    ['is not breached at the due time', [], on('17:00'), { state: 'warned', warning: { fraction: 0.8, at: '2026-05-26T14:24:00.000Z' }, dueInMs: 0 }],
    ['is breached after it, and shows by how long', [], on('19:00'), { state: 'breached', byMs: 2 * HOUR_MS }],
    ['is met by an acceptance', [accepted('11:00')], on('19:00'), { state: 'met', at: '2026-05-26T10:00:00.000Z', by: 'accepted', spareMs: 6 * HOUR_MS }],
    ['is met at the due time', [accepted('17:00')], on('19:00'), { state: 'met', at: '2026-05-26T16:00:00.000Z', by: 'accepted', spareMs: 0 }],
    ['is met by a decision as well', [{ event: 'decided', at: at('12:00') }], on('19:00'), { state: 'met', at: '2026-05-26T11:00:00.000Z', by: 'decided', spareMs: 5 * HOUR_MS }],
    ['is met late', [accepted('18:30')], on('19:00'), { state: 'met-late', at: '2026-05-26T17:30:00.000Z', by: 'accepted', lateByMs: 1.5 * HOUR_MS }],
    ['is cancelled by a withdrawal', [withdrawn('11:00')], on('19:00'), { state: 'cancelled', at: '2026-05-26T10:00:00.000Z', by: 'referral-withdrawn', breachedByMs: null }],
    ['a withdrawal does not undo a breach', [withdrawn('18:00')], on('19:00'), { state: 'cancelled', at: '2026-05-26T17:00:00.000Z', by: 'referral-withdrawn', breachedByMs: HOUR_MS }],
    ['a withdrawal after the answer changes nothing', [accepted('11:00'), withdrawn('12:00')], on('19:00'), { state: 'met', at: '2026-05-26T10:00:00.000Z', by: 'accepted', spareMs: 6 * HOUR_MS }],
    ['ends as superseded by a correction of its start', [corrected('11:00')], on('19:00'), { state: 'superseded', at: '2026-05-26T10:00:00.000Z', by: 'anchor-corrected', breachedByMs: null }],
    ['a correction of its start does not undo a breach', [corrected('18:00')], on('19:00'), { state: 'superseded', at: '2026-05-26T17:00:00.000Z', by: 'anchor-corrected', breachedByMs: HOUR_MS }],
    ['a correction of its start after the answer changes nothing', [corrected('12:00'), accepted('11:00')], on('19:00'), { state: 'met', at: '2026-05-26T10:00:00.000Z', by: 'accepted', spareMs: 6 * HOUR_MS }],
    ['an acceptance that has not happened yet does not count', [accepted('18:30')], on('17:30'), { state: 'breached', byMs: HOUR_MS / 2 }],
  ])('%s', (_what, events, now, expected) => {
    expect(clockState(clock, events, now)).toEqual(expected);
  });

  it.each(['delivered', 'opened', 'rejected', 'refused', 'redirected', 'referral-corrected', 'referral-forwarded', 'risk-regraded', 'paused'])(
    'is not touched by %s',
    (event) => {
      expect(clockState(clock, [{ event, at: at('11:00') }], on('19:00'))).toEqual({ state: 'breached', byMs: 2 * HOUR_MS });
    },
  );
});

describe('other clocks', () => {
  it('a return interview that the child declined is neither met nor missed', () => {
    const interview = started('RETURN_INTERVIEW', '2026-05-23T03:10:00+01:00');
    const declined: ClockEvent = { event: 'return-interview-declined', at: '2026-05-24T10:00:00+01:00' };
    expect(clockState(interview, [declined], on('19:00'))).toMatchObject({ state: 'cancelled', by: 'return-interview-declined', breachedByMs: null });
    expect(clockState(interview, [withdrawn('01:00')], on('19:00'))).toMatchObject({ state: 'breached' });
  });

  it('a chase is due at once, and its delay is the time until the referrer followed up', () => {
    const chase = started('CHASE', clock.dueAt);
    expect(clockState(chase, [], on('17:20'))).toEqual({ state: 'breached', byMs: HOUR_MS / 3 });
    expect(clockState(chase, [{ event: 'referrer-followed-up', at: at('17:30') }], on('18:00'))).toMatchObject({ state: 'met-late', lateByMs: HOUR_MS / 2 });
  });
});

const after = (time: string, ms: number): string => new Date(Date.parse(time) + ms).toISOString();

describe('the edge of every rule', () => {
  const ids = [...new Set(CLOCK_RULES.map(({ id }) => id))];
  it.each(ids)('%s: the due time is in time, and a millisecond later is late', (id) => {
    const running = started(id, '2026-05-22T18:00:00+01:00', { ...calendars, school: { kind: 'enrolled', calendar: riverside } });
    const [stop] = running.stops;
    const endedAt = (ms: number) => clockState(running, [{ event: stop ?? '', at: after(running.dueAt, ms) }], new Date(after(running.dueAt, 60_000)));
    expect(ruleOf(id).inTimeUntil).toBe('due-time-included');
    expect(endedAt(-1)).toMatchObject({ state: 'met', spareMs: 1 });
    expect(endedAt(0)).toMatchObject({ state: 'met', spareMs: 0 });
    expect(endedAt(1)).toMatchObject({ state: 'met-late', lateByMs: 1 });
    expect(clockState(running, [], new Date(running.dueAt)).state).not.toBe('breached');
    expect(clockState(running, [], new Date(after(running.dueAt, 1)))).toEqual({ state: 'breached', byMs: 1 });
  });
});

describe('events in any order', () => {
  const names = [ANCHOR_CORRECTED, 'delivered', 'opened', 'accepted', 'decided', 'redirected', 'referral-corrected', 'referral-withdrawn'];
  const event = fc.record({ event: fc.constantFrom(...names), at: fc.integer({ min: 0, max: 120 }).map((hours) => new Date(Date.parse(clock.anchorAt) + hours * HOUR_MS).toISOString()) });
  const now = fc.integer({ min: 0, max: 200 }).map((hours) => new Date(Date.parse(clock.anchorAt) + hours * HOUR_MS));

  it('give the same state, also when they are repeated', () => {
    fc.assert(
      fc.property(fc.array(event, { maxLength: 8 }), now, (events, moment) => {
        const state = clockState(clock, events, moment);
        expect(clockState(clock, events.toReversed(), moment)).toEqual(state);
        expect(clockState(clock, [...events, ...events], moment)).toEqual(state);
      }),
    );
  });

  it('leave a clock that has ended as it ended', () => {
    fc.assert(
      fc.property(fc.array(event, { maxLength: 8 }), now, fc.nat(400), (events, moment, hours) => {
        const state = clockState(clock, events, moment);
        if (!['met', 'met-late', 'cancelled', 'superseded'].includes(state.state)) return;
        expect(clockState(clock, events, new Date(moment.getTime() + hours * HOUR_MS))).toEqual(state);
      }),
    );
  });

  it('with an unreadable time are a bug of the caller', () => {
    expect(() => clockState(clock, [{ event: 'accepted', at: 'yesterday' }], on('19:00'))).toThrow(RangeError);
  });
});
