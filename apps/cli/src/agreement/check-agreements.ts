import { checkPartnership, describeProblem, readPartnership, type Partnership, type PartnershipProblem } from '#libs/agreements';
import { toLocalTime } from '#libs/safeguarding';

import { EXIT_CODES, type ExitCode } from '../command/exit-codes.js';
import type { Session } from '../command/session.js';
import { partnershipFile, type PartnershipOptions } from './partnership-file.js';

export type CheckOptions = PartnershipOptions;

export async function checkAgreements(session: Session, options: CheckOptions, now: () => Date): Promise<ExitCode | undefined> {
  const file = partnershipFile(session, options);
  const read = await readPartnership(file);
  if (!read.ok) return refuse(session, file, read.error);
  const at = options.at === undefined ? now() : new Date(options.at);
  const warnings = checkPartnership(read.value, toLocalTime(at.getTime()).date);
  await session.output.document({ partnershipFile: file, sound: true, problems: [], warnings });
  await session.output.lines(
    ...warnings.map(({ about, message }) => `${session.output.paint('Warning', 'yellow')} ${about === null ? '' : `${about}: `}${message}`),
    `${session.output.paint('Sound:', 'green')} ${describe(read.value)}${warnings.length === 0 ? '.' : `; ${count(warnings.length, 'warning')}.`}`,
  );
  return undefined;
}

async function refuse({ output }: Session, file: string, problems: readonly PartnershipProblem[]): Promise<ExitCode> {
  await output.document({ partnershipFile: file, sound: false, problems, warnings: [] });
  await output.lines(
    ...problems.map((problem) => describeProblem(problem)),
    `${output.paint('Not sound:', 'red')} ${count(problems.length, 'problem')}. The servers would not start with these files.`,
  );
  return EXIT_CODES.failed;
}

function describe({ name, forces, agencies, agreements, actionPlans }: Partnership): string {
  const plans = actionPlans.length === 0 ? '' : ` and ${count(actionPlans.length, 'action plan')}`;
  const shared = `${count(agencies.length, 'agency', 'agencies')}${plans === '' ? ' and' : ','} ${count(agreements.length, 'agreement')}`;
  return `${name}, with ${count(forces.length, 'force')}, ${shared}${plans}`;
}

function count(amount: number, one: string, many = `${one}s`): string {
  return `${amount} ${amount === 1 ? one : many}`;
}
