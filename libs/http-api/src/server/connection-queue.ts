import { connect, type AddressInfo, type Server, type Socket } from 'node:net';

/** Turns of the event loop in a row that took a connection each, from which on the queue is measured. */
const BUSY_TURNS = 4;
const LOOPBACK: Readonly<Record<string, string>> = { '0.0.0.0': '127.0.0.1', '::': '::1' };

/**
 * The queue of the connections that clients have opened and that the server has not taken yet. Node takes one connection in each turn
 * of its event loop, and it reports neither the length of the queue nor when a connection arrived. With many open connections a turn
 * is long, because it serves each of them that has a request.
 *
 * The queue is measured by a connection of the server's own to itself, one at a time, while connections come in turn after turn: it is
 * taken after all that were in the queue before it.
 */
export class ConnectionQueue {
  private probe: { readonly socket: Socket; readonly since: number } | undefined;
  private measured = 0;
  private busyTurns = 0;
  private tookOne = false;
  private countsTurns = false;

  constructor(private readonly now: () => number = () => performance.now()) {}

  watch(server: Server): void {
    server.on('connection', (taken) => {
      // The turn that takes the probe takes no other connection: whether the queue is empty shows in the next one.
      this.tookOne = true;
      if (!this.countsTurns) setImmediate(this.turnEnds);
      this.countsTurns = true;
      if (this.probe !== undefined && taken.remotePort === this.probe.socket.localPort) {
        this.measured = this.elapsed();
        this.probe = undefined;
        taken.destroy();
      } else if (this.busyTurns >= BUSY_TURNS && this.probe === undefined) this.probeBegins(server.address());
    });
  }

  /** @returns the time, in milliseconds, that a connection in the queue waits until it is taken; 0 while connections do not come in turn after turn. */
  milliseconds(): number {
    return Math.max(this.measured, this.elapsed());
  }

  private readonly turnEnds = (): void => {
    this.countsTurns = this.tookOne;
    if (this.tookOne) {
      this.busyTurns += 1;
      setImmediate(this.turnEnds);
    } else {
      // The queue is empty. A probe that is still under way was lost, and would read as a long wait.
      this.busyTurns = 0;
      this.measured = 0;
      this.probe?.socket.destroy();
      this.probe = undefined;
    }
    this.tookOne = false;
  };

  private probeBegins(address: AddressInfo | string | null): void {
    if (address === null || typeof address === 'string') return;
    const socket = connect(address.port, LOOPBACK[address.address] ?? address.address);
    this.probe = { socket, since: this.now() };
    socket.unref();
    socket.on('error', () => this.forget(socket));
    socket.on('close', () => this.forget(socket));
  }

  /** A probe that broke has measured nothing. */
  private forget(socket: Socket): void {
    if (this.probe?.socket === socket) this.probe = undefined;
  }

  private elapsed(): number {
    return this.probe === undefined ? 0 : this.now() - this.probe.since;
  }
}
