import { Inject, Injectable } from '@nestjs/common';

import type { Partnership } from '#libs/agreements';
import { CASE_KEY_SECRET, PARTNERSHIP } from '#libs/app-wiring';
import { ProblemException } from '#libs/http-api';
import { caseKey } from '#libs/kernel';
import { Database, statement } from '#libs/persistence';

interface AskedCase {
  readonly caseReference?: string | undefined;
  readonly caseKey?: string | undefined;
  readonly force?: string | undefined;
}

const IS_RECORDED = statement(
  'portal-known-case', 'SELECT FROM referral_projection WHERE case_key = ANY ($1::text[]) AND ($2::text IS NULL OR force = $2::text) LIMIT 1',
);

/**
 * Finds the keys of a case. The record has keys and no references, so a reference becomes its key, by the rule and the secret of the
 * publisher. A case that is not on record is refused, because an empty answer would read as a clean bill.
 */
@Injectable()
export class CaseNames {
  private readonly forces: readonly string[];

  constructor(
    @Inject(PARTNERSHIP) partnership: Partnership,
    @Inject(CASE_KEY_SECRET) private readonly secret: string,
    private readonly database: Database,
  ) {
    this.forces = partnership.forces.map(({ id }) => id);
  }

  /** @returns undefined where no case was asked for. @throws ProblemException GEN-011 for a case without a recorded referral. */
  async keysOf({ caseReference: reference, caseKey: key, force }: AskedCase): Promise<readonly string[] | undefined> {
    if (reference === undefined && key === undefined) return undefined;
    const ofReference = reference === undefined ? undefined : (force === undefined ? this.forces : [force]).map((each) => caseKey(this.secret, each, reference));
    const keys = key === undefined ? (ofReference ?? []) : [key].filter((each) => ofReference?.includes(each) ?? true);
    const { rows } = await this.database.run(IS_RECORDED, [keys, force ?? null]);
    if (rows.length > 0) return keys;
    const message = 'No referral of this case is on record. Check the reference, and name the force of a case with force.';
    throw new ProblemException('GEN-011', { errors: [{ pointer: reference === undefined ? '/caseKey' : '/caseReference', code: 'unknown', message }] });
  }
}
