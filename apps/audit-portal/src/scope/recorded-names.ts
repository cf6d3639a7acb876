import { Injectable } from '@nestjs/common';

import type { RecordFilter } from '#libs/contracts';
import { Database, statement } from '#libs/persistence';

import { pageStatement, type EventFilter } from '../search-events/event-query.js';
import type { Scope } from './audit-scope.js';

const UNIT = statement(
  'portal-known-unit',
  `(SELECT FROM referral_projection r WHERE unit = $1 AND ($2::text IS NULL OR force = $2::text)
      AND ($3::text IS NULL OR EXISTS (SELECT FROM recipient_projection p WHERE p.referral_id = r.referral_id AND p.agency = $3::text)) LIMIT 1)
   UNION ALL (SELECT FROM incident_projection WHERE unit = $1 AND ($2::text IS NULL OR force = $2::text) AND $3::text IS NULL LIMIT 1)`,
);

interface Asked {
  readonly person?: string | undefined;
  readonly unit?: string | undefined;
  readonly referralId?: string | undefined;
  readonly correlationId?: string | undefined;
}

interface Answer {
  readonly rows: number;
  readonly isFirst?: boolean;
}

/**
 * Finds a person, a unit, a referral or a request that no record names. The partnership file has none of them, so such a filter cannot be refused,
 * and an empty answer would read as a clean bill for a misspelt name. It looks at the part of the record that the caller sees, because a name is known elsewhere.
 */
@Injectable()
export class RecordedNames {
  constructor(private readonly database: Database) {}

  /**
   * For the answer to a query: the filters whose value is not recorded.
   *
   * @param answer its rows, and whether it is the first page. Only a first page without rows is looked into.
   */
  async notRecorded({ person, unit, referralId, correlationId }: Asked, scope: Scope, { rows, isFirst = true }: Answer): Promise<{ readonly notRecorded?: readonly RecordFilter[] }> {
    if (rows > 0 || !isFirst) return {};
    const notRecorded: RecordFilter[] = [];
    if (person !== undefined && !(await this.hasEvent({ person }, scope))) notRecorded.push('person');
    if (unit !== undefined && !(await this.isUnit(unit, scope))) notRecorded.push('unit');
    if (referralId !== undefined && !(await this.hasEvent({ referralId }, scope))) notRecorded.push('referralId');
    if (correlationId !== undefined && !(await this.hasEvent({ correlationId }, scope))) notRecorded.push('correlationId');
    return notRecorded.length === 0 ? {} : { notRecorded };
  }

  private async hasEvent(filter: Omit<EventFilter, 'by'>, scope: Scope): Promise<boolean> {
    const own = scope.sees === 'own' ? { [scope.as]: scope.organisation } : {};
    const { statement: events, values } = pageStatement(this.database, { ...filter, ...own, scope, by: 'occurred' }, null, 0);
    return (await this.database.run(events, values)).rows.length > 0;
  }

  private async isUnit(unit: string, scope: Scope): Promise<boolean> {
    const as = (kind: 'force' | 'agency') => (scope.sees === 'own' && scope.as === kind ? scope.organisation : null);
    return (await this.database.run(UNIT, [unit, as('force'), as('agency')])).rows.length > 0;
  }
}
