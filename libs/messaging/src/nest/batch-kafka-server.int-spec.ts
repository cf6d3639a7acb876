import 'reflect-metadata';

import { afterAll, describe, expect, it } from '@jest/globals';
import { Controller, Injectable, Module, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Ctx, EventPattern, Payload } from '@nestjs/microservices';
import { lastValueFrom, map, of, tap, throwError, toArray, take, type Observable } from 'rxjs';

import type { MessageBatch } from '#libs/contracts';
import { testKafkaBrokers, uniqueName } from '#libs/testing';

import { KafkaTopicAdmin } from '../admin/kafka-topic-admin.js';
import { caseMessages, idOf, oneTo, publishAll, until } from '../conformance/recipient-fixture.js';
import { KafkaPublisher } from '../publisher/kafka-publisher.js';
import { BatchContext } from './batch-context.js';
import { BATCH_KAFKA, BatchKafkaServer } from './batch-kafka-server.js';

const seen = { referral: [] as string[], receipt: [] as string[], outcomes: [] as unknown[], contexts: [] as string[] };
let failuresLeft = 0;

@Injectable()
class OutcomeNotes implements NestInterceptor {
  intercept(_context: ExecutionContext, next: CallHandler): Observable<unknown> {
    return next.handle().pipe(tap((outcome) => seen.outcomes.push(outcome)));
  }
}

@Controller()
class Inbox {
  // oxlint-disable-next-line typescript/no-unnecessary-type-arguments -- without it TypeScript refuses the decorator beside @Ctx (TS1241)
  @EventPattern<string>('referral', BATCH_KAFKA)
  async take(@Payload() batch: MessageBatch, @Ctx() context: BatchContext): Promise<string> {
    await context.heartbeat();
    if (failuresLeft > 0) {
      failuresLeft -= 1;
      throw new TypeError('a bug in the handler');
    }
    seen.referral.push(...batch.messages.map(idOf));
    seen.contexts.push(`${context.topic}/${context.partition} lag ${context.lag} of ${context.highWatermark}`);
    return `stored ${batch.messages.length}`;
  }

  // oxlint-disable-next-line typescript/no-unnecessary-type-arguments -- as above
  @EventPattern<string>('receipt', BATCH_KAFKA)
  takeReceipts(@Payload() batch: MessageBatch): Observable<number> {
    if (failuresLeft > 0) {
      failuresLeft -= 1;
      return throwError(() => new Error('the stream failed'));
    }
    return of(batch).pipe(
      tap(({ messages }) => seen.receipt.push(...messages.map(idOf))),
      map(({ messages }) => messages.length),
    );
  }
}

@Module({ controllers: [Inbox], providers: [OutcomeNotes] })
class NodeModule {}

describe('the batch transport of Nest', () => {
  const brokers = testKafkaBrokers();
  const admin = new KafkaTopicAdmin({ brokers, clientId: 'nest-test' });
  const publisher = new KafkaPublisher({ brokers, clientId: 'nest-test' });
  const topics = { referral: uniqueName('referral'), north: uniqueName('ack-north'), south: uniqueName('ack-south') };
  const server = (channels: Record<string, readonly string[]>, groupId: string) =>
    new BatchKafkaServer({ brokers, groupId, clientId: 'nest-test', channels, maxBatch: 10, retryDelay: { baseMs: 20, limitMs: 50 } });

  afterAll(async () => {
    await publisher.close();
    await admin.deleteTopics(Object.values(topics));
    await admin.close();
  });

  it('hands batches to the handlers of a channel, again when they fail, and commits what they took', async () => {
    const definitions = Object.values(topics).map((name) => ({ name, partitions: 1, settings: {} }));
    await admin.ensureTopics(definitions, { replicationFactor: 1 });
    const groupId = uniqueName('agency-node');
    const transport = server({ referral: [topics.referral], receipt: [topics.north, topics.south] }, groupId);
    const statuses = lastValueFrom(transport.status.pipe(take(2), toArray()));
    failuresLeft = 2;
    await publishAll(publisher, [
      ...caseMessages(topics.referral, 'case-a', 25),
      ...caseMessages(topics.north, 'north', 2),
      ...caseMessages(topics.south, 'south', 2),
    ]);

    const app = await NestFactory.createMicroservice(NodeModule, { strategy: transport, logger: false });
    app.useGlobalInterceptors(new OutcomeNotes());
    await app.listen();
    await until('everything is taken', () => seen.referral.length === 25 && seen.receipt.length === 4);
    expect(transport.consumerState()).toMatchObject({ status: 'running', running: true, groupId });
    expect(await statuses).toEqual(['connecting', 'running']);
    await Promise.all([app.close(), transport.close()]);

    expect(seen.referral).toEqual(oneTo(25).map((number) => `case-a#${number}`));
    expect(new Set(seen.receipt)).toEqual(new Set(['north#1', 'north#2', 'south#1', 'south#2']));
    expect(seen.contexts).toContain(`${topics.referral}/0 lag 15 of 25`);
    expect(seen.outcomes).toEqual(expect.arrayContaining(['stored 10', 'stored 5', 2]));
    expect(failuresLeft).toBe(0);
    const lag = await admin.lag(groupId, Object.values(topics));
    expect(lag.map(({ committed, lag }) => [committed, lag])).toEqual([[25n, 0n], [2n, 0n], [2n, 0n]]);
  }, 30_000);

  it.each([
    ['a channel without a handler, whose messages would be lost', { referral: ['a'], receipt: ['b'], notice: ['c'] }, 'notice'],
    ['a handler of a channel that is not configured', { referral: ['a'] }, 'receipt'],
  ])('refuses to start with %s', async (_what, channels, named) => {
    const app = await NestFactory.createMicroservice(NodeModule, { strategy: server(channels, 'never'), logger: false });
    await expect(app.listen()).rejects.toThrow(named);
    await app.close();
  });

  it('refuses a topic in two channels', () => {
    expect(() => server({ referral: ['a'], receipt: ['a'] }, 'never')).toThrow('two channels');
  });
});
