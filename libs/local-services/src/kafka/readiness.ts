import { readFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';

/** A broker's view of its cluster. It is the smallest request that only a working broker can answer. */
interface ClusterView {
  readonly clusterId: string;
  /** Nodes that take part (registered and not fenced). */
  readonly nodeIds: readonly number[];
  readonly controllerId: number;
}

/** The PEM files of a client that proves itself to Kafka. */
interface ClientFiles {
  readonly authorityFile: string;
  /** Private key and certificate. */
  readonly identityFile: string;
}

const HOST = '127.0.0.1';
const METADATA = 3;
// Version 4 has plain encodings, and every Kafka from 0.11 to 4 supports it.
const METADATA_VERSION = 4;
const CLIENT = 'exchange-local-services';

function metadataRequest(): Buffer {
  const client = Buffer.from(CLIENT);
  const body = Buffer.alloc(4 + 2 + 2 + 4 + 2 + client.length + 4 + 1);
  let at = body.writeInt32BE(body.length - 4, 0);
  at = body.writeInt16BE(METADATA, at);
  at = body.writeInt16BE(METADATA_VERSION, at);
  at = body.writeInt32BE(1, at);
  at = body.writeInt16BE(client.length, at);
  at += client.copy(body, at);
  // Requests no topics, and creates none.
  at = body.writeInt32BE(0, at);
  body.writeInt8(0, at);
  return body;
}

function parseMetadata(frame: Buffer): ClusterView {
  let at = 4 + 4;
  const int32 = (): number => {
    at += 4;
    return frame.readInt32BE(at - 4);
  };
  const text = (): string => {
    const length = frame.readInt16BE(at);
    at += 2;
    if (length < 0) return '';
    at += length;
    return frame.toString('utf8', at - length, at);
  };
  const nodeIds: number[] = [];
  for (let left = int32(); left > 0; left -= 1) {
    nodeIds.push(int32());
    text();
    int32();
    text();
  }
  return { clusterId: text(), nodeIds, controllerId: int32() };
}

/**
 * Asks one broker with Kafka's own protocol. Undefined when it does not listen, does not answer in time, or closes the
 * connection.
 *
 * @param files undefined for a broker without TLS.
 */
export function askCluster(port: number, files?: ClientFiles, timeoutMs = 2_000): Promise<ClusterView | undefined> {
  return new Promise((resolve) => {
    const socket = open(port, files, () => socket.write(metadataRequest()));
    let received = Buffer.alloc(0);
    const finish = (view: ClusterView | undefined): void => {
      socket.destroy();
      resolve(view);
    };
    socket.setTimeout(timeoutMs, () => finish(undefined));
    socket.on('error', () => finish(undefined));
    socket.on('close', () => finish(undefined));
    socket.on('data', (chunk) => {
      received = Buffer.concat([received, chunk]);
      if (received.length < 4) return;
      const length = received.readInt32BE(0);
      if (received.length < 4 + length) return;
      try {
        finish(parseMetadata(received.subarray(4, 4 + length)));
      } catch {
        // Another program listens on this port and sent a different answer.
        finish(undefined);
      }
    });
  });
}

function open(port: number, files: ClientFiles | undefined, onConnect: () => void): Socket {
  if (files === undefined) return connect({ port, host: HOST }, onConnect);
  const identity = readFileSync(files.identityFile, 'utf8');
  return connectTls({ port, host: HOST, ca: readFileSync(files.authorityFile, 'utf8'), cert: identity, key: identity }, onConnect);
}
