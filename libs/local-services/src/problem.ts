import { failure, type Failure } from '#libs/kernel';

type LocalServiceCode =
  | 'JAVA_MISSING'
  | 'JAVA_TOO_OLD'
  | 'MAVEN_MISSING'
  | 'KAFKA_DOWNLOAD_FAILED'
  | 'POSTGRES_BINARIES_MISSING'
  | 'POSTGRES_ACCOUNT_MISSING'
  | 'FOLDER_NOT_ENTERABLE'
  | 'FOLDER_NOT_WRITABLE'
  | 'FOLDER_IN_USE'
  | 'DATA_OF_ANOTHER_VERSION'
  | 'DATA_OF_ANOTHER_CLUSTER'
  | 'DISK_FULL'
  | 'PORT_IN_USE'
  | 'START_FAILED'
  | 'NOT_READY'
  | 'STOPPED';

/**
 * A fault of this machine that stops a local service from working, described for the person who started it. `message`
 * names the fault and its place, `remedy` the solution. Each is one sentence.
 */
export interface LocalServiceProblem extends Failure<LocalServiceCode> {
  readonly remedy: string;
}

export function problem(
  code: LocalServiceCode,
  message: string,
  remedy: string,
): { readonly ok: false; readonly error: LocalServiceProblem } {
  return failure({ code, message, remedy });
}

/** The caller's AbortSignal fired. This is no fault, but the service does not run. */
export function stoppedWhileStarting(name: string): { readonly ok: false; readonly error: LocalServiceProblem } {
  return problem('STOPPED', `${name} was stopped before it was ready.`, 'Start again when you like; nothing is broken.');
}

/** Informs a person about a step that takes more than a moment. */
export type Progress = (line: string) => void;
