import { setTimeout as pause } from 'node:timers/promises';

import { audienceOf } from '#libs/contracts';
import { callerHeaders, TestIssuer } from '#libs/testing';

import type { Exchange } from '../../harness/environment/exchange.js';
import { ask, connections } from '../../harness/load/http.js';
import type { Ledger, Submission, TakenStep } from '../../harness/load/ledger.js';
import { REDIRECT_TARGET } from './environment.js';

const RETRY_MS = 300;
/** Attempts with 404, after which the practitioner opens another referral while this one is still on its way. */
const MOST_MISSES = 12;

/** People at the agencies open and accept the referrals that arrive, and redirect some. They repeat a request without an answer. */
export async function practise(
  exchange: Exchange, agencies: readonly string[], ledger: Ledger, options: { readonly redirects: boolean; readonly isOver: () => boolean },
): Promise<void> {
  const agent = connections(16);
  const { redirects, isOver } = options;

  const workAt = async (agency: string): Promise<void> => {
    const done = new Set<Submission>();
    while (!isOver()) {
      const next = ledger.submissions.findLast((each) =>
        // Poison arrives only by a replay, and waiting for it would keep everything else unread.
        each.answer?.agencies.includes(agency) === true && each.isPoison !== true && !done.has(each));
      if (next?.answer === undefined) {
        await pause(50);
        continue;
      }
      done.add(next);
      const { referralId } = next.answer;
      if (!(await take({ agency, referralId, rung: 'opened' }, 'POST', '/openings'))) continue;
      const redirect = redirects && agency === 'northshire-csc' && done.size % 2 === 0;
      if (redirect) await take({ agency, referralId, rung: 'redirected' }, 'PUT', '/redirection', { agency: REDIRECT_TARGET, reason: 'moved-area' });
      else await take({ agency, referralId, rung: 'accepted' }, 'PUT', '/acceptance', {});
    }
  };
  /** Repeats the request until it is answered with 200; gives up when the work is over, or when the referral has not arrived for long. */
  const take = async (step: TakenStep, method: string, path: string, body?: object): Promise<boolean> => {
    const { agency, referralId } = step;
    const nodes = exchange.nodesOf(agency);
    const headers = callerHeaders(TestIssuer.shared(), { audience: audienceOf('node', agency), organisation: agency, person: 'sw-0142' });
    for (let attempt = 0, misses = 0; attempt < 100 && misses < MOST_MISSES; attempt += 1) {
      const url = `${nodes[attempt % nodes.length]?.url ?? ''}/v1/inbox/${referralId}${path}`;
      const answer = await ask(agent, { method, url, headers, ...(body !== undefined && { body: JSON.stringify(body) }), timeoutMs: 10_000 });
      if (answer?.status === 200) {
        ledger.steps.push(step);
        return true;
      }
      if (answer?.status === 404) misses += 1;
      if (isOver() && attempt > 20) return false;
      await pause(RETRY_MS);
    }
    return false;
  };
  await Promise.all(agencies.filter((agency) => agency !== REDIRECT_TARGET).map((agency) => workAt(agency)));
  agent.destroy();
}
