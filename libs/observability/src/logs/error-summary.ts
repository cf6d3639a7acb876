/** What a log may say about an error. Its message is not in it: messages quote values. */
export interface ErrorSummary {
  /** Class name, such as `QueryFailedError`. */
  readonly errorName: string;
  /** Stable code in capitals, such as `ECONNREFUSED` or PostgreSQL's `23505`. */
  readonly errorCode?: string;
  /** Name and code of what it was caused by, outermost first. */
  readonly causes?: readonly string[];
  /** `file:line:column`, innermost first, without function names, which code can make up at run time. */
  readonly frames?: readonly string[];
}

const NAME = /^[A-Za-z_$][\w$]{0,63}$/;
const CODE = /^[A-Z0-9][A-Z0-9_-]{1,47}$/;
/** Only places inside this project, its packages, or Node itself: text of any other form is not a frame. */
const FRAME = /^\s+at (?:.*[( ])?(?:file:\/\/)?(?:\/[^()\s]*?\/)?((?:dist|node_modules|libs|apps|test|tools)\/[\w./@+-]+?:\d+:\d+|node:[\w/.-]+:\d+:\d+)\)?$/;
const MAX_FRAMES = 12;
const MAX_CAUSES = 4;

/** Reduces anything that was thrown to what may be logged. */
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

/** The class's name, not `error.name`: anybody can write anything into that. */
function nameOf(error: Error): string {
  const name: unknown = error.constructor.name;
  return typeof name === 'string' && NAME.test(name) ? name : 'Error';
}

function codeOf(error: object): string | undefined {
  const code: unknown = Reflect.get(error, 'code');
  return typeof code === 'string' && CODE.test(code) ? code : undefined;
}

function causesOf(error: Error): string[] {
  const causes: string[] = [];
  let next: unknown = inner(error);
  while (next instanceof Error && causes.length < MAX_CAUSES) {
    const code = codeOf(next);
    causes.push(code === undefined ? nameOf(next) : `${nameOf(next)} ${code}`);
    next = inner(next);
  }
  return causes;
}

/** The first of an AggregateError stands for all: Node reports one refused address after the other that way. */
function inner(error: Error): unknown {
  return error instanceof AggregateError ? error.errors[0] : error.cause;
}

function framesOf(error: Error): string[] {
  if (typeof error.stack !== 'string') return [];
  // The message stands at the head of the stack and can hold lines that look like frames.
  const message: unknown = error.message;
  const at = typeof message === 'string' && message !== '' ? error.stack.indexOf(message) : -1;
  const tail = at < 0 ? error.stack : error.stack.slice(at + error.message.length);
  const matches = tail.split('\n').map((line) => FRAME.exec(line)?.[1]);
  return matches.filter((frame) => frame !== undefined).slice(0, MAX_FRAMES);
}
