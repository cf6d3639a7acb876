import { MAX_ACCESSED_REFERRALS } from '#libs/contracts';
import { isUuid } from '#libs/kernel';

/** The parts of an answer that its record names. */
export interface AnswerContent {
  readonly referralIds: readonly string[];
  /** The number of rows of a list. */
  readonly rows?: number;
}

interface Named {
  readonly referralId?: unknown;
}

/** Reads the answer before it becomes text: the referrals that it names, and the number of its rows where it is a list. */
export function answerContent(answer: unknown): AnswerContent {
  if (typeof answer !== 'object' || answer === null) return { referralIds: [] };
  const { referralId, items } = answer as Named & { readonly items?: unknown };
  const rows = Array.isArray(items) ? (items as readonly (Named | null)[]) : [];
  const ids = [referralId, ...rows.map((row) => row?.referralId)].filter((id): id is string => typeof id === 'string' && isUuid(id));
  return { referralIds: [...new Set(ids)].slice(0, MAX_ACCESSED_REFERRALS), ...(Array.isArray(items) && { rows: items.length }) };
}
