import { existsSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';

import { describeProblem, readPartnership, type Partnership } from '#libs/agreements';
import { failure, success, type Outcome } from '#libs/kernel';
import { appProgram, requireFreePorts, type LocalServiceProblem, type PortNeed } from '#libs/local-services';

import type { PlannedApp } from './plan.js';
import { PORTS } from './plan.js';
import { kafkaPorts, type ServerKinds } from './services/server.js';

/** The processes of a sandbox that died without stopping end within about this time. */
const LEFTOVERS_GONE_MS = 12_000;

/** @returns the partnership, or every fault of its files, one sentence each. */
export async function demoPartnership(file: string): Promise<Outcome<Partnership, LocalServiceProblem>> {
  const partnership = await readPartnership(file);
  if (partnership.ok) return partnership;
  const faults = partnership.error.map((problem) => describeProblem(problem)).join('\n');
  return failure({ code: 'START_FAILED', message: faults, remedy: 'Mend the partnership files, then start again.' });
}

/** Checks that the compiled programs exist, because a build may have been interrupted or dist/ deleted. */
export function requirePrograms(apps: readonly PlannedApp[]): Outcome<void, LocalServiceProblem> {
  const programs = apps.flatMap(({ app, migration }) => [
    appProgram(app, 'main'),
    ...(migration === undefined ? [] : [appProgram(app, 'migrate')]),
  ]);
  const missing = programs.find((program) => !existsSync(program));
  if (missing === undefined) return success(undefined);
  return failure({ code: 'START_FAILED', message: `The compiled program ${missing} is missing.`, remedy: 'Run `npm run build`, then start again.' });
}

export interface PortQuestion {
  readonly portBase: number;
  readonly brokers: 1 | 3;
  readonly kinds: ServerKinds;
  /** The issuer and the apps. */
  readonly apps: readonly PlannedApp[];
  /** True when the last sandbox on this data died without stopping. Its processes are about to end. */
  readonly leftovers: boolean;
  readonly signal: AbortSignal;
}

/** Checks all ports at once before the start, so that one message names all that are taken. */
export async function requirePorts(question: PortQuestion): Promise<Outcome<void, LocalServiceProblem>> {
  const deadline = Date.now() + (question.leftovers ? LEFTOVERS_GONE_MS : 0);
  for (;;) {
    const free = await requireFreePorts(portsNeeded(question), 'Stop that program, or choose others with --port-base.');
    if (free.ok || Date.now() >= deadline || question.signal.aborted) return free;
    await pause(250);
  }
}

function portsNeeded({ portBase, brokers, kinds, apps, leftovers }: PortQuestion): PortNeed[] {
  // Docker binds its own ports, perhaps already. The start of a server ends its predecessor that was left behind.
  const checked = (kind: string): boolean => kind === 'local' && !leftovers;
  return [
    ...apps.map(({ port, name }) => ({ port, neededBy: name })),
    { port: portBase + PORTS.control, neededBy: 'the sandbox itself' },
    ...(checked(kinds.postgres) ? [{ port: portBase + PORTS.postgres, neededBy: 'PostgreSQL' }] : []),
    ...(checked(kinds.kafka)
      ? kafkaPorts(portBase, brokers).flatMap(({ port, controllerPort }) => [port, controllerPort].map((each) => ({ port: each, neededBy: 'Kafka' })))
      : []),
  ];
}
