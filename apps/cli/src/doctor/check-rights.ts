import type { ComparedRights, Finding } from '#libs/messaging';

import type { ExchangeKafka } from '../connection/with-kafka.js';
import { counted, some } from '../terminal/words.js';
import { resultOf } from './check-production.js';
import { fail, ok, skip, warn, type CheckResult } from './check.js';

const UNCHECKED: Finding = {
  code: 'no-authorizer', severity: 'unsafe', where: ['cluster'],
  problem: 'Kafka checks no rights, so every client that reaches it may read every referral',
  remedy: 'Set authorizer.class.name and super.users at every broker, and give each client a certificate or a password.',
};

/** The rights of Kafka's clients beside those needed. Everything works where one has too many, so nothing else would show it. */
export async function checkRights({ rightsAdmin, neededRights }: Pick<ExchangeKafka, 'rightsAdmin' | 'neededRights'>): Promise<CheckResult> {
  // To see the rules is a right of its own, which a client with all other rights here can lack.
  const found = await rightsAdmin.compare(neededRights).catch(() => undefined);
  return judgeRights(found, neededRights.length);
}

/** @param found undefined where this client may not see the rules. @param needed the number of rights. */
export function judgeRights(found: ComparedRights | 'unchecked' | undefined, needed: number): CheckResult {
  const check = 'rights on topics';
  if (found === undefined) return skip(check, 'this client may not see them. Run doctor as an administrator of Kafka.');
  if (found === 'unchecked') return resultOf(UNCHECKED);
  const { missing, unneeded, broad } = found;
  if (missing.length > 0) return fail(check, `${counted(missing.length, 'right is', 'rights are')} missing (${clientsOf(missing)}). Make them with: exchange topics create`);
  if (unneeded.length > 0) return fail(check, `${counted(unneeded.length, 'right is', 'rights are')} not needed (${clientsOf(unneeded)}). Take them away with: exchange topics create`);
  if (broad.length > 0) return warn(check, `${clientsOf(broad)} may use many topics, those of agencies among them. See: exchange topics list`);
  return ok(check, `all ${needed} are as needed, and no other`);
}

function clientsOf(rights: readonly { readonly principal: string }[]): string {
  return some([...new Set(rights.map(({ principal }) => principal))]);
}
