import { type NamedPerson } from '#libs/access';
import { crashPoint, failure, type Failure, newId, type Outcome, success } from '#libs/kernel';
import { currentCorrelationId } from '#libs/observability';
import { OutboxWriter, type Database, type OutboxRelay, type StatementRunner, type Transaction } from '#libs/persistence';
import { nextStep, type Step } from '#libs/safeguarding';

import type { NodeIdentity } from '../node-identity.js';
import { storeOwnStatement } from '../own-statements/own-statement.repository.js';
import { stepReceipt } from './receipts.js';
import { rungOf, ladderStateOf, stepRow } from './ladder-state.js';
import { lockReferral, writeStep, type LockedReferral } from './step.repository.js';

export type StepProblem = Failure<'ACK-001' | 'ACK-002' | 'ACK-003' | 'ACK-004' | 'ACK-008' | 'ACK-020' | 'ACK-021'> & {
  /** The field of the request that is at fault. */
  readonly pointer?: string;
};

/** A check of a new step against what the node knows. */
export type StepCheck = (transaction: StatementRunner, referral: LockedReferral) => Promise<StepProblem | null>;

/** The steps that answer a referral. A withdrawn referral takes none of them. Reading and feedback are not among them. */
const ANSWERS: ReadonlySet<Step['kind']> = new Set(['accept', 'refuse', 'redirect', 'decide']);
const WITHDRAWN = { code: 'ACK-008', message: 'The force has withdrawn this referral. It can be read, and no answer is expected any more.' } as const;

/** The referral after the step, whether this request or an earlier one took the step. */
export type ReferralProgress = Pick<LockedReferral, 'referralId' | 'messageId' | 'hop' | 'rung' | 'receivedAt' | 'steps'>;

/**
 * The one way to take a step of the ladder. It locks the referral's row, applies the rules to the earlier statements, and commits
 * the step and its receipt together. Of two people who act at once, the second gets the statement of the first.
 */
export class TakeStep {
  private readonly outbox = new OutboxWriter();

  constructor(
    private readonly database: Database,
    private readonly relay: Pick<OutboxRelay, 'wake'>,
    private readonly node: NodeIdentity,
  ) {}

  /**
   * @param by the person who takes the step.
   * @param check asked about a new step alone, so that a repeated request keeps its answer.
   */
  async take(referralId: string, by: NamedPerson, step: Step, check?: StepCheck): Promise<Outcome<ReferralProgress, StepProblem>> {
    return this.takeAndRead(referralId, by, step, (_, progress) => Promise.resolve(progress), check);
  }

  /**
   * @param read reads the result after the step in the same transaction. The caller gets it only if the step is durable, because
   * the method returns after the commit.
   */
  async takeAndRead<Result>(
    referralId: string,
    by: NamedPerson,
    step: Step,
    read: (transaction: StatementRunner, progress: ReferralProgress) => Promise<Result>,
    check?: StepCheck,
  ): Promise<Outcome<Result, StepProblem>> {
    let isNew = false;
    const outcome = await this.database.transaction(async (transaction): Promise<Outcome<Result, StepProblem>> => {
      const referral = await lockReferral(transaction, referralId);
      if (referral === undefined) return failure({ code: 'ACK-001', message: 'This agency has not received a referral with this id.' });
      crashPoint('node.step.after-lock');
      const verdict = nextStep(ladderStateOf(referral), step);
      if (!verdict.ok) return verdict;
      if (verdict.value === 'new' && referral.withdrawnAt !== null && ANSWERS.has(step.kind)) return failure(WITHDRAWN);
      const problem = verdict.value === 'new' && check !== undefined ? await check(transaction, referral) : null;
      if (problem !== null) return failure(problem);
      isNew = verdict.value !== 'repeat';
      const isRepeat = verdict.value === 'repeat-by-colleague';
      const progress = isNew ? await this.record(transaction, referral, by, { step, isRepeat }) : referral;
      return success(await read(transaction, progress));
    });
    crashPoint('node.step.after-commit');
    if (isNew) this.relay.wake();
    return outcome;
  }

  private async record(
    transaction: Transaction, referral: LockedReferral, by: NamedPerson, { step, isRepeat }: { readonly step: Step; readonly isRepeat: boolean },
  ): Promise<ReferralProgress> {
    const correlationId = currentCorrelationId() ?? newId();
    const row = stepRow(step, { receiptId: newId(), person: by.person, assertedBy: by.assertedBy ?? null, isRepeat, occurredAt: referral.now });
    const steps = [...referral.steps, row];
    const rung = rungOf({ receivedAt: referral.receivedAt, steps });
    await writeStep(transaction, referral, row, rung, correlationId);
    crashPoint('node.step.after-write-before-receipt');
    const receipt = stepReceipt(this.node, referral, row, correlationId);
    await storeOwnStatement(transaction, receipt);
    this.outbox.insert(transaction, [receipt]);
    crashPoint('node.step.before-commit');
    return { ...referral, rung, steps };
  }
}
