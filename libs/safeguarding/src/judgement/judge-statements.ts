import { declineRedirect, nextStep, recordStep } from '../ladder/next-step.js';
import { deliveredState, type LadderState, type Step } from '../ladder/ladder-state.js';
import { StatementLimits } from './limits.js';
import {
  byPlace, type KnownCopy, type KnownFacts, type Missing, type Statement, type StatementMark, type StatementRefusal, type StatementVerdict,
} from './statement.js';
import { judgementVersionAt } from './versions.js';

/** The state of one hop: what the agency has stated about the copies of this hop, by the statements taken so far. */
interface Hop {
  ladder: LadderState;
  isDelivered: boolean;
  /** The time of each rung that counts, the first of its kind. */
  readonly firstAt: Partial<Record<'opened' | 'accepted' | 'answer', string>>;
  /** The rungs of each change. */
  readonly updates: Set<string>;
}

interface Taken {
  readonly cause: string;
  readonly effect: 'new' | 'repeat';
  readonly marks?: readonly StatementMark[];
}

type StepOutcome = Taken | { readonly missing: Missing } | { readonly refusal: StatementRefusal };

/**
 * Judges the statements of one agency about one referral against the facts of the exchange: the copies that it sent to that agency,
 * and the redirects of that agency that it declined. Publisher, recorder and watch use this one function. Neither the order in which
 * facts and statements became known nor a repetition makes a difference: the statements are taken in the order of their partition, and
 * one that waits is tried again after each one that is taken. The function sees no clock, no other agency, no withdrawal and no
 * partnership file. Whether a redirect can be followed depends on them, so a decline reaches the function as a fact.
 *
 * @param statements all statements that are known, each place once.
 * @returns one verdict per statement, in the order given.
 */
export function judgeStatements(facts: KnownFacts, statements: readonly Statement[]): readonly StatementVerdict[] {
  const judge = new Judge(facts);
  for (const statement of statements.toSorted(byPlace)) judge.take(statement);
  return statements.map((statement) => judge.verdictOn(statement));
}

class Judge {
  private readonly copies: ReadonlyMap<string, KnownCopy>;
  private readonly declined: ReadonlySet<string>;
  private readonly hops = new Map<number, Hop>();
  /** The statement that has each id. A refused one has none. */
  private readonly byId = new Map<string, Statement>();
  /** Statements that came when another one had their id. */
  private readonly later = new Map<string, Statement[]>();
  private readonly verdicts = new Map<Statement, StatementVerdict>();
  private readonly limits = new StatementLimits();
  private waiting: Statement[] = [];

  constructor({ copies, declinedRedirects }: KnownFacts) {
    this.copies = new Map(copies.map((copy) => [copy.messageId, copy]));
    this.declined = new Set(declinedRedirects);
  }

  verdictOn(statement: Statement): StatementVerdict {
    const own = this.verdicts.get(statement);
    if (own !== undefined) return own;
    const holder = this.byId.get(idOf(statement));
    const verdict = holder && this.verdicts.get(holder);
    if (holder === undefined || verdict === undefined) throw new Error('a statement got no verdict: a bug');
    if (holder.digest !== statement.digest) return refused('id-used');
    // A redelivery has the verdict of the first delivery, without its effect.
    return verdict.verdict === 'taken' ? { ...verdict, effect: 'repeat' } : verdict;
  }

  take(statement: Statement): void {
    if (this.limits.count(statement) !== 'within') {
      this.verdicts.set(statement, refused('too-many'));
      return;
    }
    for (let isProgress = this.judge(statement); isProgress;) {
      const earlier = this.waiting;
      this.waiting = [];
      isProgress = earlier.map((each) => this.judge(each)).includes(true);
    }
  }

  /** @returns whether another statement may have another verdict now. */
  private judge(statement: Statement): boolean {
    const id = idOf(statement);
    const holder = this.byId.get(id);
    if (holder !== undefined && holder !== statement) {
      this.later.set(id, [...(this.later.get(id) ?? []), statement]);
      return false;
    }
    const verdict = this.verdictFor(statement);
    this.verdicts.set(statement, verdict);
    if (verdict.verdict === 'refused') return this.freeId(id);
    this.byId.set(id, statement);
    if (verdict.verdict === 'waiting') this.waiting.push(statement);
    return verdict.verdict === 'taken' && verdict.effect === 'new';
  }

  /** A refused statement uses up no id, so the next statement with the id is judged on its own. */
  private freeId(id: string): boolean {
    this.byId.delete(id);
    const later = this.later.get(id) ?? [];
    this.later.delete(id);
    this.waiting.push(...later);
    return later.length > 0;
  }

  private verdictFor(statement: Statement): StatementVerdict {
    if (statement.agency !== statement.topicAgency) return refused('wrong-agency');
    const copy = statement.messageId === undefined ? undefined : this.copies.get(statement.messageId);
    // The agency could not read the message that it rejects, so neither partition nor digest can be asked for.
    if (statement.content.kind === 'rejected') {
      return copy === undefined ? { verdict: 'unattached' } : taken(statement, copy, { cause: copy.sentAt, effect: 'new' });
    }
    if (copy === undefined) return { verdict: 'waiting', missing: 'copy' };
    if (copy.partition !== statement.place.partition) return refused('wrong-partition');
    if (copy.envelopeDigest !== statement.envelopeDigest) return refused('other-content');
    if (statement.hop !== undefined && copy.hop !== statement.hop) return refused('other-hop');
    const outcome = this.apply(statement, copy);
    if ('refusal' in outcome) return refused(outcome.refusal);
    if ('missing' in outcome) return { verdict: 'waiting', missing: outcome.missing };
    const verdict = taken(statement, copy, outcome);
    if (outcome.effect === 'new') this.noteTimes(statement, copy.hop, verdict.countsAt);
    return verdict;
  }

  private apply({ content, statementId }: Statement, copy: KnownCopy): StepOutcome {
    const hop = this.hop(copy);
    switch (content.kind) {
      case 'delivered': {
        const effect = hop.isDelivered ? 'repeat' : 'new';
        hop.isDelivered = true;
        return { cause: copy.sentAt, effect };
      }
      case 'step':
        return this.climb(hop, content.step, copy, this.declined.has(statementId));
      case 'update': {
        if (copy.updateId !== content.updateId) return { refusal: 'other-change' };
        const rung = `${content.updateId} ${content.rung}`;
        const effect = hop.updates.has(rung) ? 'repeat' : 'new';
        hop.updates.add(rung);
        return { cause: copy.sentAt, effect };
      }
      case 'work': {
        const missing = missingForWork(hop.ladder);
        if (missing !== null) return missing;
        return { cause: hop.firstAt.accepted ?? copy.sentAt, effect: 'new' };
      }
      default:
        throw new Error('a rejection has no step: a bug');
    }
  }

  private climb(hop: Hop, step: Step, copy: KnownCopy, isDeclined: boolean): StepOutcome {
    const outcome = nextStep(hop.ladder, step);
    if (!outcome.ok) {
      return outcome.error.code === 'ACK-002' ? { missing: missingFor(step) } : { refusal: 'answered-otherwise' };
    }
    const cause = causeOf(hop, step) ?? copy.sentAt;
    // The digest proves that the agency has the copy, although the statement of its delivery is missing.
    const marks: readonly StatementMark[] = step.kind === 'open' && !hop.isDelivered ? ['delivery-missing'] : [];
    if (outcome.value !== 'repeat') hop.ladder = recordStep(hop.ladder, step);
    if (outcome.value === 'new' && isDeclined) hop.ladder = declineRedirect(hop.ladder);
    return { cause, effect: outcome.value === 'new' ? 'new' : 'repeat', marks };
  }

  private noteTimes({ content }: Statement, hopNumber: number, countsAt: string): void {
    const hop = this.hops.get(hopNumber);
    if (hop === undefined || content.kind !== 'step') return;
    const { kind } = content.step;
    if (kind === 'open') hop.firstAt.opened ??= countsAt;
    if (kind === 'accept') hop.firstAt.accepted ??= countsAt;
    if (kind === 'accept' || kind === 'refuse' || kind === 'redirect') hop.firstAt.answer ??= countsAt;
  }

  private hop({ hop: number, sentAt }: KnownCopy): Hop {
    const known = this.hops.get(number);
    if (known !== undefined) return known;
    const hop: Hop = { ladder: deliveredState(sentAt), isDelivered: false, firstAt: {}, updates: new Set() };
    this.hops.set(number, hop);
    return hop;
  }
}

/** Ids are unique within a partition, because only there is it certain which statement was the first. */
function idOf({ place, statementId }: Statement): string {
  return `${place.partition} ${statementId}`;
}

/** The rung that a step waits for. A decision waits after a refusal as well, because an acceptance may follow. */
function missingFor({ kind }: Step): Missing {
  if (kind === 'decide') return 'accepted';
  return kind === 'feed-back' ? 'answer' : 'opened';
}

function missingForWork({ openedBy, answer }: LadderState): StepOutcome | null {
  if (answer.kind === 'accepted') return null;
  return { missing: openedBy.length === 0 ? 'opened' : 'accepted' };
}

/** The time of the statement that a step follows from. */
function causeOf({ firstAt }: Hop, { kind }: Step): string | undefined {
  if (kind === 'open') return undefined;
  if (kind === 'decide') return firstAt.accepted;
  return kind === 'feed-back' ? firstAt.answer : firstAt.opened;
}

function refused(code: StatementRefusal): StatementVerdict {
  return { verdict: 'refused', code };
}

function taken(
  { content, storedAt, claimedAt }: Statement, copy: KnownCopy, { cause, effect, marks = [] }: Taken,
): Extract<StatementVerdict, { verdict: 'taken' }> {
  const claimed = countingTime(claimedAt, cause, storedAt);
  const stated = [...marks, ...(claimed.isOutside === null ? [] : [`claimed-${claimed.isOutside === 'before' ? 'before-cause' : 'after-storage'}` as const])];
  if (content.kind !== 'work' || content.at === undefined) return { verdict: 'taken', effect, countsAt: claimed.at, marks: stated };
  const work = timeOfWork(content.at, copy, storedAt);
  return { verdict: 'taken', effect, countsAt: claimed.at, workAt: work.at, marks: [...stated, ...work.marks] };
}

/** The time of the work, or the broker's where the claimed one is impossible. Work before the copy is marked, and counts at its own time within a year. */
function timeOfWork(at: string, { sentAt }: KnownCopy, storedAt: string): { readonly at: string; readonly marks: readonly StatementMark[] } {
  const { toleranceMs, earlierWorkMs } = judgementVersionAt(storedAt);
  const work = countingTime(at, new Date(Date.parse(sentAt) - earlierWorkMs).toISOString(), storedAt);
  if (work.isOutside === 'after') return { at: work.at, marks: ['work-after-storage'] };
  return { at: work.at, marks: Date.parse(at) < Date.parse(sentAt) - toleranceMs ? ['work-before-copy'] : [] };
}

/** The claimed time, or the broker's where the claimed one is impossible. */
function countingTime(claimedAt: string, cause: string, storedAt: string): { readonly at: string; readonly isOutside: 'before' | 'after' | null } {
  const { toleranceMs } = judgementVersionAt(storedAt);
  const claimed = Date.parse(claimedAt);
  if (claimed < Date.parse(cause) - toleranceMs) return { at: storedAt, isOutside: 'before' };
  if (claimed > Date.parse(storedAt) + toleranceMs) return { at: storedAt, isOutside: 'after' };
  return { at: new Date(claimed).toISOString(), isOutside: null };
}
