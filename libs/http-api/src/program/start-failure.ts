import { summariseError } from '#libs/observability';

import { EXIT_CODES } from './exit-codes.js';
import { StartRefused } from './start-refused.js';

export interface StartFailure {
  /** For standard error. */
  readonly sentence: string;
  readonly exitCode: number;
}

/** Nest's complaints about an app's wiring quote class names and nothing else, and without them nobody finds the fault. */
const WIRING_ERRORS: ReadonlySet<string> = new Set([
  'UnknownDependenciesException', 'UndefinedDependencyException', 'UndefinedModuleException', 'UndefinedForwardRefException',
  'UnknownExportException', 'UnknownModuleException', 'CircularDependencyException', 'InvalidClassModuleException',
  'InvalidModuleException', 'RouteConflictException',
]);

/** What an operator is told when a server does not come up. */
export function explainStartFailure(error: unknown, name: string, at: { readonly host: string; readonly port: number }): StartFailure {
  if (error instanceof StartRefused) return { sentence: `${name} cannot start: ${error.message}`, exitCode: EXIT_CODES.configuration };
  const code: unknown = error instanceof Error ? Reflect.get(error, 'code') : undefined;
  const address = `${at.host}:${at.port}`;
  const listening: Readonly<Record<string, string>> = {
    EADDRINUSE: `${address} is in use already. Stop the program that listens there, or set PORT to another port.`,
    EACCES: `it may not listen on ${address}. Set PORT to 1024 or higher.`,
    EADDRNOTAVAIL: `${at.host} is not an address of this machine. Set HOST to one that is, such as 127.0.0.1.`,
    ENOTFOUND: `the host name ${at.host} is not known. Set HOST to an address of this machine, such as 127.0.0.1.`,
  };
  const isListening = error instanceof Error && Reflect.get(error, 'syscall') !== 'connect';
  const reason = isListening && typeof code === 'string' ? listening[code] : undefined;
  if (reason !== undefined) return { sentence: `${name} cannot start: ${reason}`, exitCode: EXIT_CODES.listen };
  const { errorName, errorCode, causes = [] } = summariseError(error);
  if (error instanceof Error && WIRING_ERRORS.has(errorName)) {
    return { sentence: `${name} is wired wrongly: ${error.message}`, exitCode: EXIT_CODES.failed };
  }
  const what = [[errorName, errorCode].filter(Boolean).join(' '), ...causes].join(', caused by ');
  return { sentence: `${name} cannot start: ${what}. The log line app.start-failed says where.`, exitCode: EXIT_CODES.failed };
}
