import { APPS, type AppDescription } from '#libs/contracts';

import { CommandFailed } from '../command/command-failed.js';
import { waysTo, type Session } from '../command/session.js';
import type { Connection } from '../connection/connection.js';

/** One process of an app whose state can be asked for. */
export interface Target {
  /** As `deadletter --app` and `sandbox stop` name it: `publisher`, or the id of an agency. */
  readonly app: string;
  readonly description: AppDescription;
  /** Undefined where no option, sandbox or variable names its address. */
  readonly connection: Connection | undefined;
}

export type KnownTarget = Target & { readonly connection: Connection };

/** Short, because an app that does not answer in this time is not well. */
const TIMEOUT_MS = 5_000;
const AS_OPERATOR = { timeoutMs: TIMEOUT_MS, role: 'operator' } as const;

/** Every process of every app: of a node one for each agency of the sandbox, elsewhere the one that is named. */
export function targetsOf(session: Session): readonly Target[] {
  return APPS.flatMap((description): readonly Target[] => {
    if (!description.isPerAgency) return [targetOf(description.id, description, () => session.connectionTo(description.id, AS_OPERATOR))];
    const isNamed = session.addressOf(description) !== undefined;
    const agencies = session.sandbox === undefined || isNamed ? [undefined] : [...session.sandbox.agencies.keys()];
    return agencies.map((agency) =>
      targetOf(agency ?? session.claimed.organisation ?? description.id, description, () => session.connectionToNode(agency, AS_OPERATOR)));
  });
}

/** The options and variables that name the address of an app. */
export function waysToName({ description }: Target): string {
  return waysTo(description).join(' or ');
}

function targetOf(app: string, description: AppDescription, connect: () => Connection): Target {
  return { app, description, connection: unlessUnknown(connect) };
}

/** Undefined where the address of a server is unknown. */
export function unlessUnknown<Value>(find: () => Value): Value | undefined {
  try {
    return find();
  } catch (error) {
    if (error instanceof CommandFailed) return undefined;
    throw error;
  }
}
