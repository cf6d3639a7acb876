import type { OutgoingMessage, ReferralContent, UpdateRecipient } from '#libs/contracts';
import { canonicalJson, type Clock, type JsonValue, newId, type Outcome, sha256Hex, success } from '#libs/kernel';
import { OutboxWriter, type Database, type OutboxRelay, type Transaction } from '#libs/persistence';

import { refuse, type ChangeProblem } from './change-problem.js';
import { earlierChange, insertChange, timeOfLastChange } from './change.repository.js';
import { lockReferrals, presentReferral, type PresentReferral } from './present-referral.js';

/** A request to record a change, already validated. */
export interface ChangeCommand {
  readonly organisation: string;
  readonly person?: string | undefined;
  /** The system that named the person; absent for a person whom the issuer has verified. */
  readonly assertedBy?: string | undefined;
  readonly idempotencyKey: string;
  readonly correlationId: string;
  /** Kind of change. A key belongs to one request of one kind. */
  readonly operation: string;
  readonly referralId?: string;
  readonly request: object;
}

/** The person, time and id of a record. */
export interface Recording {
  readonly changeId: string;
  readonly at: Date;
  /** `at` as ISO 8601. */
  readonly recordedAt: string;
}

export interface Recorded<Answer extends object> {
  readonly answer: Answer;
  /** Codes, times and places for the sender's status. */
  readonly details?: object;
  readonly recipients?: readonly UpdateRecipient[];
  readonly messages: readonly OutgoingMessage[];
}

export type ReferralToChange = PresentReferral & { readonly content: ReferralContent };
type Work<Answer extends object> = (transaction: Transaction, recording: Recording) => Promise<Outcome<Recorded<Answer>, ChangeProblem>>;

/**
 * Records each change once, however often it is requested, in one transaction with the events that it causes. A refused change
 * writes nothing.
 */
export class Changes {
  private readonly outbox = new OutboxWriter();

  constructor(
    private readonly database: Database,
    private readonly relay: Pick<OutboxRelay, 'wake'>,
    private readonly clock: Clock,
  ) {}

  async record<Answer extends object>(command: ChangeCommand, work: Work<Answer>): Promise<Outcome<Answer, ChangeProblem>> {
    const outcome = await this.database.transaction((transaction) => this.recordOnce(transaction, command, work));
    if (outcome.ok) this.relay.wake();
    return outcome;
  }

  private async recordOnce<Answer extends object>(
    transaction: Transaction,
    command: ChangeCommand,
    work: Work<Answer>,
  ): Promise<Outcome<Answer, ChangeProblem>> {
    const { organisation, person, assertedBy, idempotencyKey, correlationId, operation, referralId, request } = command;
    const requestDigest = sha256Hex(canonicalJson({ operation, ...(referralId !== undefined && { referralId }), request: request as JsonValue }));
    const earlier = await earlierChange(transaction, organisation, idempotencyKey);
    if (earlier !== undefined) return earlier.requestDigest === requestDigest ? success(earlier.answer as Answer) : refuse('REF-003');
    const at = referralId === undefined ? this.clock.now() : await this.timeOfNextChange(transaction, referralId);
    const recording = { changeId: newId(), at, recordedAt: at.toISOString() };
    const recorded = await work(transaction, recording);
    if (!recorded.ok) return recorded;
    const { answer, details = {}, recipients = [], messages } = recorded.value;
    const row = {
      ...recording, organisation, operation, idempotencyKey, requestDigest, correlationId, details, answer,
      referralId: referralId ?? null, person: person ?? null, assertedBy: assertedBy ?? null,
    };
    await insertChange(transaction, row, recipients.map((recipient) => ({ ...recipient, data: withoutView(recipient, messages) })));
    this.outbox.insert(transaction, messages);
    return success(answer);
  }

  /**
   * The time of a change, read after its referral was locked, and always after the change before it. Every reader of the facts orders changes by
   * their times, also where two requests came at once or the computers of two publishers have different clocks.
   */
  private async timeOfNextChange(transaction: Transaction, referralId: string): Promise<Date> {
    await lockReferrals(transaction, [referralId]);
    const last = await timeOfLastChange(transaction, referralId);
    const now = this.clock.now();
    return last === undefined || last < now ? now : new Date(last.getTime() + 1);
  }
}

/** Reads and locks a referral of the sender. */
export async function ownReferral(transaction: Transaction, { organisation, referralId = '' }: ChangeCommand): Promise<Outcome<PresentReferral, ChangeProblem>> {
  const referral = await presentReferral(transaction, referralId);
  return referral === undefined || referral.organisation !== organisation ? refuse('REF-004') : success(referral);
}

/** Reads and locks a referral of the sender whose content can still be replaced. */
export async function referralToChange(transaction: Transaction, command: ChangeCommand): Promise<Outcome<ReferralToChange, ChangeProblem>> {
  const found = await ownReferral(transaction, command);
  if (!found.ok) return found;
  const { isWithdrawn, content } = found.value;
  if (isWithdrawn) return refuse('REF-009');
  return content === null ? refuse('REF-011') : success({ ...found.value, content });
}

/** The message to a recipient without the view that it carries. */
function withoutView({ messageId }: UpdateRecipient, messages: readonly OutgoingMessage[]): object {
  const message = messages.find(({ headers }) => headers['ce_id'] === messageId);
  if (message === undefined) throw new Error('a change names a message that it does not send: a bug');
  const { copy: _, ...data } = JSON.parse(String(message.value)) as { readonly copy?: unknown };
  return data;
}
