import { CONTROL_TOKEN_HEADER, type ControlRefusal, type PartOrder, type SandboxParts } from '#libs/local-services';

import { CommandFailed, Interrupted } from '../command/command-failed.js';
import { EXIT_CODES } from '../command/exit-codes.js';
import type { Session } from '../command/session.js';
import { causeOf } from '../connection/connection.js';
import { parseJson } from '../connection/parse-json.js';

const LOOK_TIMEOUT_MS = 5_000;
/** Longer than the start of a Kafka may take. */
const ORDER_TIMEOUT_MS = 240_000;

/** The parts of the running sandbox. @throws CommandFailed where no sandbox runs, or its program does not answer. */
export function partsOf(session: Session): Promise<SandboxParts> {
  return ask(session, 'GET', '/parts', LOOK_TIMEOUT_MS);
}

/** Has the running sandbox stop or start a part, and waits until it is done. @throws CommandFailed also where the sandbox refuses. */
export function orderPart(session: Session, part: string, order: PartOrder): Promise<SandboxParts> {
  return ask(session, 'POST', `/parts/${encodeURIComponent(part)}/${order}`, ORDER_TIMEOUT_MS);
}

async function ask(session: Session, method: string, path: string, timeoutMs: number): Promise<SandboxParts> {
  const { sandbox, signal, passedOver } = session;
  if (sandbox === undefined) {
    throw CommandFailed.unreachable([...passedOver, 'No sandbox runs here. Start one with npm start, or name its file with --sandbox.'].join('\n'));
  }
  const { control: { url, token }, pid } = sandbox;
  const timeout = AbortSignal.timeout(timeoutMs);
  const answered = await fetch(`${url}${path}`, {
    method, redirect: 'error', headers: { [CONTROL_TOKEN_HEADER]: token }, signal: AbortSignal.any([signal, timeout]),
  }).then(async (response) => ({ ok: response.ok, body: parseJson(await response.text()) }), (error: unknown) => {
    if (signal.aborted) throw new Interrupted();
    const cause = timeout.aborted ? `no answer within ${timeoutMs / 1_000} s` : causeOf(error);
    throw CommandFailed.unreachable(`The sandbox program (process ${pid}) does not take orders (${cause}).\nLook at the terminal of npm start.`);
  });
  if (answered.ok) return answered.body as SandboxParts;
  const { message = 'The sandbox refused the order.' } = (answered.body ?? {}) as Partial<ControlRefusal>;
  throw new CommandFailed({ exitCode: EXIT_CODES.failed, message });
}
