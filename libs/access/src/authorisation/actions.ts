import type { Permission } from './permission.js';

/** A force's officers, and its records system. */
const BY_FORCE = { force: ['practitioner', 'system'] } as const;
/** The agency's staff. Its systems count here only with the person whom they name, because these steps are those of a person. */
const BY_OWN_AGENCY = { 'own-agency': ['practitioner', 'system'] } as const;
/** Auditors see all of it; a force and an agency their own part (ADR 0029). */
const BY_AUDITED = { auditor: ['auditor'], force: ['practitioner', 'system'], agency: ['practitioner', 'system'] } as const;
/** Only the listed operators: an organisation that a message is about must not decide whether it counts. An agency looks after the messages of its own node. */
const BY_OPERATORS = { operator: ['operator'], 'own-agency': ['operator'] } as const;

const OWN_REFERRAL = "the force's own referral; another force's is 404 REF-004";
const OWN_INCIDENT = "the force's own incident; another force's is 404 REF-016";
const HELD_REFERRAL = 'a referral that the agency holds; any other is 404 ACK-001';
const OWN_PART = 'the part of the record that concerns the organisation; all of it for an auditor; never content';

const publisher = { apps: ['publisher'], allowed: BY_FORCE, caller: 'organisation', refusal: 'IDN-012' } as const;
const publisherPerson = { ...publisher, caller: 'person' } as const;
const node = { apps: ['node'], allowed: BY_OWN_AGENCY, caller: 'person', refusal: 'GEN-003', resource: HELD_REFERRAL } as const;
const portal = { apps: ['portal'], allowed: BY_AUDITED, caller: 'person', refusal: 'AUD-010', resource: OWN_PART, record: 'audit' } as const;
const letters = {
  apps: ['publisher', 'recorder', 'watch', 'node'], allowed: BY_OPERATORS, refusal: 'GEN-003', resource: 'dead letters of this app, without their content',
} as const;

/**
 * What every caller may do: one row for each endpoint, and nothing that is not here. docs/authorisation.md is made from it, and
 * test/authorisation/matrix.json is the expectation by hand that a test compares it with.
 */
const ACTIONS = {
  'referral.submit': { ...publisher, resource: 'a new referral of the force', record: 'change' },
  // Ids, states and times; a case reference is matched and not shown.
  'referral.list': { ...publisher, resource: "the force's own referrals; no other is listed", record: 'none' },
  // It shows missing episodes, and the codes of ethnicity that agencies stated.
  'referral.read-status': { ...publisher, resource: OWN_REFERRAL, record: 'content' },
  'referral.correct': { ...publisher, resource: OWN_REFERRAL, record: 'change' },
  'referral.withdraw': { ...publisher, resource: OWN_REFERRAL, record: 'change' },
  'referral.grade-risk': { ...publisher, resource: OWN_REFERRAL, record: 'change' },
  'referral.record-episode': { ...publisher, resource: OWN_REFERRAL, record: 'change' },
  'referral.follow-up': { ...publisherPerson, resource: OWN_REFERRAL, record: 'change' },
  'referral.open-feedback': { ...publisherPerson, resource: "feedback on the force's own referral; any other is 404 REF-013", record: 'content' },
  'referral.decide-not-to-share': { ...publisherPerson, resource: OWN_REFERRAL, record: 'change' },
  'referral.resend': { ...publisherPerson, resource: "the force's own referrals; any other is listed as unknown", record: 'change' },
  // Ids and agencies.
  'referral.list-undelivered': { ...publisher, resource: "the force's own referrals; no other is listed", record: 'none' },
  'incident.decide-not-to-share': { ...publisherPerson, resource: OWN_INCIDENT, record: 'change' },
  'incident.notify': { ...publisher, resource: 'a new incident of the force', record: 'change' },
  // What the force notified itself: reference, times and codes, and nothing of what happened.
  'incident.read': { ...publisher, resource: OWN_INCIDENT, record: 'none' },
  'incident.link': { ...publisher, resource: `${OWN_INCIDENT}; ${OWN_REFERRAL}`, record: 'change' },
  // Ids, agencies and times.
  'agency.list-open-referrals': { ...publisher, resource: "the force's own referrals with an agency; no other is listed", record: 'none' },
  'agency.hand-over': { ...publisherPerson, resource: "the force's own referrals with an ended agency; no other is handed over", record: 'change' },

  // What is needed to choose what to open: no names and no narrative.
  'inbox.list': { ...node, caller: 'organisation', resource: 'the referrals that the agency holds', record: 'none' },
  // Numbers.
  'inbox.count': { ...node, caller: 'organisation', resource: 'the referrals that the agency holds', record: 'none' },
  'inbox.open': { ...node, record: 'content' },
  'inbox.accept': { ...node, record: 'change' },
  'inbox.refuse': { ...node, record: 'change' },
  'inbox.redirect': { ...node, record: 'change' },
  'inbox.decide': { ...node, record: 'change' },
  'inbox.feed-back': { ...node, record: 'change' },
  'inbox.acknowledge-correction': { ...node, record: 'change' },
  'inbox.record-ethnicity': { ...node, record: 'change' },
  'inbox.state-milestone': { ...node, record: 'change' },

  'audit.search-events': portal,
  'audit.export-events': { ...portal, record: 'export' },
  'audit.read-manifest': { ...portal, resource: "the organisation's own exports; every export for an auditor; any other is 404 AUD-011" },
  'audit.list-referrals': portal,
  'audit.read-timeline': { ...portal, resource: `${OWN_PART}; a referral outside of it is 404 AUD-002` },
  'audit.list-awaiting': portal,
  'audit.list-overdue': portal,
  // A gap is an incident that no agency was sent.
  'audit.list-gaps': { ...portal, allowed: { auditor: ['auditor'], force: ['practitioner', 'system'] } },
  'audit.count-gaps': { ...portal, allowed: { auditor: ['auditor'], force: ['practitioner', 'system'] } },
  // The records show who looks at whom.
  'audit.list-access': { ...portal, allowed: { auditor: ['auditor'] }, resource: 'every record of access, of every app' },
  'audit.export-access': { ...portal, allowed: { auditor: ['auditor'] }, resource: 'every record of access, of every app', record: 'export' },
  // The numbers are not divided by force.
  'audit.count-agencies': { ...portal, allowed: { auditor: ['auditor'], agency: ['practitioner', 'system'] } },
  'audit.list-measures': { ...portal, resource: 'the catalogue of measures' },
  'audit.read-measure': portal,
  'audit.list-recommendations': { ...portal, resource: 'the recommendations that the organisation answers for; all of them for an auditor' },
  'audit.read-recommendation': { ...portal, resource: 'a recommendation that the organisation answers for; any other is 404 AUD-009' },

  // Places, digests and reasons, never the content of a message.
  'dead-letters.list': { ...letters, caller: 'organisation', record: 'none' },
  'dead-letters.read': { ...letters, caller: 'organisation', record: 'none' },
  'dead-letters.replay': { ...letters, caller: 'person', record: 'change' },
  'dead-letters.discard': { ...letters, caller: 'person', record: 'change' },

  // Rules, times and agencies of clocks.
  'clocks.list': { apps: ['watch'], allowed: { operator: ['operator'] }, caller: 'organisation', refusal: 'GEN-003', resource: 'every clock', record: 'none' },
} as const satisfies Readonly<Record<string, Permission>>;

/** The id of an action: `referral.submit`. */
export type ActionId = keyof typeof ACTIONS;

export const PERMISSIONS: Readonly<Record<ActionId, Permission>> = ACTIONS;
