import { checkSubmission, type SubmissionRefusal as SubmissionRefused } from '#libs/agreements';
import type { DisclosedBy, SubmitReferralRequest } from '#libs/contracts';
import {
  canonicalJson, type Clock, crashPoint, failure, type JsonValue, type Outcome, type QueueFull, sha256Hex, type SharedCommit, success,
} from '#libs/kernel';

import { prepareReferral, type PublishingTerms } from './prepare-referral.js';
import type { AcceptedReferral, KnownSubmissions } from './known-submissions.js';
import type { ReferralToStore, StoreResult } from './referral.repository.js';

export interface SubmitReferral {
  readonly organisation: string;
  readonly idempotencyKey: string;
  readonly correlationId: string;
  readonly disclosedBy: DisclosedBy;
  readonly content: SubmitReferralRequest;
}

export type SubmissionRefusal =
  | { readonly code: 'in-flight' }
  | { readonly code: 'key-reused' }
  | { readonly code: 'not-published'; readonly refusal: SubmissionRefused }
  | QueueFull;

/** `repeated`: an earlier request was the same, and this is its answer. Nothing was stored again. */
export interface Submitted {
  readonly referral: AcceptedReferral;
  readonly repeated: boolean;
}

/** Accepts a referral. It answers only after the commit that holds the referral and every message that it causes. */
export class SubmitReferralUseCase {
  /** Requests of this process whose commit is under way, by organisation and key. */
  private readonly inFlight = new Map<string, string>();

  constructor(
    private readonly terms: PublishingTerms,
    private readonly commits: SharedCommit<ReferralToStore, StoreResult>,
    private readonly known: KnownSubmissions,
    private readonly clock: Clock,
  ) {}

  /**
   * The refusal for any referral that came now, regardless of its content. Undefined while the queue has room.
   *
   * @param waitedMs milliseconds that its request has waited already.
   */
  full(waitedMs: number): QueueFull | undefined {
    return this.commits.full(waitedMs);
  }

  /** @throws DatabaseUnavailable when the outcome of the commit is unknown. The same request with the same key may be sent again. */
  async submit(command: SubmitReferral): Promise<Outcome<Submitted, SubmissionRefusal>> {
    const requestDigest = sha256Hex(canonicalJson(command.content as unknown as JsonValue));
    const slot = `${command.organisation}\n${command.idempotencyKey}`;
    const running = this.inFlight.get(slot);
    if (running !== undefined) return failure({ code: running === requestDigest ? 'in-flight' : 'key-reused' });
    this.inFlight.set(slot, requestDigest);
    try {
      return await this.submitOnce(command, requestDigest);
    } finally {
      this.inFlight.delete(slot);
    }
  }

  private async submitOnce(command: SubmitReferral, requestDigest: string): Promise<Outcome<Submitted, SubmissionRefusal>> {
    const prepared = this.prepare(command, requestDigest);
    // A request that was accepted once keeps its answer, even after a change of a rule or an agreement.
    if (!prepared.ok) return (await this.earlierAnswer(command, requestDigest)) ?? prepared;
    crashPoint('publisher.before-queue');
    const committed = await this.commits.add(prepared.value);
    if (!committed.ok) return committed;
    if (committed.value === 'already-known') {
      const earlier = await this.earlierAnswer(command, requestDigest);
      if (earlier === undefined) throw new Error('an idempotency key was taken, and its referral is not there');
      return earlier;
    }
    return success({ referral: prepared.value, repeated: false });
  }

  private prepare(command: SubmitReferral, requestDigest: string): Outcome<ReferralToStore, SubmissionRefusal> {
    const now = this.clock.now();
    const checked = checkSubmission(this.terms.partnership, command.organisation, command.content, now);
    if (!checked.ok) return failure({ code: 'not-published', refusal: checked.error });
    return success(prepareReferral(this.terms, { ...command, requestDigest }, checked.value, now));
  }

  private async earlierAnswer(command: SubmitReferral, requestDigest: string): Promise<Outcome<Submitted, SubmissionRefusal> | undefined> {
    const earlier = await this.known.find(command.organisation, command.idempotencyKey);
    if (earlier === undefined) return undefined;
    return earlier.requestDigest === requestDigest ? success({ referral: earlier.referral, repeated: true }) : failure({ code: 'key-reused' });
  }
}
