import type { ChildIdentity, DueTime, Expectation } from '#libs/contracts';
import { statement, type Database } from '#libs/persistence';

/** One recipient of an accepted referral. */
export interface AcceptedTerms {
  readonly agency: string;
  readonly expectation: Expectation;
  readonly hop: number;
  readonly due?: readonly DueTime[];
}

/** The facts of the answer to a submission. They are the same for the first request and for a repeat. */
export interface AcceptedReferral {
  readonly referralId: string;
  readonly acceptedAt: string;
  /** In the order of the request. */
  readonly children: readonly ChildIdentity[];
  readonly recipients: readonly AcceptedTerms[];
}

// Message ids rise in the order in which the recipients were named.
const FIND = statement(
  'publisher-find-submission',
  `SELECT r.referral_id, r.request_digest, r.accepted_at, r.children, n.agency, n.expectation, n.hop, n.due
   FROM referral r JOIN recipient n ON n.referral_id = r.referral_id AND n.hop = 1
   WHERE r.organisation = $1 AND r.idempotency_key = $2
   ORDER BY n.message_id`,
);

interface FoundRow {
  readonly referral_id: string;
  readonly request_digest: string;
  readonly accepted_at: Date;
  readonly children: readonly ChildIdentity[];
  readonly agency: string;
  readonly expectation: Expectation;
  readonly hop: number;
  readonly due: readonly DueTime[] | null;
}

/** Finds the referral that an idempotency key brought, so that a repeat gets the first answer. */
export class KnownSubmissions {
  constructor(private readonly database: Database) {}

  async find(
    organisation: string,
    idempotencyKey: string,
  ): Promise<{ readonly requestDigest: string; readonly referral: AcceptedReferral } | undefined> {
    const { rows } = await this.database.run<FoundRow>(FIND, [organisation, idempotencyKey]);
    const [first] = rows;
    if (first === undefined) return undefined;
    const recipients = rows.map(({ agency, expectation, hop, due }) => ({ agency, expectation, hop, ...(due !== null && { due }) }));
    return { requestDigest: first.request_digest, referral: { referralId: first.referral_id, acceptedAt: first.accepted_at.toISOString(), children: first.children, recipients } };
  }
}
