import 'reflect-metadata';

import type { IncomingMessage } from 'node:http';
import type { Server as HttpsServer } from 'node:https';

import { ValidationPipe, type INestMicroservice, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';

import type { RequestRates } from '#libs/access';
import { BODY_LIMIT_BYTES } from '#libs/contracts';
import { crashPoint, systemClock } from '#libs/kernel';
import { HealthRegistry, Logger, Metrics, NestLogger } from '#libs/observability';

import { Accesses } from '../access/accesses.js';
import { recordAccesses } from '../access/record-accesses.js';
import { OperationsModule } from '../operations/operations.module.js';
import { ProblemFilter, sendProblem } from '../problems/problem.filter.js';
import { toProblem } from '../problems/to-problem.js';
import { ShutdownSequence } from '../program/shutdown-sequence.js';
import { CannotListen } from '../program/startup-error.js';
import { ConnectionQueue } from './connection-queue.js';
import type { HttpAppDefinition, ServerSettings } from './http-app-definition.js';
import { AppInfo, RuntimeModule, type HttpRuntime } from './http-runtime.js';
import { readJsonBodies } from './json-body.js';
import { readProductVersion } from './product-version.js';
import { refuseConnection } from './refused-connection.js';
import { addRequestHooks, correlationIdOf, prepareReply } from './request-hooks.js';
import { RequestRatesInMemory } from './request-rates.js';
import { RouteTable } from './route-table.js';
import { ServerCertificate } from './server-certificate.js';
import { validationProblem } from './validation-problem.js';

const HTTP_DRAIN_MS = 10_000;
/**
 * The length of the queue of new connections. The system caps it at its own limit (on Linux net.core.somaxconn, 4,096).
 * A client beyond the limit believes that it is connected, but the server never sees it. In a flood of 1,000 new
 * connections with Node's default of 511, some clients waited for a minute.
 */
const MOST_UNTAKEN_CONNECTIONS = 4_096;

interface HttpAppOptions {
  readonly logger?: Logger;
  /** False in tests, because prom-client's process metrics keep observers for the life of the process. */
  readonly processMetrics?: boolean;
}

/** A server that is built but does not listen yet. */
export interface HttpApp {
  readonly nest: NestFastifyApplication;
  readonly runtime: HttpRuntime;
  /**
   * Listens, then starts the connected microservices in the background, because the app must answer while a broker is
   * down.
   *
   * @returns the base URL, such as `http://127.0.0.1:4100`.
   */
  listen(): Promise<string>;
  /** Stops in the order of {@link ShutdownSequence}. @returns false when a component failed to stop. */
  stop(): Promise<boolean>;
}

/** Builds the app. Its module graph exists afterwards (databases are connected), but it does not listen yet. */
export async function createHttpApp<Settings extends ServerSettings>(
  definition: HttpAppDefinition<Settings>,
  settings: Readonly<Settings>,
  options: HttpAppOptions = {},
): Promise<HttpApp> {
  const runtime = createRuntime(definition, settings, options);
  const routes = new RouteTable();
  const adapter = createAdapter(runtime, routes, settings);
  const rates = RequestRatesInMemory.at(adapter.getInstance(), settings.requestsPerMinute);
  const nest = await NestFactory.create<NestFastifyApplication>(
    rootModule(definition, settings, runtime, rates),
    adapter,
    { bodyParser: false, abortOnError: false, logger: new NestLogger(runtime.logger), routeConflictPolicy: { duplicate: 'error' } },
  );
  applyHttpConventions(nest, runtime, routes);
  addOwnShutdownSteps(nest, runtime);
  try {
    await definition.prepare?.(nest, settings, runtime);
    await nest.init();
  } catch (error) {
    // Open connections of the modules would otherwise keep the process from ending.
    await runtime.shutdown.run();
    throw error;
  }
  return {
    nest,
    runtime,
    listen: () => listen(nest, settings, runtime),
    stop: () => {
      runtime.health.markStopping();
      return runtime.shutdown.run();
    },
  };
}

function createRuntime<Settings extends ServerSettings>(
  { name, title, instance }: HttpAppDefinition<Settings>,
  settings: Readonly<Settings>,
  options: HttpAppOptions,
): HttpRuntime {
  const which = instance?.(settings);
  const logger = options.logger ?? Logger.to({ app: name, instance: which, level: settings.logLevel });
  return {
    info: new AppInfo(name, readProductVersion(), which, title, systemClock.now(), settings.securityContact),
    logger,
    metrics: new Metrics({ app: name, processMetrics: options.processMetrics ?? true }),
    health: new HealthRegistry(),
    connections: new ConnectionQueue(),
    accesses: new Accesses(),
    shutdown: new ShutdownSequence(logger),
  };
}

/** The module that Nest starts from: the app's own module, and the modules that every app shares. */
export function rootModule<Settings extends ServerSettings>(
  { module }: HttpAppDefinition<Settings>,
  settings: Readonly<Settings>,
  runtime: HttpRuntime,
  rates?: RequestRates,
) {
  class HttpRootModule {}
  return {
    module: HttpRootModule as Type,
    imports: [RuntimeModule.with(runtime), OperationsModule.with(rates), module(settings)],
  };
}

function createAdapter({ logger, metrics, shutdown, connections, accesses, info }: HttpRuntime, routes: RouteTable, { httpIdentityFile }: ServerSettings): FastifyAdapter {
  const certificate = httpIdentityFile === undefined ? undefined : ServerCertificate.from(httpIdentityFile);
  const limits = { headersTimeout: 15_000, maxHeaderSize: 16_384 };
  const adapter = new FastifyAdapter({
    bodyLimit: BODY_LIMIT_BYTES,
    // The longest time for which a slow request holds a connection.
    requestTimeout: 30_000,
    connectionTimeout: 60_000,
    keepAliveTimeout: 10_000,
    ...(certificate === undefined ? { http: limits } : { https: { ...limits, ...certificate.options } }),
    // A caller could otherwise choose its address in our logs by setting x-forwarded-for.
    trustProxy: false,
    onProtoPoisoning: 'error',
    onConstructorPoisoning: 'error',
    logger: false,
    // Our own hook answers requests on open connections while the app stops, with a problem document.
    return503OnClosing: false,
    requestIdHeader: false,
    genReqId: (request: IncomingMessage) => correlationIdOf(request.headers),
    // middie passes every request through an empty middleware chain, and the exchange has no Nest middleware.
    skipMiddie: true,
    clientErrorHandler: refuseConnection,
    frameworkErrors: (error: unknown, request: FastifyRequest, reply: FastifyReply) => {
      prepareReply(request, reply);
      sendProblem(reply, toProblem(error), request.id);
    },
  });
  const fastify = adapter.getInstance();
  connections.watch(fastify.server);
  // The types of the adapter know a plain server only.
  if (certificate !== undefined) certificate.follow(fastify.server as HttpsServer, logger);
  addRequestHooks(fastify, { logger, metrics, routes, isStopping: () => shutdown.hasBegun });
  recordAccesses(fastify, { accesses, info, logger, metrics });
  readJsonBodies(fastify);
  return adapter;
}

function applyHttpConventions(nest: NestFastifyApplication, { logger }: HttpRuntime, routes: RouteTable): void {
  nest.useGlobalFilters(new ProblemFilter(logger, routes));
  // ContractBody validates bodies with a contract. This pipe covers any other class-typed parameter.
  nest.useGlobalPipes(
    new ValidationPipe({
      whitelist: true,
      forbidNonWhitelisted: true,
      forbidUnknownValues: true,
      transform: true,
      exceptionFactory: validationProblem,
      validationError: { target: false, value: false },
    }),
  );
}

interface Connected extends INestMicroservice {
  /**
   * A method of NestMicroservice. Without the call, closing one microservice would run the shutdown hooks of the whole
   * app.
   */
  setIsTerminated(isTerminated: boolean): void;
}

function addOwnShutdownSteps(nest: NestFastifyApplication, { shutdown, logger }: HttpRuntime): void {
  shutdown.add('http', 'server', () => drain(nest, logger));
  shutdown.add('consumers', 'microservices', async () => {
    const connected = nest.getMicroservices() as Connected[];
    await Promise.all(
      connected.map((microservice) => {
        microservice.setIsTerminated(true);
        return microservice.close();
      }),
    );
  });
  shutdown.add('rest', 'nest', () => nest.close());
}

/** Takes no new connections and waits, with a time limit, for the open requests. */
async function drain(nest: NestFastifyApplication, logger: Logger): Promise<void> {
  const server = nest.getHttpServer();
  const impatience = setTimeout(() => {
    logger.warn('shutdown.requests-cut-off', { ms: HTTP_DRAIN_MS });
    server.closeAllConnections();
  }, HTTP_DRAIN_MS);
  try {
    await nest.getHttpAdapter().getInstance().close();
  } finally {
    clearTimeout(impatience);
  }
}

async function listen(nest: NestFastifyApplication, { host, port, httpIdentityFile }: ServerSettings, { logger }: HttpRuntime): Promise<string> {
  crashPoint('start.before-listen');
  await nest.listen({ port, host, backlog: MOST_UNTAKEN_CONNECTIONS }).catch((error: unknown) => {
    throw new CannotListen(error);
  });
  const address = nest.getHttpServer().address();
  const actualPort = typeof address === 'object' && address !== null ? address.port : port;
  logger.info('app.listening', { host, port: actualPort });
  if (nest.getMicroservices().length > 0) void startMicroservices(nest, logger);
  return `${httpIdentityFile === undefined ? 'http' : 'https'}://${host.includes(':') ? `[${host}]` : host}:${actualPort}`;
}

/** A transport keeps trying while its broker is down. When it gives up, the rejection ends the process. */
async function startMicroservices(nest: NestFastifyApplication, logger: Logger): Promise<void> {
  crashPoint('start.before-consuming');
  await nest.startAllMicroservices();
  logger.info('app.consuming', { count: nest.getMicroservices().length });
}
