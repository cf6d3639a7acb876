/** The parts of an error in a log line. Its message is left out, because messages quote values. */
interface ErrorSummary {
  /** Class name, such as `QueryFailedError`. */
  readonly errorName: string;
  /** Stable code in capitals, such as `ECONNREFUSED`, or an SQLSTATE such as `23505`. */
  readonly errorCode?: string;
  /** Names and codes of its causes, outermost first. */
  readonly causes?: readonly string[];
  /** `file:line:column`, innermost first, without function names, which code can make up at run time. */
  readonly frames?: readonly string[];
}

const NAME = /^[A-Za-z_$][\w$]{0,63}$/;
const CODE = /^(?:[A-Z][A-Z0-9_-]{1,47}|[0-9][0-9A-Z]{4})$/;
/** A position inside this project, its packages, or Node itself: text of any other form is not a frame. */
const FRAME = /^\s+at (?:.*[( ])?(?:file:\/\/)?(?:\/[^()\s]*?\/)?((?:dist|node_modules|libs|apps|test|tools)\/[\w./@+-]+?:\d+:\d+|node:[\w/.-]+:\d+:\d+)\)?$/;
const MAX_FRAMES = 12;
const MAX_CAUSES = 4;

const UNEXPECTED = 'unexpected-error';

/**
 * The code to log as the cause of a failure: the first code among the error and its causes. The code of an error without any is
 * `unexpected-error`; its class and positions are in its {@link ErrorSummary}.
 */
export function causeCode(thrown: unknown): string {
  for (const error of chainOf(thrown)) {
    const code = codeOf(error);
    if (code !== undefined) return code;
  }
  return UNEXPECTED;
}

/** Reduces any thrown value to the parts that may be logged. */
export function summariseError(thrown: unknown): ErrorSummary {
  if (!(thrown instanceof Error)) return { errorName: `thrown-${typeof thrown}` };
  const errorCode = codeOf(thrown);
  const causes = causesOf(thrown);
  const frames = framesOf(thrown);
  return {
    errorName: nameOf(thrown),
    ...(errorCode !== undefined && { errorCode }),
    ...(causes.length > 0 && { causes }),
    ...(frames.length > 0 && { frames }),
  };
}

/** The name of the class and not `error.name`, because code can write any text into the latter. */
function nameOf(error: Error): string {
  const name: unknown = error.constructor.name;
  return typeof name === 'string' && NAME.test(name) ? name : 'Error';
}

function codeOf(error: object): string | undefined {
  const code: unknown = Reflect.get(error, 'code');
  return typeof code === 'string' && CODE.test(code) ? code : undefined;
}

function causesOf(error: Error): string[] {
  return chainOf(error)
    .slice(1)
    .map((cause) => [nameOf(cause), codeOf(cause)].filter(Boolean).join(' '));
}

/** The error and its causes, outermost first. */
function chainOf(thrown: unknown): readonly Error[] {
  const chain: Error[] = [];
  for (let next = thrown; next instanceof Error && chain.length <= MAX_CAUSES; next = inner(next)) chain.push(next);
  return chain;
}

/** The first error of an AggregateError, because Node reports the addresses that it tried that way, one after the other. */
function inner(error: Error): unknown {
  return error instanceof AggregateError ? error.errors[0] : error.cause;
}

function framesOf(error: Error): string[] {
  if (typeof error.stack !== 'string') return [];
  // The message is at the head of the stack and can hold lines that look like frames.
  const message: unknown = error.message;
  const at = typeof message === 'string' && message !== '' ? error.stack.indexOf(message) : -1;
  const tail = at < 0 ? error.stack : error.stack.slice(at + error.message.length);
  const matches = tail.split('\n').map((line) => FRAME.exec(line)?.[1]);
  return matches.filter((frame) => frame !== undefined).slice(0, MAX_FRAMES);
}
