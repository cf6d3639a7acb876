import type { ProblemDocument } from '#libs/contracts';

import { CommandFailed, type FailureDetail } from '../command/command-failed.js';
import { exitCodeOfStatus } from '../command/exit-codes.js';
import { parseJson } from './parse-json.js';

/** The parts of an answer that is not a success. */
export interface RefusedAnswer {
  readonly status: number;
  readonly retryAfter: string | null;
  readonly correlationId: string | undefined;
  readonly body: string;
}

/** An app names parameters of HTTP. The command line has options for them. */
const AT_THE_COMMAND_LINE: Readonly<Partial<Record<string, readonly string[]>>> = {
  'AUD-001': ['The options are --referral (referralId), --case-reference (caseReference), --correlation (correlationId), --from, --to and --agency.'],
};

/** The failure that a refusal causes. @param server the name of the server, in words: `the referral publisher`. */
export function refusal(server: string, { status, retryAfter, correlationId, body }: RefusedAnswer, now: Date = new Date()): CommandFailed {
  const problem = parseProblem(body);
  const id = problem?.correlationId ?? correlationId;
  const seconds = retryAfterSeconds(retryAfter, now);
  const common = {
    exitCode: exitCodeOfStatus(status),
    status,
    ...(id !== undefined && { correlationId: id }),
    ...(seconds !== undefined && { retryAfterSeconds: seconds }),
  };
  if (problem === undefined) {
    // Another program between this one and the exchange answers. Its body may be any text, such as a page of HTML.
    const message = `${server} answered ${status}, and not in the exchange's way. Is another program listening there?`;
    return new CommandFailed({ ...common, message });
  }
  const { code, title, detail, errors } = problem;
  const message = [detail, ...(AT_THE_COMMAND_LINE[code] ?? [])].join('\n');
  return new CommandFailed({ ...common, code, title, message, ...(errors !== undefined && { errors }) });
}

type Problem = Pick<ProblemDocument, 'code' | 'title' | 'detail' | 'correlationId' | 'errors'>;

/** @returns undefined for anything but an RFC 9457 document of the exchange. */
function parseProblem(body: string): Problem | undefined {
  const { code, title, detail, correlationId, errors } = (parseJson(body) ?? {}) as Readonly<Record<string, unknown>>;
  if (typeof code !== 'string' || typeof title !== 'string' || typeof detail !== 'string') return undefined;
  return {
    code,
    title,
    detail,
    ...(typeof correlationId === 'string' && { correlationId }),
    ...(Array.isArray(errors) && { errors: errors.filter((each) => isDetail(each)) }),
  };
}

function isDetail(value: unknown): value is FailureDetail {
  const { pointer, code, message } = (value ?? {}) as Readonly<Record<string, unknown>>;
  return typeof pointer === 'string' && typeof code === 'string' && typeof message === 'string';
}

/** Seconds that a `Retry-After` asks for (RFC 9110, 10.2.3: a number of seconds, or a date); undefined for none. */
export function retryAfterSeconds(value: string | null, now: Date): number | undefined {
  if (value === null || value.trim() === '') return undefined;
  if (/^\d{1,6}$/.test(value.trim())) return Number(value);
  const time = Date.parse(value);
  return Number.isNaN(time) ? undefined : Math.max(0, Math.ceil((time - now.getTime()) / 1_000));
}
