import type { Caller } from '#libs/access';
import { ACCESS_REASONS, FILTER_VALUE, type AccessKind, type AccessReason, type AccessRecorded } from '#libs/contracts';
import { isUuid, newId, SLUG_PATTERN } from '#libs/kernel';

import type { AnswerContent } from './answer-content.js';
import { recordedFilters } from './recorded-filters.js';

/** Names the reason of a request, from the list of reasons. */
export const REASON_HEADER = 'access-reason';
const REASONS: ReadonlySet<unknown> = new Set(ACCESS_REASONS);
const RESOURCE = new RegExp(FILTER_VALUE.pattern);
const LONGEST_SLUG = 64;
/** The reason of a request that states none. */
const IMPLIED_REASONS: Readonly<Partial<Record<AccessKind, AccessReason>>> = { content: 'safeguarding', audit: 'oversight', export: 'oversight' };

/** An answer that is about to go out to a known caller. */
export interface AnswerToRecord {
  readonly app: string;
  readonly node: string | undefined;
  readonly caller: Caller;
  readonly action: string;
  readonly kind: AccessKind;
  readonly at: Date;
  readonly status: number;
  /** Code of the problem; absent for an answer with what was asked for. */
  readonly problem: string | undefined;
  readonly reason: unknown;
  readonly parameters: unknown;
  readonly query: unknown;
  readonly content: AnswerContent;
  /** Id of the export that the answer is. */
  readonly exportId: string | undefined;
  readonly correlationId: string;
}

/** True for the name of a reason, and for a request that states none. */
export function isReason(value: unknown): value is AccessReason | undefined {
  return value === undefined || REASONS.has(value);
}

/** The record of an answer. It holds ids, codes, times and numbers; of a denied request only the ids that have the form of a UUID. */
export function accessRecord(answer: AnswerToRecord): AccessRecorded {
  const { app, node, caller, action, kind, at, status, problem, content, correlationId } = answer;
  const isGranted = status < 400;
  const { agency, ids, referralId } = namesOf(answer.parameters, isGranted);
  const referralIds = [...new Set([...(referralId === undefined ? [] : [referralId]), ...(isGranted ? content.referralIds : [])])];
  const resource = isGranted ? (answer.exportId ?? ids[0]) : ids[0];
  const filters = recordedFilters(answer.query, isGranted);
  const reason = isReason(answer.reason) && answer.reason !== undefined ? answer.reason : isGranted ? IMPLIED_REASONS[kind] : undefined;
  return {
    accessId: newId(), at: at.toISOString(), app, ...(node !== undefined && { node }), action, kind, outcome: isGranted ? 'granted' : 'denied', status,
    ...(!isGranted && problem !== undefined && { problem }),
    organisation: caller.organisation, ...(caller.person !== undefined && { person: caller.person }), ...(caller.assertedBy !== undefined && { assertedBy: caller.assertedBy }), client: caller.client,
    ...(reason !== undefined && { reason }), ...(referralIds.length > 0 && { referralIds }), ...(agency !== undefined && { agency }), ...(resource !== undefined && { resource }),
    ...(filters.length > 0 && { filters }), ...(isGranted && content.rows !== undefined && { rows: content.rows }), correlationId,
  };
}

interface PathNames {
  readonly referralId?: string;
  readonly agency?: string;
  readonly ids: readonly string[];
}

/** Ids in the path. A word of a denied request could be a name of a person, so only its UUIDs count. */
function namesOf(parameters: unknown, isGranted: boolean): PathNames {
  const given = Object.entries((parameters ?? {}) as Readonly<Record<string, unknown>>).filter((entry): entry is [string, string] => typeof entry[1] === 'string');
  const usable = given.filter(([, value]) => isUuid(value) || (isGranted && RESOURCE.test(value)));
  const { referralId, agency } = Object.fromEntries(usable) as Readonly<Record<string, string | undefined>>;
  const ids = usable.filter(([name]) => name !== 'referralId' && name !== 'agency').map(([, value]) => value);
  return {
    ...(isUuid(referralId) && { referralId }),
    ...(agency !== undefined && isGranted && agency.length <= LONGEST_SLUG && SLUG_PATTERN.test(agency) && { agency }),
    ids,
  };
}
