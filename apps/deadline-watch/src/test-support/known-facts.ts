import { clocksOfSharing, readPartnership, type ClockPolicy, type CountedReferral } from '#libs/agreements';
import { clockPolicyOf } from '#libs/app-wiring';

import type { Happened, Sharing, WatchedFact } from '../clocks/fact.js';
import type { ReferralRecord } from '../clocks/referral-clocks.js';

const agency = (id: string, kind: 'childrens-social-care' | 'school' | 'health', urn: string | null = null) =>
  ({ id, name: id, kind, areas: [], urn, escalation: {}, hubHours: null });

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
  shared(agency: string, from: string, at: string): this {
    return this.add({ sharings: [this.sharing(at, { agency, from })], departed: { agency: from, at: iso(at) } });
  }

  /** A refusal, or a redirect that was declined. */
  departed(agency: string, at: string): this {
    return this.add({ departed: { agency, at: iso(at) } });
  }

  happened(event: Happened['event'], at: string, agency?: string, code?: string, storedAt?: string): this {
    const more = { ...(agency !== undefined && { agency }), ...(code !== undefined && { code }), ...(storedAt !== undefined && { storedAt: iso(storedAt) }) };
    return this.add({ happened: { event, at: iso(at), ...more } });
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
