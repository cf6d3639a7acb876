import { constants } from 'node:os';

import { causeCode, type Logger } from '#libs/observability';

import { APP_EXIT_CODES } from './exit-codes.js';

const SIGNALS = ['SIGTERM', 'SIGINT', 'SIGHUP'] as const;

/**
 * Logs an uncaught error and ends the process, because the state of the process is unknown after it. The supervisor
 * starts the process again. Unfinished work is still in PostgreSQL and Kafka.
 */
export function endOnUncaughtErrors(logger: Logger): void {
  process.on('uncaughtException', (error) => endWith(logger, 'process.uncaught-exception', error));
  process.on('unhandledRejection', (reason) => endWith(logger, 'process.unhandled-rejection', reason));
}

function endWith(logger: Logger, event: 'process.uncaught-exception' | 'process.unhandled-rejection', error: unknown): never {
  logger.fatal(event, { exitCode: APP_EXIT_CODES.failed, code: causeCode(error) }, error);
  process.exit(APP_EXIT_CODES.failed);
}

/**
 * The first SIGTERM, SIGINT or SIGHUP stops the program in order. A second one ends it at once.
 *
 * @param stop resolves to true when every component stopped without a failure.
 * @param deadlineMs milliseconds after which the process ends even if `stop` has not resolved.
 */
export function stopOnSignals(logger: Logger, stop: () => Promise<boolean>, deadlineMs: number): void {
  let stopping = false;
  const onSignal = (signal: NodeJS.Signals): void => {
    if (stopping) process.exit(128 + constants.signals[signal]);
    stopping = true;
    logger.info('shutdown.begun', { signal });
    const started = performance.now();
    const deadline = setTimeout(() => {
      logger.fatal('shutdown.deadline-passed', { ms: deadlineMs, exitCode: APP_EXIT_CODES.unclean });
      process.exit(APP_EXIT_CODES.unclean);
    }, deadlineMs);
    void stop()
      .catch(() => false)
      .then((clean) => {
        clearTimeout(deadline);
        const exitCode = clean ? APP_EXIT_CODES.ok : APP_EXIT_CODES.unclean;
        logger.info('shutdown.done', { ms: Math.round(performance.now() - started), exitCode });
        process.exit(exitCode);
      });
  };
  for (const signal of SIGNALS) process.on(signal, onSignal);
}
