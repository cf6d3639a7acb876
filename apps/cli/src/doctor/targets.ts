import type { Session } from '../command/session.js';
import { CommandFailed } from '../command/command-failed.js';
import type { Connection } from '../connection/connection.js';

/** One app whose state can be asked for. */
export interface Target {
  /** As `deadletter --app` names it, or `audit-portal`. */
  readonly app: string;
  readonly connection: Connection;
  /** False for the portal, which only reads. */
  readonly sendsAndReceives: boolean;
}

/** Short, because an app that does not answer in this time is not well. */
const TIMEOUT_MS = 5_000;

/** Every app that the sandbox, the options or the environment name. */
export function targetsOf(session: Session): readonly Target[] {
  const { sandbox, options, settings } = session;
  const oneNode = sandbox === undefined || (options.inboxUrl ?? settings.inboxUrl) !== undefined;
  const agencies = oneNode ? [undefined] : [...sandbox.agencies.keys()];
  return [
    ...target('publisher', () => session.connectionTo('publisher', TIMEOUT_MS)),
    ...target('audit-portal', () => session.connectionTo('portal', TIMEOUT_MS), false),
    ...target('recorder', () => session.connectionTo('recorder', TIMEOUT_MS)),
    ...target('watch', () => session.connectionTo('watch', TIMEOUT_MS)),
    ...agencies.flatMap((agency) => target(agency ?? session.claimed.organisation ?? 'agency', () => session.connectionToNode(agency, TIMEOUT_MS))),
  ];
}

/** No target where no option, sandbox or variable names the app's place. */
function target(app: string, connect: () => Connection, sendsAndReceives = true): readonly Target[] {
  const connection = unlessUnknown(connect);
  return connection === undefined ? [] : [{ app, connection, sendsAndReceives }];
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
