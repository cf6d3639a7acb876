import type { Statement } from './statement.js';

/**
 * Statements of one agency about one referral that are judged, for each partition. An honest agency makes some twenty; a limit keeps a
 * flood from slowing down every later statement.
 *
 * The statements of machines have limits of their own, because a machine that repeats itself must not push out the answer of a person. The
 * statements about one message have a limit as well, because a machine that repeats itself about one message must not push out what it
 * states about the next one.
 */
export const MAX_STATEMENTS = { ofPersons: 1_000, ofMachines: 200, ofMachinesAboutOneMessage: 10 } as const;

interface Limit {
  /** The statements that the limit counts together. */
  readonly key: string;
  readonly max: number;
}

/** The statements of one agency about one referral, counted in the order of their partition. */
export class StatementLimits {
  private readonly counts = new Map<string, number>();
  private readonly exceeded = new Set<string>();

  /** @returns `first-too-many` for the first statement that exceeds a limit, and `too-many` for every further one. */
  count(statement: Pick<Statement, 'place' | 'content' | 'messageId'>): 'within' | 'first-too-many' | 'too-many' {
    const limits = limitsOf(statement);
    const over = limits.find(({ key, max }) => this.of(key) >= max);
    if (over === undefined) {
      for (const { key } of limits) this.counts.set(key, this.of(key) + 1);
      return 'within';
    }
    if (this.exceeded.has(over.key)) return 'too-many';
    this.exceeded.add(over.key);
    return 'first-too-many';
  }

  private of(key: string): number {
    return this.counts.get(key) ?? 0;
  }
}

function limitsOf({ place: { partition }, content, messageId }: Pick<Statement, 'place' | 'content' | 'messageId'>): readonly Limit[] {
  const isOfMachine = content.kind === 'delivered' || content.kind === 'rejected' || (content.kind === 'update' && content.rung === 'delivered');
  if (!isOfMachine) return [{ key: `${partition} persons`, max: MAX_STATEMENTS.ofPersons }];
  return [
    { key: `${partition} machines ${messageId}`, max: MAX_STATEMENTS.ofMachinesAboutOneMessage },
    { key: `${partition} machines`, max: MAX_STATEMENTS.ofMachines },
  ];
}
