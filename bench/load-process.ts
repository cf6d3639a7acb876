// The load process: `node load-process.js <plan as JSON> <report.json>`. It is the same for every variant.
import { writeFileSync } from 'node:fs';

import { now } from '../harness/load/generate.js';
import { Ledger } from '../harness/load/ledger.js';
import { sendReferrals } from '../harness/load/sender.js';

/** The task of a load process. */
export interface LoadPlan {
  readonly url: string;
  /** The header `authorization`: the tokens are made in the process that started the servers. */
  readonly authorization: string;
  /** The request. Each copy gets a case reference of its own. */
  readonly referral: object;
  /** Kept-alive connections; in a closed loop also the number of requests under way. */
  readonly connections: number;
  /** The largest number of requests. */
  readonly requests: number;
  /** Milliseconds after which no request is begun any more. */
  readonly forMs: number;
  /** Open loop: requests a second, each begun when it is due, even when earlier ones have no answer. Absent: closed loop. */
  readonly rate?: number;
}

export interface LoadAnswer {
  readonly referralId: string;
  /** Milliseconds since 1970. Open loop: when the request should have begun, so that a stalled server cannot hide. */
  readonly due: number;
  readonly answered: number;
}

export interface LoadReport {
  readonly accepted: readonly LoadAnswer[];
  /** By status; 0 where no answer came. */
  readonly refused: Readonly<Record<string, number>>;
  readonly startedAt: number;
  readonly cpuMs: number;
}

const [planText = '', reportFile = ''] = process.argv.slice(2);
const { url, authorization, referral, connections, requests, forMs, rate } = JSON.parse(planText) as LoadPlan;
const ledger = new Ledger();
const startedAt = now();
await sendReferrals(ledger, {
  urls: () => [url], authorization, referral, connections, perSecond: rate, atOnce: rate === undefined ? connections : undefined, most: requests, forMs,
  patienceMs: 0, requestTimeoutMs: 60_000,
});
const { user, system } = process.cpuUsage();
const report: LoadReport = {
  accepted: ledger.accepted.flatMap(({ answer, dueAt = 0 }) => (answer === undefined ? [] : [{ referralId: answer.referralId, due: dueAt, answered: answer.at }])),
  refused: Object.fromEntries([...ledger.countStatuses()].filter(([status]) => status !== 202)),
  startedAt,
  cpuMs: (user + system) / 1_000,
};
writeFileSync(reportFile, JSON.stringify(report));
