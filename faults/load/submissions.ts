/** One referral as the sender remembers it: all that the oracle takes from this side. */
export interface Submission {
  readonly idempotencyKey: string;
  readonly correlationId: string;
  /** The agencies' databases refuse it, so it is delivered only by a replay. */
  readonly isPoison?: boolean;
  readonly caseReference: string;
  /** Place in its case: the sender sends the next only when this one was answered or given up. */
  readonly sequence: number;
  readonly firstSentAt: number;
  /** Of the request that was answered with 202. */
  answer?: { readonly referralId: string; readonly agencies: readonly string[]; readonly at: number; readonly ms: number };
  /** Requests that were sent, and what they were answered with; 0 for none. */
  readonly statuses: number[];
  /** When the last of its requests was cut off. */
  cutOffAt?: number;
  /** The sender stopped asking without a 202: the exchange may have it whole or not at all. */
  abandoned?: boolean;
}

/** What a practitioner did and was answered 200 for. */
export interface TakenStep {
  readonly agency: string;
  readonly referralId: string;
  readonly rung: 'opened' | 'accepted' | 'decided' | 'redirected';
}

/** Everything that people outside the exchange know they were promised. */
export class Ledger {
  readonly submissions: Submission[] = [];
  readonly steps: TakenStep[] = [];

  get accepted(): readonly Submission[] {
    return this.submissions.filter(({ answer }) => answer !== undefined);
  }

  /** Idempotency keys of the referrals that were made poison. */
  get poisonKeys(): ReadonlySet<string> {
    return new Set(this.submissions.filter(({ isPoison }) => isPoison).map(({ idempotencyKey }) => idempotencyKey));
  }

  /** Milliseconds of the requests answered 202 between two moments, sorted. */
  latencies(from = 0, to = Number.POSITIVE_INFINITY): readonly number[] {
    const answers = this.accepted.flatMap(({ answer }) => answer ?? []);
    return answers.filter(({ at }) => at >= from && at <= to).map(({ ms }) => ms).toSorted((left, right) => left - right);
  }
}

/** @returns the value below which this share of the sorted numbers lies; 0 for none. */
export function percentile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}
