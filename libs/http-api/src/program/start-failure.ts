import { summariseError } from '#libs/observability';

import { APP_EXIT_CODES } from './exit-codes.js';
import { CannotListen, StartupError } from './startup-error.js';

interface StartFailure {
  /** Goes to standard error. */
  readonly sentence: string;
  readonly exitCode: number;
}

/** Nest's errors about an app's wiring. They quote class names only, and an operator cannot find the fault without them. */
const WIRING_ERRORS: ReadonlySet<string> = new Set([
  'UnknownDependenciesException', 'UndefinedDependencyException', 'UndefinedModuleException', 'UndefinedForwardRefException',
  'UnknownExportException', 'UnknownModuleException', 'CircularDependencyException', 'InvalidClassModuleException',
  'InvalidModuleException', 'RouteConflictException',
]);

/**
 * An error of libs/persistence, known by its name because this library does not import it. Its message is one sentence
 * for the operator.
 */
const OTHER_SCHEMA_VERSION = 'OtherSchemaVersion';

/** The sentence and exit code of a server that fails to start. */
export function explainStartFailure(error: unknown, name: string, at: { readonly host: string; readonly port: number }): StartFailure {
  if (error instanceof StartupError) return { sentence: `${name} cannot start: ${error.message}`, exitCode: APP_EXIT_CODES.configuration };
  if (error instanceof CannotListen) return { sentence: `${name} cannot start: ${listenProblem(error.cause, at)}`, exitCode: APP_EXIT_CODES.listen };
  const { errorName, errorCode, causes = [] } = summariseError(error);
  if (error instanceof Error && errorName === OTHER_SCHEMA_VERSION) {
    return { sentence: `${name} cannot start: ${error.message}`, exitCode: APP_EXIT_CODES.otherSchemaVersion };
  }
  if (error instanceof Error && WIRING_ERRORS.has(errorName)) {
    return { sentence: `${name} is wired wrongly: ${error.message}`, exitCode: APP_EXIT_CODES.failed };
  }
  const what = [[errorName, errorCode].filter(Boolean).join(' '), ...causes].join(', caused by ');
  return { sentence: `${name} cannot start: ${what}. The log line app.start-failed has the place.`, exitCode: APP_EXIT_CODES.failed };
}

function listenProblem(cause: unknown, { host, port }: { readonly host: string; readonly port: number }): string {
  const code: unknown = cause instanceof Error ? Reflect.get(cause, 'code') : undefined;
  switch (code) {
    case 'EADDRINUSE':
      return `${host}:${port} is in use already. Stop the program that listens there, or set PORT to another port.`;
    case 'EACCES':
      return `it may not listen on ${host}:${port}. Set PORT to 1024 or higher.`;
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return `${host} is not an address of this machine. Set HOST to one that is, such as 127.0.0.1.`;
    default:
      return `${host}:${port} cannot be listened on. Set HOST and PORT to an address and a free port of this machine.`;
  }
}
