import { clocksOfSharing, readPartnership, type ClockPolicy, type CountedReferral } from '#libs/agreements';
import { clockPolicyOf } from '#libs/app-wiring';

import type { Happened, KnownChildren, Sharing, Subject, WatchedFact } from '../clocks/fact.js';
import type { ReferralRecord } from '../clocks/referral-clocks.js';

const agency = (id: string, kind: 'childrens-social-care' | 'school' | 'health', urn: string | null = null) =>
  ({ id, name: id, kind, areas: kind === 'childrens-social-care' ? [id.replace('-csc', '')] : [], urn, escalation: {}, hubHours: null });

const read = await readPartnership('infra/partnership/northshire/partnership.yaml');
if (!read.ok) throw new Error('the demonstration partnership is not sound');

/** The policy of the demonstration partnership, with agencies that name no contacts. */
export const policy: ClockPolicy = clockPolicyOf({
  ...read.value,
  agencies: [
    agency('northshire-csc', 'childrens-social-care'), agency('northmoor-csc', 'childrens-social-care'), agency('northshire-icb', 'health'),
    agency('hilltop-school', 'school', '142001'), agency('riverside-school', 'school', '142002'),
  ],
});

let messages = 0;

/** A child and its missing episode. */
export const ALEX: Required<Subject> = { childId: '7f0d4a52-3c1e-4a0b-9d55-2f6c0b7e1a01', episodeId: '2c9b1f60-8e4d-4d1c-8b7a-5a3e9d0c4b02' };
/** A sibling who went missing with the child. */
export const SAM: Required<Subject> = { childId: '0d5c7f11-9a32-4b6e-8f1d-6e7a8b9c0d03', episodeId: '91be4c07-5d2f-4e8a-a6c3-1f2e3d4c5b04' };

/** Facts of one fictional referral, each with the clocks that the publisher would have recorded for it. */
export class KnownFacts {
  readonly facts: WatchedFact[] = [];
  readonly referralId = '019e5c3a-7d10-7c4e-9a51-5f3f6f5b0a01';
  private referral: CountedReferral = { grade: 'green', concernTypes: ['missing'], groundsAt: '' };

  published(at: string, recipients: readonly Partial<Sharing>[], more: Partial<CountedReferral> = {}): this {
    this.referral = { ...this.referral, groundsAt: iso(at), ...more };
    return this.add({
      publication: { force: 'northshire-police', caseKey: 'case-key', correlationId: '019e5c3a-7d10-7c4e-9a51-5f3f6f5b0aff' },
      sharings: recipients.map((recipient) => this.sharing(at, recipient)),
    });
  }

  /** A redirect of `from` that was followed. */
  shared(agency: string, from: string, at: string, more: Partial<Sharing> = {}): this {
    return this.add({ sharings: [this.sharing(at, { agency, from, ...more })], departed: { agency: from, at: iso(at) } });
  }

  /** A refusal, or a redirect that was declined. */
  departed(agency: string, at: string): this {
    return this.add({ departed: { agency, at: iso(at) } });
  }

  /** The end of an agency, recorded in the first second by default. Null takes it back. */
  agencyEnded(agency: string, at: string | null, recordedAt = at ?? ''): this {
    return this.add({ agencyEnd: { agency, at: at === null ? null : iso(at), recordedAt: iso(recordedAt) } });
  }

  /** A handover of an agency that has ended. @param countsFrom the time from which the clocks of the successor count. */
  handedOver(agency: string, from: string, at: string, countsFrom: string): this {
    const { clocks } = this.sharing(countsFrom, { agency });
    return this.add({ sharings: [this.sharing(at, { agency, from, succeeds: true, clocks })], departed: { agency: from, at: iso(at) } });
  }

  happened(event: Happened['event'], at: string, agency?: string, code?: string, storedAt?: string, subject: Subject = {}): this {
    const more = { ...subject, ...(agency !== undefined && { agency }), ...(code !== undefined && { code }), ...(storedAt !== undefined && { storedAt: iso(storedAt) }) };
    return this.add({ happened: { event, at: iso(at), ...more } });
  }

  /** An event of an episode: found, at a time. Recorded at that time by default. */
  found(at: string, subject: Required<Subject> = ALEX, recordedAt = at): this {
    return this.add({ returned: { ...subject, at: iso(at), recordedAt: iso(recordedAt) } });
  }

  foundInError(recordedAt: string, subject: Required<Subject> = ALEX): this {
    return this.add({ returned: { ...subject, at: null, recordedAt: iso(recordedAt) } });
  }

  /** The state of the children after the publication or a correction. A child without a time is still missing. @param children each with the time of the find and the area. */
  knew(recordedAt: string, ...children: readonly (readonly [subject: Required<Subject>, foundAt?: string | undefined, area?: string])[]): this {
    const known: KnownChildren['children'] = children.map(([{ childId, episodeId }, foundAt, area = 'northshire']) =>
      ({ childId, area, episodes: [{ episodeId, ...(foundAt !== undefined && { foundAt: iso(foundAt) }) }] }));
    return this.add({ known: { recordedAt: iso(recordedAt), children: known } });
  }

  /** A correction after which the copies of these agencies show some of the children only. */
  copiesShow(recordedAt: string, children: readonly Required<Subject>[], shown: Readonly<Record<string, readonly Required<Subject>[]>>): this {
    const copies = Object.entries(shown).map(([id, own]) => ({ agency: id, children: own.map(({ childId }) => childId) }));
    const known = children.map(({ childId }) => ({ childId, area: 'northshire', episodes: [] }));
    return this.add({ known: { recordedAt: iso(recordedAt), children: known, ...(copies.length > 0 && { shown: copies }) } });
  }

  /** A correction of the time of the reasonable grounds. */
  groundsCorrected(recordedAt: string, at: string, ...agencies: readonly string[]): this {
    const clocks = [{ rule: 'SCHOOL_NOTICE', anchor: 'reasonable-grounds', at: iso(at) }] as const;
    return this.add({ grounds: { recordedAt: iso(recordedAt), agencies: agencies.map((id) => ({ agency: id, clocks })) } });
  }

  /** A correction that takes the domestic abuse, or the child of these agencies, out of the referral. */
  groundsTakenBack(recordedAt: string, ...agencies: readonly string[]): this {
    return this.add({ grounds: { recordedAt: iso(recordedAt), agencies: agencies.map((id) => ({ agency: id, clocks: [], takenBack: ['SCHOOL_NOTICE'] })) } });
  }

  /** A correction by which the referral is one of domestic abuse, as one message. @param sentTo the agencies that were sent it. */
  domesticAbuseAdded(updateId: string, recordedAt: string, at: string, sentTo: readonly string[], agency = 'hilltop-school'): this {
    const clocks = [{ rule: 'SCHOOL_NOTICE', anchor: 'reasonable-grounds', at: iso(at) }] as const;
    return this.add({ grounds: { recordedAt: iso(recordedAt), agencies: [{ agency, clocks }] }, correction: { updateId, recordedAt: iso(recordedAt), sentTo } });
  }

  /** A correction that concerns no clock. */
  corrected(updateId: string, recordedAt: string, sentTo: readonly string[]): this {
    return this.add({ correction: { updateId, recordedAt: iso(recordedAt), sentTo } });
  }

  /** An agency's machine took a change. */
  changeDelivered(updateId: string, at: string, agency: string): this {
    return this.add({ changeDelivered: { agency, updateId, at: iso(at) } });
  }

  /** A person of an agency acknowledged a correction. */
  acknowledged(updateId: string, at: string, agency: string): this {
    return this.add({ happened: { event: 'correction-acknowledged', at: iso(at), agency, updateId } });
  }

  record(sentNotices: ReferralRecord['sentNotices'] = new Map()): ReferralRecord {
    return { referralId: this.referralId, facts: this.facts, kept: new Map(), sentNotices };
  }

  private sharing(at: string, recipient: Partial<Sharing>): Sharing {
    const sharing = { agency: 'northshire-csc', expectation: 'acknowledge-and-decide', purpose: 'child-protection', at: iso(at), ...recipient } as const;
    return { clocks: clocksOfSharing(sharing, this.referral, policy), ...sharing };
  }

  private add(fact: Omit<WatchedFact, 'referralId' | 'messageId'>): this {
    messages += 1;
    this.facts.push({ referralId: this.referralId, messageId: `019e5c3a-0000-7000-8000-${String(messages).padStart(12, '0')}`, ...fact });
    return this;
  }
}

function iso(text: string): string {
  return new Date(text).toISOString();
}
