import { newId } from '#libs/kernel';
import type { Logger, Metrics } from '#libs/observability';
import { statement, type StatementRunner } from '#libs/persistence';

const INSERT = statement(
  'node-refused-access',
  `INSERT INTO refused_access (refusal_id, referral_id, organisation, person, reason, asked_at)
   VALUES ($1, $2, $3, $4, $5, exchange_now())`,
);

/** Somebody asked for what is not theirs to see, and was answered 404. */
export interface Refused {
  /** Absent where nobody asked for one referral in particular. */
  readonly referralId?: string | undefined;
  readonly organisation: string;
  /** Opaque staff reference, where one was given. */
  readonly person?: string | undefined;
  /** `not-held`: this agency never got the referral. `other-organisation`: the caller is not of this agency. */
  readonly reason: 'not-held' | 'other-organisation';
}

/**
 * The answer to such a question is the same as for a referral that does not exist, so that nobody learns which there are.
 * That it was asked is kept all the same: a member of staff who looks for a child is found by it.
 */
export class RefusedAccess {
  constructor(
    private readonly metrics: Metrics,
    private readonly logger: Logger,
  ) {}

  /** Durable before the answer: if it cannot be recorded, the caller is told that the database is away, and nothing else. */
  async record(runner: StatementRunner, { referralId, organisation, person, reason }: Refused): Promise<void> {
    await runner.run(INSERT, [newId(), referralId ?? null, organisation, person ?? null, reason]);
    this.metrics.accessRefused(reason);
    this.logger.warn('access.refused', { referralId, organisation, reason });
  }
}
