import type {
  ChildIdentity, CorrectedField, CorrectionRequest, IncidentRequest, Milestone, MissingEpisodeEventRequest, NotSharingReason, RiskGradingRequest, WithdrawalReason,
} from '#libs/contracts';

import type { ExchangeClient } from './exchange-client.js';

type EpisodeEvent = Omit<MissingEpisodeEventRequest, 'childId' | 'episodeId' | 'at' | 'informationObtainedAt'>;

/** A change of a demo referral after it was answered. `hours` count from the time of its incident; `child` counts its children from 0. */
export type DemoChange =
  | { readonly change: 'correct'; readonly reason: CorrectionRequest['reason']; readonly child: number; readonly fields: readonly CorrectedField[]; readonly acknowledgedBy: readonly string[] }
  | { readonly change: 'withdraw'; readonly reason: WithdrawalReason }
  | { readonly change: 'regrade'; readonly grade: RiskGradingRequest['grade']; readonly hours: number }
  | { readonly change: 'missing'; readonly child: number; readonly event: EpisodeEvent; readonly hours: number; readonly obtained?: number }
  | { readonly change: 'not-shared'; readonly agency: string; readonly reason: NotSharingReason; readonly hours: number }
  | { readonly change: 'milestone'; readonly agency: string; readonly kind: Milestone; readonly hours: number };

/** By the key of the demo referral, in order. */
export const DEMO_CHANGES: Readonly<Record<string, readonly DemoChange[]>> = {
  // The siblings went missing together and returned apart: one the same night, the other a day later. Each return has its own 72 hours. One
  // interview has been held, the other not. The enquiry has begun.
  'DEMO-001': [
    { change: 'missing', child: 0, event: { kind: 'found' }, hours: 10 },
    { change: 'missing', child: 0, event: { kind: 'prevention-interview-held' }, hours: 12 },
    { change: 'missing', child: 1, event: { kind: 'found' }, hours: 34 },
    { change: 'missing', child: 1, event: { kind: 'return-interview-held' }, hours: 60 },
    { change: 'milestone', agency: 'northshire-csc', kind: 'strategy-discussion-held', hours: 48 },
    { change: 'milestone', agency: 'northshire-csc', kind: 'section-47-started', hours: 50 },
  ],
  // A date of birth was wrong: the hub has acknowledged the correction, health has not yet.
  'DEMO-002': [
    {
      change: 'correct', reason: 'identity-confirmed', child: 0, fields: [{ field: 'dateOfBirth', value: '2013-04-10' }], acknowledgedBy: ['northshire-csc'],
    },
    { change: 'milestone', agency: 'northshire-csc', kind: 'assessment-started', hours: 72 },
  ],
  'DEMO-004': [{ change: 'not-shared', agency: 'riverside-school', reason: 'below-threshold', hours: 2 }],
  'DEMO-006': [{ change: 'withdraw', reason: 'duplicate' }],
  // Green at first, amber thirty hours later. Health has been notified since then, and the delay stays on the record.
  'DEMO-008': [{ change: 'regrade', grade: 'amber', hours: 30 }],
  // The 72 hours of this interview may still run.
  'DEMO-009': [
    { change: 'missing', child: 0, event: { kind: 'risk-level-set', riskLevel: 'high', informationSource: 'placement' }, hours: 4, obtained: 3 },
    { change: 'missing', child: 0, event: { kind: 'found' }, hours: 40 },
    { change: 'missing', child: 0, event: { kind: 'return-interview-offered' }, hours: 44 },
  ],
};

/** Notified incidents, by days before today: one without a referral, one with a late referral, one without a child. */
export const DEMO_INCIDENTS: readonly (Omit<IncidentRequest, 'occurredAt' | 'reportedAt'> & { readonly daysAgo: number })[] = [
  { reference: 'INC-DEMO-101', daysAgo: 3, type: 'domestic-abuse', area: 'northshire', unit: 'NS-2', childPresent: true },
  { reference: 'INC-DEMO-010', daysAgo: 2, type: 'violence', area: 'northmoor', unit: 'NS-2', childPresent: true },
  { reference: 'INC-DEMO-102', daysAgo: 1, type: 'public-order', area: 'northshire', unit: 'NS-1', childPresent: false },
];

const HOUR_MS = 3_600_000;

export interface PublishedDemoReferral {
  readonly key: string;
  readonly referralId: string;
  readonly children: readonly ChildIdentity[];
  /** When the incident happened, in milliseconds. */
  readonly occurred: number;
}

/** Each change has its own key, so that a load that was cut off repeats it without a second effect. */
export async function change(client: ExchangeClient, { key, referralId, children, occurred }: PublishedDemoReferral): Promise<void> {
  const at = (hours: number): string => new Date(occurred + hours * HOUR_MS).toISOString();
  const path = `/v1/referrals/${referralId}`;
  for (const [index, each] of (DEMO_CHANGES[key] ?? []).entries()) {
    const record = (to: string, body: object) => client.record<{ readonly changeId: string }>(`${path}/${to}`, body, `${key}-${index + 1}`);
    switch (each.change) {
      case 'correct': {
        const { changeId } = await record('corrections', {
          reason: each.reason, fields: each.fields.map(({ field, value }) => ({ field: `/children/${children[each.child]?.childId}/${field}`, value })),
        });
        for (const agency of each.acknowledgedBy) await client.acknowledge(agency, referralId, changeId);
        break;
      }
      case 'withdraw':
        await record('withdrawal', { reason: each.reason });
        break;
      case 'regrade':
        await record('risk-gradings', { grade: each.grade, gradedAt: at(each.hours), gradedBy: 'contact-centre-supervisor' });
        break;
      case 'missing': {
        const obtained = each.obtained === undefined ? {} : { informationObtainedAt: at(each.obtained) };
        await record('missing-episode-events', { childId: children[each.child]?.childId, ...each.event, ...obtained, at: at(each.hours) });
        break;
      }
      case 'not-shared':
        await record('decisions-not-to-share', { agency: each.agency, reason: each.reason, decidedAt: at(each.hours) });
        break;
      case 'milestone':
        for (const { childId } of children) await client.state(each.agency, referralId, { kind: each.kind, childId, at: at(each.hours) });
        break;
    }
  }
}

/** Incidents are notified before the referrals, as in practice, because one of the referrals is about a notified incident. */
export async function notifyIncidents(client: ExchangeClient, day: Date): Promise<void> {
  await Promise.all(DEMO_INCIDENTS.map(async ({ daysAgo, ...incident }) => {
    const occurred = day.getTime() - (daysAgo * 24 + 6) * HOUR_MS;
    const times = { occurredAt: new Date(occurred).toISOString(), reportedAt: new Date(occurred + HOUR_MS / 2).toISOString() };
    await client.record('/v1/incidents', { ...incident, ...times }, incident.reference);
  }));
}
