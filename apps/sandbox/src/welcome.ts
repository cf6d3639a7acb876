import { join, relative } from 'node:path';

import { repositoryFile, type SandboxFile } from '#libs/local-services';

import type { DemoIds } from './demo/load-demo.js';
import { SUCCEEDED, SUCCESSION } from './demo/succession.js';

/**
 * The next steps: the places of the servers, the demo identities and referrals, and commands to try.
 *
 * @param succession true after the end of an agency of the demo.
 */
export function welcome({ urls, agencies, identities, dataDir, logs, kafka }: SandboxFile, demoIds: DemoIds, succession: boolean): string {
  const police = identities.find(({ role }) => role === 'police');
  const rows = identities.map(({ role, organisation, person, url }) => `  ${role.padEnd(13)} ${organisation.padEnd(24)} ${person.padEnd(10)} ${url}`);
  // The path from the person's working directory. The CLI finds a sandbox in .data by itself.
  const example = relative(process.cwd(), repositoryFile('docs', 'examples', 'referral.json'));
  const file = relative(process.cwd(), join(dataDir, 'sandbox.json'));
  const which = file === join('.data', 'sandbox.json') ? '' : ` --sandbox ${file}`;
  return `
Police (HTTP API)     ${urls['publisher']}/docs
Auditors (HTTP API)   ${urls['portal']}/docs
Agencies              ${Object.keys(agencies).length} nodes; their APIs are listed below, each with pages at /docs
Kafka                 ${kafka.brokers.join(', ')}
Data and logs         ${dataDir}, ${logs}

Demo identities (a token of one: bin/exchange${which} token --as ${police?.person ?? ''}):
${rows.join('\n')}
${demo(demoIds)}${succession ? handover(`bin/exchange${which}`, demoIds[SUCCESSION.referral]) : ''}
Try it: publish a referral, and follow it.
  curl -sS ${urls['publisher']}/v1/referrals -H 'content-type: application/json' -H 'idempotency-key: first-1' \\
    -H "authorization: Bearer $(bin/exchange${which} token --as ${police?.person ?? ''})" -d @${example}
  bin/exchange${which} inbox list --agency northshire-csc
`;
}

/** What to do for the child who still waits at the agency that has ended. */
function handover(exchange: string, referralId = `<${SUCCESSION.referral}>`): string {
  return `
${SUCCEEDED}. ${SUCCESSION.referral} still waits there: name it, hand it over, follow it.
  ${exchange} agreement check
  ${exchange} agreement handover ${SUCCESSION.ends}
  ${exchange} audit timeline ${referralId}
`;
}

/** The demo referrals, two in a line. The README explains what each of them shows. */
function demo(ids: DemoIds): string {
  const cells = Object.entries(ids).toSorted(([one], [other]) => one.localeCompare(other, 'en')).map(([key, id]) => `  ${key}  ${id}`);
  if (cells.length === 0) return '';
  const lines = cells.flatMap((cell, index) => (index % 2 === 0 ? [`${cell}${cells[index + 1] ?? ''}`] : []));
  return `\nDemo referrals, by case reference (the README names what each one shows):\n${lines.join('\n')}\n`;
}
