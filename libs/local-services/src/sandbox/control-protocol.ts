/**
 * The protocol between a running sandbox and `exchange sandbox`. HTTP on 127.0.0.1: `GET /parts`, and `POST /parts/<name>/stop` or
 * `/start`. Each request carries the token of sandbox.json, which only its user can read. A web page cannot send the header.
 */
export const CONTROL_TOKEN_HEADER = 'x-sandbox-token';

/** `down`: it ended by itself, and the sandbox starts it again or has given up. */
export type PartState = 'running' | 'stopped' | 'down';
export type PartOrder = 'stop' | 'start';

/** A server or an app of a sandbox. */
export interface SandboxPart {
  /** As in sandbox.json: `kafka`, `audit-portal`, `agency-node hilltop-school`. */
  readonly name: string;
  /** The name at the command line: `kafka`, `portal`, `hilltop-school`. */
  readonly id: string;
  readonly state: PartState;
  readonly pids: readonly number[];
}

/** The answer to each request that is not refused. */
export interface SandboxParts {
  readonly parts: readonly SandboxPart[];
  /** False where the part had the ordered state already. */
  readonly changed: boolean;
}

/** The answer to a request that is refused, or that failed. */
export interface ControlRefusal {
  readonly message: string;
}
