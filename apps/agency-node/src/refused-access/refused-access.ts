import { newId } from '#libs/kernel';
import type { Logger, Metrics } from '#libs/observability';
import { statement, type StatementRunner } from '#libs/persistence';

const INSERT = statement(
  'node-refused-access',
  `INSERT INTO refused_access (refusal_id, referral_id, organisation, person, reason, asked_at)
   VALUES ($1, $2, $3, $4, $5, exchange_now())`,
);

/** A request for a referral that its caller may not see, answered 404. */
export interface Refused {
  /** Absent where the request named no single referral. */
  readonly referralId?: string | undefined;
  readonly organisation: string;
  /** Opaque staff reference, where the request had one. */
  readonly person?: string | undefined;
  /** `not-held`: this agency never got the referral. `other-organisation`: the caller is not of this agency. */
  readonly reason: 'not-held' | 'other-organisation';
}

/**
 * Records refused requests. The answer is the same as for a referral that does not exist, because a caller must not learn which
 * referrals exist. The record shows when a member of staff looks for a child.
 */
export class RefusedAccess {
  constructor(
    private readonly metrics: Metrics,
    private readonly logger: Logger,
  ) {}

  /** The record is durable before the answer. If the database is down, the caller gets that problem and no other information. */
  async record(runner: StatementRunner, { referralId, organisation, person, reason }: Refused): Promise<void> {
    await runner.run(INSERT, [newId(), referralId ?? null, organisation, person ?? null, reason]);
    this.metrics.accessRefused(reason);
    this.logger.warn('access.refused', { referralId, organisation, reason });
  }
}
