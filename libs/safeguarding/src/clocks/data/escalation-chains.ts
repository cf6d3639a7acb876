import type { EscalationChain } from '../escalation.js';

// LOCAL POLICY of the (fictional) Northshire partnership: who is called when a clock is breached, and after how long.
// Minutes are real time since the due time. Who holds a role in an agency is the agency's to say.

const HOUR = 60;
const DAY = 24 * HOUR;

export const ESCALATION_CHAINS: readonly EscalationChain[] = [
  {
    // The duty contact has been warned twice by then. National guidance has the referrer follow up as soon as the day is
    // over, so nobody on the way up to the referrer may cost time.
    id: 'la-acknowledgement',
    version: 1,
    warn: 'duty-contact',
    steps: [
      { role: 'duty-contact', afterMinutes: 0, starts: null },
      { role: 'manager', afterMinutes: 0, starts: null },
      { role: 'referrer', afterMinutes: 0, starts: 'CHASE' },
      { role: 'partnership-lead', afterMinutes: 4 * HOUR, starts: null },
    ],
  },
  {
    id: 'hub',
    version: 1,
    warn: 'duty-contact',
    steps: [
      { role: 'duty-contact', afterMinutes: 0, starts: null },
      { role: 'manager', afterMinutes: HOUR, starts: null },
      { role: 'partnership-lead', afterMinutes: DAY, starts: null },
    ],
  },
  {
    id: 'child-protection-process',
    version: 1,
    warn: 'manager',
    steps: [
      { role: 'manager', afterMinutes: 0, starts: null },
      { role: 'partnership-lead', afterMinutes: 5 * DAY, starts: null },
    ],
  },
  {
    id: 'return-interview',
    version: 1,
    warn: 'duty-contact',
    steps: [
      { role: 'duty-contact', afterMinutes: 0, starts: null },
      { role: 'manager', afterMinutes: DAY, starts: null },
      { role: 'partnership-lead', afterMinutes: 3 * DAY, starts: null },
    ],
  },
  {
    // The duty to notify is the police's: the referrer is told with the school, and can still pick up the telephone.
    id: 'school-notice',
    version: 1,
    warn: 'duty-contact',
    steps: [
      { role: 'duty-contact', afterMinutes: 0, starts: null },
      { role: 'referrer', afterMinutes: 0, starts: null },
      { role: 'partnership-lead', afterMinutes: DAY, starts: null },
    ],
  },
];
