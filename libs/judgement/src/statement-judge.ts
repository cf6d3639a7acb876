import type { ReceivedEvent, Topics } from '#libs/contracts';
import { byKey, clockOffsetMs, groupBy, inParts } from '#libs/kernel';
import { batchJson, type Transaction } from '#libs/persistence';
import {
  byPlace, isStatementType, judgeStatements, readStatement, StatementLimits, type ArrivedStatement, type CopyOfReferral, type DeclinedRedirect, type Statement,
  type StatementVerdict,
} from '#libs/safeguarding';

import type { JudgedStatement, VerdictChange } from './judged-statement.js';
import type { JudgementFacts } from './known-facts.js';
import { identityOf, keyRow, STATEMENT_SQL, statementRow, storedStatement, verdictRow, type StoredRow } from './rows.js';

/** Whether an event brings statements of an agency, by its type: their repeats are recognised here and not by the inbox. */
export function isStatementEvent({ contract }: ReceivedEvent): boolean {
  return isStatementType(contract.type);
}

/**
 * Referrals whose statements are in memory at the same time. A flood may have made each of them long, and PostgreSQL ends a transaction in
 * which it waits too long for the next statement.
 */
const REFERRALS_AT_ONCE = 100;

/** The referrals that facts and statements are about, each once, in the order of their ids. Their rows are locked in this order. */
export function referralsOf({ copies, declined }: JudgementFacts, statements: readonly ArrivedStatement[]): readonly string[] {
  const stated = statements.flatMap(({ data }) => data.referralId ?? []);
  return [...new Set([...[...copies, ...declined].map(({ referralId }) => referralId), ...stated])].toSorted();
}

/** The number of events that brought no new statement: each of theirs was stored before. */
export function repeatedEvents(statements: readonly ArrivedStatement[], changes: readonly VerdictChange[]): number {
  const fresh = new Set(changes.flatMap(({ arrived }) => arrived?.event ?? []));
  return new Set(statements.map(({ event }) => event)).size - fresh.size;
}

/** A statement in the form in which it is stored, with the one that arrived. */
interface PlacedStatement {
  readonly statement: JudgedStatement;
  readonly arrived: ArrivedStatement;
}

export interface StatementJudgeOptions {
  readonly topics: Topics;
  /** Every agency that has a topic. */
  readonly agencies: readonly string[];
  /** Whether this app learns copies and declined redirects from facts, and stores them. The publisher has its own records of them. */
  readonly storesFacts: boolean;
}

interface CopyRow extends Omit<CopyOfReferral, 'sentAt' | 'updateId'> {
  readonly sentAt: Date;
  readonly updateId: string | null;
}

interface Judged {
  readonly stored: JudgedStatement;
  /** The same as the rule takes it. */
  readonly read: Statement;
  readonly before: StatementVerdict | null;
  readonly arrived?: ArrivedStatement;
}

/**
 * Stores the statements of agencies and judges them by the one rule of `judgeStatements`. Whenever a fact or a statement of a
 * referral becomes known, all statements of that agency about it are judged again, so that the order of arrival makes no difference.
 */
export class StatementJudge {
  private readonly agencyOfTopic: ReadonlyMap<string, string>;

  constructor(private readonly options: StatementJudgeOptions) {
    this.agencyOfTopic = new Map(options.agencies.map((agency) => [options.topics.acknowledgement(agency), agency]));
  }

  /** Whether an event came through the topic of an agency. A statement from another topic is refused before it is judged. */
  isFromAgencyTopic({ message }: ReceivedEvent): boolean {
    return this.agencyOfTopic.has(message.topic);
  }

  /**
   * Takes facts and statements, and judges every statement that they may change. The caller has locked {@link referralsOf} them, so
   * that facts and statements of one referral take turns.
   *
   * @returns the new and the changed verdicts, those of one agency about one referral together, and of these the known statements before
   * the new ones. A repeat of the same bytes under the same id is stored once and changes nothing.
   * @throws RangeError for a statement from a topic of no agency.
   */
  async take(transaction: Transaction, facts: JudgementFacts, statements: readonly ArrivedStatement[]): Promise<readonly VerdictChange[]> {
    const arrived = distinct(statements.map((each) => this.placed(each)));
    const referralIds = referralsOf(facts, statements);
    if (referralIds.length === 0 && arrived.length === 0) return [];
    if (this.options.storesFacts) storeFacts(transaction, facts);
    const named = [...facts.copies, ...facts.declined];
    const agencies = [...new Set([...named.map(({ agency }) => agency), ...arrived.map(({ statement }) => statement.agency)])];
    const changes: VerdictChange[] = [];
    for (const part of inParts(referralIds, REFERRALS_AT_ONCE)) {
      const ids = new Set(part);
      const about = arrived.filter(({ statement: { referralId } }) => referralId !== null && ids.has(referralId));
      changes.push(...this.judgeAgain(await this.known(transaction, part, agencies, about), about));
    }
    changes.push(...await this.takeUnattached(transaction, arrived));
    await this.save(transaction, changes);
    return changes;
  }

  private placed(arrived: ArrivedStatement): PlacedStatement {
    const { entry, data, digest, correlationId, event: { attributes, contract: { type }, message: { topic, partition, offset, timestamp } } } = arrived;
    const agency = this.agencyOfTopic.get(topic);
    if (agency === undefined) throw new RangeError('a statement came from a topic of no agency');
    // Where time was moved for a test, the broker's time moves as far as the sender's clock did.
    const movedMs = clockOffsetMs() === 0 ? 0 : (attributes.clockOffsetMs ?? 0);
    const storedAt = new Date(Number(timestamp) + movedMs).toISOString();
    return {
      arrived,
      statement: {
        agency, partition, offset, entry, statementId: data.receiptId, digest, referralId: data.referralId ?? null, messageId: attributes.id,
        correlationId, type, storedAt, data,
      },
    };
  }

  /** The statements about these referrals, and the copies of the referrals with statements. A fact comes before any statement as a rule. */
  private async known(transaction: Transaction, referralIds: readonly string[], agencies: readonly string[], arrived: readonly PlacedStatement[]) {
    const stated = new Set(arrived.flatMap(({ statement }) => statement.referralId ?? []));
    const [copies, { rows: statements }] = await Promise.all([
      copiesOf(transaction, [...stated], agencies),
      transaction.run<StoredRow>(STATEMENT_SQL.statements, [referralIds, agencies]),
    ]);
    const others = new Set(statements.map(({ referral_id: id }) => id).filter((id) => !stated.has(id)));
    // A decline matters to a ladder with a redirect alone, and few have one.
    const redirected = [...statements.filter((row) => isRedirect(row)).map(({ referral_id: id }) => id), ...arrived.flatMap(({ statement }) => (isRedirect(statement) ? statement.referralId ?? [] : []))];
    return {
      copies: [...copies, ...await copiesOf(transaction, [...others], agencies)],
      declined: await declinedOf(transaction, [...new Set(redirected)], agencies),
      statements: statements.map((row) => storedStatement(row)),
    };
  }

  private judgeAgain(known: Awaited<ReturnType<StatementJudge['known']>>, arrived: readonly PlacedStatement[]): readonly VerdictChange[] {
    const copies = groupBy(known.copies, (copy) => ladderOf(copy));
    const declined = groupBy(known.declined, (redirect) => ladderOf(redirect));
    const statements = groupBy(known.statements, ({ statement }) => ladderOf(statement));
    const added = groupBy(arrived.filter(({ statement }) => statement.referralId !== null), ({ statement }) => ladderOf(statement));
    const ladders = [...new Set([...copies.keys(), ...statements.keys(), ...added.keys()])].toSorted();
    return ladders.flatMap((ladder) => {
      const earlier: readonly Judged[] = (statements.get(ladder) ?? []).map(({ statement, verdict }) => ({ stored: statement, read: judgedForm(statement), before: verdict }));
      const identities = new Set(earlier.map(({ stored }) => identityOf(stored)));
      const fresh: readonly Judged[] = (added.get(ladder) ?? [])
        .filter(({ statement }) => !identities.has(identityOf(statement)))
        .map(({ statement, arrived: brought }) => ({ stored: statement, read: judgedForm(statement), before: null, arrived: brought }));
      const all = withoutFlood([...earlier, ...fresh]);
      const verdicts = judgeStatements(
        {
          copies: (copies.get(ladder) ?? []).map(({ updateId, sentAt, ...copy }) => ({ ...copy, sentAt: sentAt.toISOString(), ...(updateId !== null && { updateId }) })),
          declinedRedirects: (declined.get(ladder) ?? []).map(({ statementId }) => statementId),
        },
        all.map(({ read }) => read),
      );
      return all.flatMap(({ stored, before, arrived: brought }, index) => {
        const after = verdicts[index];
        if (after === undefined || (before !== null && isSame(before, after))) return [];
        return [{ statement: stored, before, after, ...(brought !== undefined && { arrived: brought }) }];
      });
    });
  }

  /** A rejection that names no referral belongs to no ladder, so only a repeat of it matters. */
  private async takeUnattached(transaction: Transaction, arrived: readonly PlacedStatement[]): Promise<readonly VerdictChange[]> {
    const loose = arrived.filter(({ statement }) => statement.referralId === null);
    if (loose.length === 0) return [];
    const { rows } = await transaction.run<{ readonly identity: string }>(STATEMENT_SQL.identities, [batchJson(loose.map(({ statement }) => keyRow(statement)))]);
    const known = new Set(rows.map(({ identity }) => identity));
    return loose
      .filter(({ statement }) => !known.has(identityOf(statement)))
      .map(({ statement, arrived: brought }) => ({ statement, arrived: brought, before: null, after: isOwn(statement) ? { verdict: 'unattached' } : { verdict: 'refused', code: 'wrong-agency' } }));
  }

  private async save(transaction: Transaction, changes: readonly VerdictChange[]): Promise<void> {
    const added = changes.filter(({ before }) => before === null);
    if (added.length > 0) {
      const rows = added.map(({ statement, after }) => ({ ...statementRow(statement), ...verdictRow(after) }));
      const { count } = await transaction.run(STATEMENT_SQL.addStatements, [batchJson(rows)]);
      // Another copy of this app took the same statement, because a partition has just moved to it.
      if (count !== added.length) throw new Error('a statement was stored by another consumer at the same time; the batch has to be taken again');
    }
    const changed = changes.filter(({ before }) => before !== null);
    if (changed.length > 0) {
      transaction.send(STATEMENT_SQL.saveVerdicts, [batchJson(changed.map(({ statement, after }) => ({ ...keyRow(statement), ...verdictRow(after) })))]);
    }
  }
}

async function copiesOf(transaction: Transaction, referralIds: readonly string[], agencies: readonly string[]): Promise<readonly CopyRow[]> {
  return referralIds.length === 0 ? [] : (await transaction.run<CopyRow>(STATEMENT_SQL.copies, [referralIds, agencies])).rows;
}

async function declinedOf(transaction: Transaction, referralIds: readonly string[], agencies: readonly string[]): Promise<readonly DeclinedRedirect[]> {
  return referralIds.length === 0 ? [] : (await transaction.run<DeclinedRedirect>(STATEMENT_SQL.declined, [referralIds, agencies])).rows;
}

function isRedirect({ data }: Pick<JudgedStatement, 'data'>): boolean {
  return (data as { readonly rung?: string }).rung === 'redirected';
}

function storeFacts(transaction: Transaction, { copies, declined }: JudgementFacts): void {
  if (copies.length > 0) transaction.send(STATEMENT_SQL.addCopies, [batchJson(copies.map((copy) => copyRow(copy)))]);
  if (declined.length === 0) return;
  const rows = declined.map(({ referralId, agency, statementId }) => ({ referral_id: referralId, agency, statement_id: statementId }));
  transaction.send(STATEMENT_SQL.addDeclined, [batchJson(rows)]);
}

function distinct(arrived: readonly PlacedStatement[]): readonly PlacedStatement[] {
  const byIdentity = new Map<string, PlacedStatement>();
  for (const each of arrived) {
    const identity = identityOf(each.statement);
    if (!byIdentity.has(identity)) byIdentity.set(identity, each);
  }
  return [...byIdentity.values()].toSorted(byKey(({ statement }) => statement.agency));
}

/** Leaves out the new statements after the first one that exceeds a limit. That one is stored, so that the record shows the flood. */
function withoutFlood(ladder: readonly Judged[]): readonly Judged[] {
  const limits = new StatementLimits();
  const left = new Set(ladder.toSorted((one, other) => byPlace(one.read, other.read)).filter(({ read, before }) => limits.count(read) === 'too-many' && before === null));
  return left.size === 0 ? ladder : ladder.filter((each) => !left.has(each));
}

function ladderOf({ referralId, agency }: { readonly referralId: string | null; readonly agency: string }): string {
  return `${agency} ${referralId}`;
}

function isOwn({ agency, data }: JudgedStatement): boolean {
  return data.agency === agency;
}

function judgedForm({ agency: topicAgency, partition, offset, entry, ...stored }: JudgedStatement): Statement {
  return readStatement({ ...stored, topicAgency, place: { partition, offset, entry } });
}

function isSame(one: StatementVerdict, other: StatementVerdict): boolean {
  return JSON.stringify(verdictRow(one)) === JSON.stringify(verdictRow(other));
}

function copyRow({ referralId, messageId, envelopeDigest, sentAt, updateId, agency, hop, partition }: CopyOfReferral): object {
  return { referral_id: referralId, agency, message_id: messageId, envelope_digest: envelopeDigest, hop, partition, sent_at: sentAt, update_id: updateId };
}
