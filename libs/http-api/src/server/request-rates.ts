import rateLimit from '@fastify/rate-limit';
import type { FastifyInstance, FastifyRequest } from 'fastify';

import { RequestRates } from '#libs/access';

const MINUTE_MS = 60_000;
/** Clients whose requests are counted at one time. More of them make the oldest counts be forgotten. */
const MOST_CLIENTS = 10_000;

type Limit = ReturnType<FastifyInstance['createRateLimit']>;

/**
 * Counts in memory, so that each copy of an app has a count of its own. The guard asks it after it has identified the caller, because behind a
 * gateway all callers have one address.
 */
export class RequestRatesInMemory extends RequestRates {
  private readonly clients = new WeakMap<object, string>();
  private limit: Limit | undefined;

  private constructor(private readonly fastify: FastifyInstance, private readonly perMinute: number) {
    super();
  }

  static at(fastify: FastifyInstance, perMinute: number): RequestRatesInMemory {
    void fastify.register(rateLimit, { global: false, cache: MOST_CLIENTS });
    return new RequestRatesInMemory(fastify, perMinute);
  }

  async count(request: FastifyRequest, client: string): Promise<number | undefined> {
    this.clients.set(request, client);
    // The plugin has loaded when the first request comes.
    this.limit ??= this.fastify.createRateLimit({
      max: this.perMinute, timeWindow: MINUTE_MS, keyGenerator: (asked: FastifyRequest) => this.clients.get(asked) ?? asked.ip,
    });
    const counted = await this.limit(request);
    return counted.isAllowed || !counted.isExceeded ? undefined : Math.max(1, counted.ttlInSeconds);
  }
}
