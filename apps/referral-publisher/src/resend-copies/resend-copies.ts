import { assertionOf } from '#libs/access';
import type { Partnership } from '#libs/agreements';
import {
  MAX_COPIES_OF_FACT, ReferralResentContract, type NotResent, type NotResentReason, type OutgoingMessage, type ReferralToResend, type ResendRecorded, type ResendRequest,
  type ResentCopy, type ResentToAgency, type Topics,
} from '#libs/contracts';
import { groupBy, inParts, success, type Outcome } from '#libs/kernel';
import type { Transaction } from '#libs/persistence';

import type { ChangeProblem } from '../change-referral/change-problem.js';
import type { ChangeCommand, Changes, Recording } from '../change-referral/changes.js';
import { presentReferrals, type Holder, type PresentReferral } from '../change-referral/present-referral.js';
import { updateRecipient } from '../change-referral/update-referral.js';
import { lifecycleEvent } from '../publish-event.js';
import { addResentCopies, deliveriesOf, undeliveredChanges, type Delivery, type UndeliveredChange } from './resend.repository.js';
import { resentChange, resentReferral, resentWithdrawal, type Resending } from './resent-messages.js';
import { rightsOfHolder } from './rights-of-holder.js';

export type ResendCommand = ChangeCommand & { readonly person: string; readonly request: ResendRequest };

/** The messages to one agency, with the copies that they carry. */
interface Sending extends ResentToAgency {
  readonly copies: readonly ResentCopy[];
  readonly messages: readonly OutgoingMessage[];
}

/** What the record has of the copies of one agency. */
interface HeldState {
  readonly delivery: Delivery;
  readonly undelivered: readonly UndeliveredChange[];
}

/**
 * Sends copies once more, because Kafka or an agency lost them. Each is a new message with its own id and digest, in the partition of its
 * case: the referral with its present content, and each change whose delivery the agency has not stated. A fact names the new messages,
 * so that statements about them are judged. Nothing is expected anew: neither a clock nor the agency's answer begins again.
 */
export class ResendCopies {
  constructor(
    private readonly changes: Changes,
    private readonly partnership: Partnership,
    private readonly topics: Topics,
  ) {}

  async resend(command: ResendCommand): Promise<Outcome<ResendRecorded, ChangeProblem>> {
    const { organisation, correlationId, request: { referrals, reason } } = command;
    return this.changes.record<ResendRecorded>(command, async (transaction, recording) => {
      const { changeId: resendId, recordedAt } = recording;
      const resending = { resendId, context: { topics: this.topics, correlationId, time: recordedAt } };
      const asked = agenciesAsked(referrals);
      const ids = [...asked.keys()].toSorted();
      const present = await presentReferrals(transaction, ids);
      const states = await statesOf(transaction, ids);
      const sendings: Sending[] = [];
      const notResent: NotResent[] = [];
      for (const referralId of ids) {
        const referral = present.get(referralId);
        if (referral === undefined || referral.organisation !== organisation) {
          notResent.push({ referralId, reason: 'unknown-referral' });
          continue;
        }
        const agencies = asked.get(referralId) ?? referral.holders.map(({ agency }) => agency);
        for (const agency of agencies) {
          const holder = referral.holders.find((each) => each.agency === agency);
          const state = states(referralId, agency);
          const sending = holder === undefined || state === undefined ? 'not-a-recipient' : this.send(resending, referral, holder, state, recording);
          if (typeof sending === 'string') notResent.push({ referralId, agency, reason: sending });
          else sendings.push(sending);
        }
      }
      await addResentCopies(transaction, resendId, recordedAt, sendings.flatMap(({ referralId, copies }) => copies.map((copy) => ({ ...copy, referralId }))));
      const facts = this.facts(command, resending, sendings, present, reason);
      return success({
        answer: { resendId, resentAt: recordedAt, resent: sendings.map(({ referralId, agency, hop, changes }) => ({ referralId, agency, hop, changes })), notResent },
        details: { reason, copies: sendings.flatMap(({ copies }) => copies).length },
        messages: [...facts, ...sendings.flatMap(({ messages }) => messages)],
      });
    });
  }

  private send(resending: Resending, referral: PresentReferral, holder: Holder, { delivery, undelivered }: HeldState, { at }: Recording): Sending | NotResentReason {
    if (referral.isWithdrawn) return sendWithdrawal(resending, referral, holder, delivery.isDelivered ? undelivered : []);
    if (referral.content === null) return 'content-no-longer-held';
    const held = { ...referral, content: referral.content };
    const rights = rightsOfHolder(this.partnership, held, holder, at);
    if (typeof rights === 'string') return rights;
    const shared = resentReferral(resending, held, holder, delivery.expectation, rights);
    const updates = undelivered.flatMap((change) => {
      const message = resentChange(resending, held, holder, change, rights);
      return message === undefined ? [] : [{ message, updateId: change.changeId }];
    });
    const { recipient: { agreement, purpose } } = rights;
    return sendingOf(referral, holder, [{ message: shared }, ...updates], { agreement, purpose });
  }

  private facts(
    { organisation: force, person: resentBy, assertedBy }: ResendCommand, { resendId, context }: Resending, sendings: readonly Sending[],
    present: ReadonlyMap<string, PresentReferral>, reason: ResendRequest['reason'],
  ): readonly OutgoingMessage[] {
    return [...groupBy(sendings, ({ referralId }) => referralId)].flatMap(([referralId, ofReferral]) => {
      const key = present.get(referralId)?.caseKey ?? '';
      return inParts(ofReferral.flatMap(({ copies }) => copies), MAX_COPIES_OF_FACT).map((copies) => lifecycleEvent(
        ReferralResentContract, { ...context, key, referralId }, { referralId, resendId, force, reason, resentBy, ...assertionOf({ assertedBy }), resentAt: context.time, copies },
      ));
    });
  }
}

/** By referral; undefined where every recipient is meant. */
function agenciesAsked(referrals: readonly ReferralToResend[]): ReadonlyMap<string, readonly string[] | undefined> {
  const asked = groupBy(referrals, ({ referralId }) => referralId);
  return new Map([...asked].map(([referralId, named]) => (
    [referralId, named.some(({ agencies }) => agencies === undefined) ? undefined : [...new Set(named.flatMap(({ agencies = [] }) => agencies))]]
  )));
}

async function statesOf(transaction: Transaction, referralIds: readonly string[]): Promise<(referralId: string, agency: string) => HeldState | undefined> {
  const deliveries = new Map((await deliveriesOf(transaction, referralIds)).map((delivery) => [keyOf(delivery), delivery]));
  const changes = groupBy(await undeliveredChanges(transaction, referralIds), (change) => keyOf(change));
  return (referralId, agency) => {
    const delivery = deliveries.get(keyOf({ referralId, agency }));
    return delivery && { delivery, undelivered: changes.get(keyOf({ referralId, agency })) ?? [] };
  };
}

function keyOf({ referralId, agency }: Pick<Delivery, 'referralId' | 'agency'>): string {
  return `${referralId} ${agency}`;
}

/** An agency that has the referral learns of its withdrawal. One that never had it is sent nothing of a referral that was withdrawn. */
function sendWithdrawal(resending: Resending, referral: PresentReferral, holder: Holder, undelivered: readonly UndeliveredChange[]): Sending | NotResentReason {
  const withdrawals = undelivered.filter(({ operation }) => operation === 'withdrawal');
  if (withdrawals.length === 0) return 'withdrawn';
  return sendingOf(referral, holder, withdrawals.map((change) => ({ message: resentWithdrawal(resending, referral, change), updateId: change.changeId })), {});
}

function sendingOf(
  { referralId }: PresentReferral, { agency, hop }: Holder, sent: readonly { readonly message: OutgoingMessage; readonly updateId?: string }[],
  terms: Pick<ResentCopy, 'agreement' | 'purpose'>,
): Sending {
  return {
    referralId, agency, hop, changes: sent.flatMap(({ updateId }) => updateId ?? []), messages: sent.map(({ message }) => message),
    copies: sent.map(({ message, updateId }) => ({ ...updateRecipient(agency, hop, message), ...(updateId !== undefined && { updateId }), ...terms })),
  };
}
