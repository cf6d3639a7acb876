import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { randomUUID } from 'node:crypto';
import { Kafka, logLevel } from 'kafkajs';

import { AGENCIES, topicsOf } from '../shared.js';

// HTTP to Kafka with nothing in between: no checks, no database. Requests that come while a send is under way share the
// next one. It promises less than the other variants: it is the ceiling of this machine, not an exchange.
const topics = topicsOf('raw');
const kafka = new Kafka({ clientId: 'front', brokers: (process.env['KAFKA_BROKERS'] ?? '').split(','), logLevel: logLevel.WARN });
const producer = kafka.producer();

interface Waiting {
  readonly id: string;
  readonly content: unknown;
  readonly response: ServerResponse;
}
const waiting: Waiting[] = [];
let sending = false;

async function send(): Promise<void> {
  sending = true;
  while (waiting.length > 0) {
    const batch = waiting.splice(0, 500);
    const messages = batch.map(({ id, content }) => ({ key: id, value: JSON.stringify({ referralId: id, content }) }));
    const answered = await producer.sendBatch({ acks: -1, topicMessages: AGENCIES.map((agency) => ({ topic: topics.referral(agency), messages })) })
      .then(() => 202, () => 503);
    for (const { id, response } of batch) response.writeHead(answered, { 'content-type': 'application/json' }).end(JSON.stringify({ referralId: id }));
  }
  sending = false;
}

function accept(request: IncomingMessage, response: ServerResponse): void {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    waiting.push({ id: randomUUID(), content: JSON.parse(Buffer.concat(chunks).toString('utf8')), response });
    if (!sending) setImmediate(() => void send());
    sending = true;
  });
}

await producer.connect();
const server = createServer(accept);
server.listen(Number(process.env['PORT']), '127.0.0.1', () => process.stdout.write('READY\n'));
process.once('SIGTERM', () => {
  server.close();
  server.closeAllConnections();
  void producer.disconnect();
});
