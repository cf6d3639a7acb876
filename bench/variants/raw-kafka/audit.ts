import { createServer } from 'node:http';
import { Kafka, logLevel } from 'kafkajs';

import { AGENCIES, topicsOf, type Receipt } from '../shared.js';

// The audit of the ceiling: it counts in memory and answers over HTTP.
const topics = topicsOf('raw');
const kafka = new Kafka({ clientId: 'audit', brokers: (process.env['KAFKA_BROKERS'] ?? '').split(','), logLevel: logLevel.WARN });
const consumer = kafka.consumer({ groupId: 'raw-audit', maxWaitTimeInMs: 100 });
const receipts: Receipt[] = [];

await consumer.connect();
await consumer.subscribe({ topics: AGENCIES.map((agency) => topics.acknowledgement(agency)) });
const joined = new Promise<void>((resolve) => {
  consumer.on(consumer.events.GROUP_JOIN, () => resolve());
});
await consumer.run({
  eachBatch: async ({ batch }) => {
    const committedAt = performance.timeOrigin + performance.now();
    for (const { value } of batch.messages) {
      const { referralId, agency } = JSON.parse(value?.toString('utf8') ?? '{}') as { referralId: string; agency: string };
      receipts.push({ referralId, agency, committedAt });
    }
  },
});
await joined;

const server = createServer((request, response) => {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://audit');
  const since = Number(searchParams.get('since'));
  const found = receipts.filter(({ committedAt }) => committedAt >= since);
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(pathname === '/count' ? found.length : found));
});
server.listen(Number(process.env['PORT']), '127.0.0.1', () => process.stdout.write('READY\n'));
process.once('SIGTERM', () => {
  server.close();
  server.closeAllConnections();
  void consumer.disconnect();
});
