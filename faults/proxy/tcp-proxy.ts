import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** The state of the network between a client and its server. It may change while the proxy runs. */
export interface NetworkCondition {
  /** Milliseconds that every piece of data takes in each direction. */
  readonly latencyMs?: number;
  /** Accepts connections and forwards nothing, in neither direction, as a frozen machine or a firewall would. */
  readonly halfOpen?: boolean;
  /** Resets every new connection at once. */
  readonly refuse?: boolean;
  /** Resets a connection once the server has sent this many bytes on it. */
  readonly dropAfterBytes?: number;
}

/** Sees the requests of a client; true for one whose reply is to be lost after the server has carried it out. */
export type ReplyDropper = (request: Buffer) => boolean;

/** PostgreSQL's ReadyForQuery outside a transaction: by then the request is carried out, and its commit is on disk. */
const READY_FOR_QUERY = Buffer.from([0x5a, 0, 0, 0, 5, 0x49]);

interface Pair {
  readonly client: Socket;
  readonly server: Socket;
  /** The reply to come is swallowed up to its end, and then the connection is cut. */
  dropping: boolean;
  received: number;
}

/** A TCP proxy on 127.0.0.1 that makes the faults of a network. */
export class TcpProxy {
  private condition: NetworkCondition = {};
  private dropper: ReplyDropper | undefined;
  private readonly pairs = new Set<Pair>();
  /** Replies lost on purpose so far. */
  dropped = 0;

  private constructor(
    private readonly server: Server,
    private readonly targetPort: number,
  ) {
    server.on('connection', (socket) => this.accept(socket));
  }

  static async start(targetPort: number): Promise<TcpProxy> {
    const server = createServer({ noDelay: true });
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(0, '127.0.0.1', resolve);
    });
    return new TcpProxy(server, targetPort);
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  set(condition: NetworkCondition): void {
    this.condition = condition;
  }

  /** From now on, or (undefined) no longer. Each request for which the dropper returns true costs its connection. */
  dropReplies(dropper: ReplyDropper | undefined): void {
    this.dropper = dropper;
  }

  /** Resets every open connection. */
  resetAll(): void {
    for (const { client, server } of this.pairs) cut(client, server);
  }

  async close(): Promise<void> {
    this.resetAll();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private accept(client: Socket): void {
    if (this.condition.refuse === true) {
      client.resetAndDestroy();
      return;
    }
    const server = connect({ port: this.targetPort, host: '127.0.0.1', noDelay: true });
    const pair: Pair = { client, server, dropping: false, received: 0 };
    this.pairs.add(pair);
    client.on('data', (data) => this.fromClient(pair, data));
    server.on('data', (data) => this.fromServer(pair, data));
    for (const [from, to] of [[client, server], [server, client]] as const) {
      from.on('error', () => to.destroy());
      from.on('end', () => to.end());
      from.on('close', () => {
        to.destroy();
        this.pairs.delete(pair);
      });
    }
  }

  private fromClient(pair: Pair, data: Buffer): void {
    if (this.condition.halfOpen === true) return;
    if (this.dropper?.(data) === true) pair.dropping = true;
    this.forward(pair.server, data);
  }

  private fromServer(pair: Pair, data: Buffer): void {
    if (this.condition.halfOpen === true) return;
    if (pair.dropping) {
      if (!data.subarray(-READY_FOR_QUERY.length).equals(READY_FOR_QUERY)) return;
      this.dropped += 1;
      cut(pair.client, pair.server);
      return;
    }
    pair.received += data.length;
    if (pair.received > (this.condition.dropAfterBytes ?? Number.POSITIVE_INFINITY)) cut(pair.client, pair.server);
    else this.forward(pair.client, data);
  }

  /** All data of a direction waits equally long, so that its order stays. */
  private forward(to: Socket, data: Buffer): void {
    const { latencyMs = 0 } = this.condition;
    if (latencyMs === 0) write(to, data);
    else setTimeout(() => write(to, data), latencyMs);
  }
}

function write(to: Socket, data: Buffer): void {
  if (!to.destroyed) to.write(data);
}

function cut(client: Socket, server: Socket): void {
  // A socket that is being shut down cannot be reset: Node would keep it for ever.
  if (client.writableEnded) client.destroy();
  else client.resetAndDestroy();
  server.destroy();
}
