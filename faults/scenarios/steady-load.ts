import { Practitioners } from '../load/practitioners.js';
import { Sender, type SenderOptions } from '../load/sender.js';
import { Ledger } from '../load/submissions.js';
import type { Environment } from '../environment/environment.js';

/** A modest, steady rate: what breaks should be the part that is broken, and not the machine. */
export const STEADY_PER_SECOND = 10;

/** Referrals and steps keep coming while `work` breaks something. */
export async function underSteadyLoad(
  environment: Environment,
  work: (ledger: Ledger) => Promise<void>,
  options: Partial<SenderOptions> = {},
): Promise<Ledger> {
  const ledger = new Ledger();
  const urls = () => environment.publishers().filter(({ running }) => running).map(({ url }) => url);
  const sender = new Sender(ledger, { urls, perSecond: STEADY_PER_SECOND, cases: 20, requestTimeoutMs: 10_000, ...options });
  const practitioners = new Practitioners(environment, ledger, { redirects: false });
  sender.start();
  practitioners.start();
  try {
    await work(ledger);
  } finally {
    await sender.stop();
    await practitioners.stop();
  }
  return ledger;
}

/** How often each status was answered; 0 is no answer at all. */
export function statusCounts(ledger: Ledger): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const status of ledger.submissions.flatMap(({ statuses }) => statuses)) {
    const name = `status ${status === 0 ? 'none' : status}`;
    counts[name] = (counts[name] ?? 0) + 1;
  }
  return counts;
}
