import { failure, type Failure } from '#libs/kernel';

export type LocalServiceCode =
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
 * Something about this machine that stops a local service from working, in words for the person in front of it.
 * `message` says what is wrong and where, `remedy` what to do; each is one sentence.
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

/** The caller's AbortSignal fired. Not a fault, but the service is not there. */
export function stoppedWhileStarting(name: string): { readonly ok: false; readonly error: LocalServiceProblem } {
  return problem('STOPPED', `${name} was stopped before it was ready.`, 'Start again when you like; nothing is broken.');
}

/** Tells a person about a step that takes more than a moment. */
export type Progress = (line: string) => void;
