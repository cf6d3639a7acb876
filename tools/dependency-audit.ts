// `npm run audit`: the advisories about the packages in package-lock.json, without those that were reviewed.
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { parseArgs, promisify } from 'node:util';

import { auditFindings, readExceptions } from './audit-findings.js';

const EXCEPTIONS = 'infra/security/audit-exceptions.yaml';
const MOST_OUTPUT_BYTES = 50_000_000;

const { values } = parseArgs({ options: { report: { type: 'string' }, help: { type: 'boolean', short: 'h' } } });
if (values.help === true) {
  process.stdout.write(`npm run audit [-- --report <file>]

Asks the package registry for advisories about the packages in package-lock.json.
--report <file>  judge an output of "npm audit --json" instead of asking
Exit code 0: none, or each is accepted in ${EXCEPTIONS}. 1: there are others. 2: there is no answer to judge.
`);
} else process.exitCode = await audit(values.report);

async function audit(file: string | undefined): Promise<number> {
  try {
    const report: unknown = JSON.parse(file === undefined ? await askRegistry() : readFileSync(file, 'utf8'));
    const { open, accepted, unused } = auditFindings(report, readExceptions(readFileSync(EXCEPTIONS, 'utf8')), new Date());
    for (const { advisory, name, severity, title, lapsed } of open) {
      process.stdout.write(`${severity}: ${name}: ${title} (${advisory})${lapsed ? `; its exception in ${EXCEPTIONS} has lapsed` : ''}\n`);
    }
    for (const { advisory } of unused) process.stdout.write(`The exception of ${advisory} in ${EXCEPTIONS} is not needed any more. Remove it.\n`);
    process.stdout.write(`${open.length} open, ${accepted.length} accepted\n`);
    return open.length === 0 ? 0 : 1;
  } catch (error) {
    process.stderr.write(`The audit could not be made: ${error instanceof Error ? error.message : 'unknown'}\n`);
    return 2;
  }
}

/** npm exits with 1 where there are advisories; its output has them all the same. */
async function askRegistry(): Promise<string> {
  const asked = await promisify(execFile)('npm', ['audit', '--json'], { maxBuffer: MOST_OUTPUT_BYTES }).catch((error: unknown) => error as { readonly stdout?: string });
  if (typeof asked.stdout !== 'string' || asked.stdout === '') throw new Error('npm gave no answer');
  return asked.stdout;
}
