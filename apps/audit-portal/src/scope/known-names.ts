import { Inject, Injectable } from '@nestjs/common';

import type { Partnership } from '#libs/agreements';
import { PARTNERSHIP } from '#libs/app-wiring';
import { unknownName, ProblemException, type ProblemField } from '#libs/http-api';
import { Database, statement, type Statement } from '#libs/persistence';

interface Names {
  readonly agency?: string | undefined;
  readonly force?: string | undefined;
  readonly area?: string | undefined;
}

/** Whether the record has a name that the partnership file has no longer, or never had. Read only for such a name. */
const RECORDED: Readonly<Record<keyof Names, Statement>> = {
  agency: statement('portal-known-agency', 'SELECT FROM agency_tally WHERE agency = $1 LIMIT 1'),
  force: statement(
    'portal-known-force',
    '(SELECT FROM referral_projection WHERE force = $1 LIMIT 1) UNION ALL (SELECT FROM incident_projection WHERE force = $1 LIMIT 1)',
  ),
  area: statement(
    'portal-known-area',
    '(SELECT FROM referral_projection WHERE area = $1 LIMIT 1) UNION ALL (SELECT FROM incident_projection WHERE area = $1 LIMIT 1)',
  ),
};

/** Refuses a misspelt agency, force or area, because an empty answer would read as a clean bill. */
@Injectable()
export class KnownNames {
  private readonly known: Readonly<Record<keyof Names, readonly string[]>>;

  constructor(
    @Inject(PARTNERSHIP) { agencies, forces }: Partnership,
    private readonly database: Database,
  ) {
    this.known = { agency: agencies.map(({ id }) => id), force: forces.map(({ id }) => id), area: [...new Set(agencies.flatMap(({ areas }) => areas))] };
  }

  /** @throws ProblemException GEN-011 with the known names. */
  async require(asked: Names): Promise<void> {
    const errors: ProblemField[] = [];
    for (const name of ['agency', 'force', 'area'] as const) {
      const value = asked[name];
      if (value === undefined || this.known[name].includes(value)) continue;
      const { rows } = await this.database.run(RECORDED[name], [value]);
      if (rows.length === 0) errors.push(unknownName(name, this.known[name]));
    }
    if (errors.length > 0) throw new ProblemException('GEN-011', { errors });
  }
}
