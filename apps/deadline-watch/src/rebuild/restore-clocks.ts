import type { ClockPolicy } from '#libs/agreements';
import {
  DeadlineCancelledContract,
  DeadlineMetContract,
  DeadlineNotStartedContract,
  DeadlineStartedContract,
  DeadlineSupersededContract,
  DEADLINE_CONTRACTS,
  isEvent,
  type DeadlineStarted,
  type ReceivedEvent,
  type Topics,
} from '#libs/contracts';
import type { Applied, IntakeEffects } from '#libs/intake';
import type { Transaction } from '#libs/persistence';
import { stepName, type ClockStart } from '../clocks/clock-start.js';

import { endName } from '../clocks/notice.js';
import { FOLLOWED_CONTRACTS, type FoldFacts } from '../fold-facts/fold-facts.js';
import { foldAgain } from '../fold-facts/fold-again.js';
import { addNotices, addStarts, lockReferrals } from '../repositories/referral.repository.js';

/** The contracts that a rebuild reads: those that the watch follows, and its own notices. */
export const REBUILD_CONTRACTS = [...FOLLOWED_CONTRACTS, ...DEADLINE_CONTRACTS];

const OWN = new Set(DEADLINE_CONTRACTS.map(({ type }) => type));

/**
 * Folds facts as the watch does. From its own notices the watch learns which calls it has made, so that it makes none twice. It
 * also learns the rule and calendar of each start, so that no clock gets another due time by the rebuild.
 */
export class RestoreClocks implements IntakeEffects {
  constructor(
    private readonly fold: FoldFacts,
    private readonly topics: Topics,
    private readonly policy: ClockPolicy,
  ) {}

  async apply(transaction: Transaction, events: readonly ReceivedEvent[]): Promise<Applied> {
    const own = events.filter(({ contract }) => OWN.has(contract.type));
    const facts = events.filter(({ contract }) => !OWN.has(contract.type));
    const applied = await this.fold.apply(transaction, facts);
    // A copy for an agency that was notified before is the same notice.
    const sent = own.filter(({ message, data }) => {
      const { agency, against } = data as { readonly agency: string; readonly against?: string };
      return against === undefined && message.topic === this.topics.notice(agency);
    });
    if (sent.length > 0) {
      const referralIds = [...new Set(sent.map(({ data }) => (data as { readonly referralId: string }).referralId))];
      await lockReferrals(transaction, referralIds);
      addStarts(transaction, sent.flatMap((event) => (isEvent(event, DeadlineStartedContract) ? startIn(event.data) : [])));
      addNotices(transaction, sent.map((event) => noticeIn(event)));
      await foldAgain(transaction, this.policy, referralIds);
    }
    return applied;
  }
}

function startIn({ referralId, agency, clock, because, plan, organisation }: DeadlineStarted): [{ referralId: string; owner: string; start: ClockStart; supersedes: string | null }] {
  const { id: clockId, rule, ruleVersion, anchor, anchorAt, calendar = null, calendarVersion = null, dueAt, explanation, supersedes = null, childId, episodeId } = clock;
  const start = {
    clockId, ruleId: rule, ruleVersion, anchor, anchorAt, because, agency, calendarId: calendar, calendarVersion, dueAt, explanation, refusal: null,
    steps: plan, ...(childId !== undefined && { childId }), ...(episodeId !== undefined && { episodeId }),
  };
  // This same program wrote these codes.
  return [{ referralId, owner: organisation, start: start as ClockStart, supersedes }];
}

function noticeIn(event: ReceivedEvent) {
  const { attributes: { id: messageId, time }, data } = event;
  const { referralId, agency, clock, clockId, step, by, at } = data as {
    readonly referralId: string; readonly agency: string; readonly clock?: { readonly id: string }; readonly clockId?: string; readonly step?: number; readonly by?: string; readonly at?: string;
  };
  const name = (): string => {
    if (isEvent(event, DeadlineStartedContract)) return 'started';
    if (isEvent(event, DeadlineNotStartedContract)) return 'not-started';
    if (isEvent(event, DeadlineMetContract)) return endName({ outcome: 'met', by: by ?? '', at: at ?? '' });
    if (isEvent(event, DeadlineCancelledContract)) return endName({ outcome: 'cancelled', by: by ?? '', at: at ?? '' });
    if (isEvent(event, DeadlineSupersededContract)) return endName({ outcome: 'superseded', by: by ?? '', at: at ?? '' });
    return stepName((step ?? 1) - 1);
  };
  return { clockId: clock?.id ?? clockId ?? '', name: name(), referralId, agency, messageId, raisedAt: time };
}
