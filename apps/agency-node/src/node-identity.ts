import type { Topics } from '#libs/contracts';

/** The agency of this process, and the topics of its exchange. */
export class NodeIdentity {
  constructor(
    readonly agency: string,
    readonly topics: Topics,
  ) {}

  /** The node's name in the `source` of its events. */
  get source(): string {
    return `/agency-node/${this.agency}`;
  }
}
