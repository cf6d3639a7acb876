import type { Session } from '../command/session.js';
import { CommandFailed } from '../command/command-failed.js';
import type { HttpClient } from '../connection/http-client.js';

/** One app that can be asked how it is. */
export interface Target {
  /** As `deadletter --app` names it, or `audit-portal`. */
  readonly app: string;
  readonly client: HttpClient;
  /** False for the portal, which only reads. */
  readonly sendsAndReceives: boolean;
}

/** Short: what does not answer in this time is not well. */
const TIMEOUT_MS = 5_000;

/** Every app that the sandbox, the options or the environment name. */
export function targetsOf(session: Session): readonly Target[] {
  const { sandbox, options, settings } = session;
  const oneNode = sandbox === undefined || (options.inboxUrl ?? settings.inboxUrl) !== undefined;
  const agencies = oneNode ? [undefined] : [...sandbox.agencies.keys()];
  return [
    ...target(session, 'publisher', () => session.publisher()),
    ...target(session, 'audit-portal', () => session.portal(), false),
    ...target(session, 'recorder', () => session.client(session.recorderServer(undefined), session.callerAs('auditor'))),
    ...agencies.flatMap((agency) => target(session, agency ?? session.claimed.organisation ?? 'agency', () => session.inbox(agency))),
  ];
}

function target(session: Session, app: string, make: () => HttpClient, sendsAndReceives = true): readonly Target[] {
  try {
    const { server, caller } = make();
    return [{ app, client: session.client(server, caller, TIMEOUT_MS), sendsAndReceives }];
  } catch (error) {
    // Nothing says where it is: then it is not there to be looked at.
    if (error instanceof CommandFailed) return [];
    throw error;
  }
}
