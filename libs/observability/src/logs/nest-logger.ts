import type { LoggerService } from '@nestjs/common';

import type { Logger } from './logger.js';

/** The parts of Nest that log. Any other context could be a value. */
const FRAMEWORK_CONTEXTS: ReadonlySet<string> = new Set([
  'NestFactory', 'InstanceLoader', 'RoutesResolver', 'RouterExplorer', 'NestApplication', 'NestApplicationContext', 'NestMicroservice',
  'MicroservicesModule', 'ExceptionsHandler', 'ExceptionHandler', 'RpcExceptionsHandler', 'FastifyAdapter', 'Injector', 'Server',
]);

/**
 * Takes Nest's own log lines. Their text is dropped, because it can be the message of any error, which can quote a value.
 * The line keeps the level, the part of Nest that logged it and the summary of an error.
 */
export class NestLogger implements LoggerService {
  constructor(private readonly logger: Logger) {}

  log(_message: unknown, ...rest: unknown[]): void {
    this.logger.debug('nest.log', { context: contextOf(rest) });
  }

  debug(_message: unknown, ...rest: unknown[]): void {
    this.logger.debug('nest.debug', { context: contextOf(rest) });
  }

  verbose(_message: unknown, ...rest: unknown[]): void {
    this.logger.debug('nest.debug', { context: contextOf(rest) });
  }

  warn(message: unknown, ...rest: unknown[]): void {
    this.logger.warn('nest.warning', { context: contextOf(rest) }, errorIn(message, rest));
  }

  error(message: unknown, ...rest: unknown[]): void {
    this.logger.error('nest.error', { context: contextOf(rest) }, errorIn(message, rest));
  }

  fatal(message: unknown, ...rest: unknown[]): void {
    this.logger.fatal('nest.fatal', { context: contextOf(rest) }, errorIn(message, rest));
  }
}

/** Nest passes the context last, behind stacks and further messages. */
function contextOf(rest: readonly unknown[]): string {
  const context = rest.at(-1);
  return typeof context === 'string' && FRAMEWORK_CONTEXTS.has(context) ? context : 'other';
}

function errorIn(message: unknown, rest: readonly unknown[]): unknown {
  return [message, ...rest].find((part) => part instanceof Error);
}
