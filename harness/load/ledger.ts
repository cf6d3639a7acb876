import { latencyOf, type Latency } from '../measure/statistics.js';

/** One referral as its sender remembers it: all that the oracle takes from this side. Times are milliseconds since 1970. */
export interface Submission {
  readonly idempotencyKey: string;
  readonly correlationId: string;
  /** The agencies' databases refuse it, so it is delivered only by a replay. */
  readonly isPoison?: boolean;
  readonly caseReference: string;
  /** Place in its case: the sender sends the next one only when this one was answered or given up. */
  readonly sequence: number;
  /** The time at which it should have been sent. It counts where a late sender must not hide a stalled server. */
  readonly dueAt?: number;
  readonly firstSentAt: number;
  /** Of the request that was answered with 202; `ms` is the time of that request alone. */
  answer?: { readonly referralId: string; readonly agencies: readonly string[]; readonly at: number; readonly ms: number };
  /** The status of each request that was sent; 0 for no answer. */
  readonly statuses: number[];
  /** When the last of its requests was cut off. */
  cutOffAt?: number;
  /** The sender stopped asking without a 202, so the exchange may have it whole or not at all. */
  abandoned?: boolean;
}

/** A step of a practitioner that was answered with 200. */
export interface TakenStep {
  readonly agency: string;
  readonly referralId: string;
  readonly rung: 'opened' | 'accepted' | 'decided' | 'redirected';
}

/** Every promise that people outside the exchange were given. */
export class Ledger {
  readonly submissions: Submission[] = [];
  readonly steps: TakenStep[] = [];
  /** Answers of 503 that did not name the time of the next attempt. */
  refusedWithoutTime = 0;

  get accepted(): readonly Submission[] {
    return this.submissions.filter(({ answer }) => answer !== undefined);
  }

  get abandoned(): readonly Submission[] {
    return this.submissions.filter(({ abandoned }) => abandoned === true);
  }

  /** Idempotency keys of the referrals that were made poison. */
  get poisonKeys(): ReadonlySet<string> {
    return new Set(this.submissions.filter(({ isPoison }) => isPoison).map(({ idempotencyKey }) => idempotencyKey));
  }

  /** The number of requests by their status; 0 is no answer at all. */
  countStatuses(): ReadonlyMap<number, number> {
    const counts = new Map<number, number>();
    for (const { statuses } of this.submissions) for (const status of statuses) counts.set(status, (counts.get(status) ?? 0) + 1);
    return counts;
  }

  /** Of the requests that were answered with 202 between two moments. */
  acceptLatency(from = 0, to = Number.POSITIVE_INFINITY): Latency {
    const answers = this.accepted.flatMap(({ answer }) => answer ?? []);
    return latencyOf(answers.filter(({ at }) => at >= from && at <= to).map(({ ms }) => ms));
  }
}
