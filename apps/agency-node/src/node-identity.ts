import type { Topics } from '#libs/contracts';

/** Which agency this process works for, and the topics of its exchange. */
export class NodeIdentity {
  constructor(
    readonly agency: string,
    readonly topics: Topics,
  ) {}

  /** The node's own name in the `source` of what it says. */
  get source(): string {
    return `/agency-node/${this.agency}`;
  }
}
