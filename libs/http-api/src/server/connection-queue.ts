import type { Server } from 'node:net';

/**
 * The queue of the connections that clients have opened and that the server has not taken yet. Node takes one connection in each turn
 * of its event loop, and it reports neither the length of the queue nor when a connection arrived. With many open connections a turn
 * is long, because it serves each of them that has a request.
 */
export class ConnectionQueue {
  private since: number | undefined;
  private tookOne = false;

  constructor(private readonly now: () => number = () => performance.now()) {}

  watch(server: Server): void {
    server.on('connection', () => {
      if (this.since === undefined) setImmediate(this.turnEnds);
      this.since ??= this.now();
      this.tookOne = true;
    });
  }

  /** @returns the longest time, in milliseconds, that a connection in the queue can have waited: 0 when the last turn found none. */
  milliseconds(): number {
    return this.since === undefined ? 0 : this.now() - this.since;
  }

  private readonly turnEnds = (): void => {
    if (this.tookOne) setImmediate(this.turnEnds);
    else this.since = undefined;
    this.tookOne = false;
  };
}
