import type { NotCountedStatement, ReferralStatus, Rung } from '#libs/contracts';

import { readableTime } from '../terminal/time.js';

const STATEMENTS: Readonly<Record<Rung, string>> = {
  published: 'publication',
  delivered: 'delivery',
  rejected: 'rejection',
  opened: 'opening',
  accepted: 'acceptance',
  refused: 'refusal',
  redirected: 'redirect',
  decided: 'decision',
  fed_back: 'feedback',
};

/** What a waiting statement waits for. */
const MISSING: Readonly<Record<string, string>> = {
  copy: 'its message is no known copy of the referral',
  answer: 'the answer of the agency is missing',
  statement: 'the record that it belongs to is missing',
};

const REFUSALS: Readonly<Record<string, string>> = {
  'wrong-agency': 'it speaks for another agency',
  'wrong-partition': 'it is not in the partition of its copy',
  'other-content': 'its digest is not that of the copy',
  'other-hop': 'it names another hop than its copy',
  'other-change': 'its copy carries another change',
  'id-used': 'another statement has its id',
  'answered-otherwise': 'the agency has answered in another way',
  'other-code': 'the digest in its record is that of another code',
  'too-many': 'the agency has made too many statements about the referral',
};

/** Sentences such as "northshire-csc: acceptance of 2026-05-22 10:02:00Z not counted: `opened` is missing". No lines where all are counted. */
export function describeNotCounted({ recipients, notCountedOfOthers = [] }: Pick<ReferralStatus, 'recipients' | 'notCountedOfOthers'>): readonly string[] {
  const all = [
    ...recipients.flatMap(({ agency, notCounted = [] }) => notCounted.map((each) => ({ ...each, agency }))),
    ...notCountedOfOthers,
  ];
  return all.length === 0 ? [] : ['', ...all.map((each) => `${each.agency}: ${sentence(each)}`)];
}

function sentence({ rung, kind, at, verdict, code }: NotCountedStatement): string {
  const name = rung === undefined ? (kind ?? 'statement') : STATEMENTS[rung];
  const reason = verdict === 'waiting' ? MISSING[code] ?? `\`${code}\` is missing` : REFUSALS[code] ?? code;
  return `${name} of ${readableTime(at) ?? at} not counted: ${reason}`;
}
