import { causeCode, Logger } from '#libs/observability';

import { createHttpApp } from '../server/create-http-app.js';
import type { HttpAppDefinition, ServerSettings } from '../server/http-app-definition.js';
import { endOnUncaughtErrors, stopOnSignals } from './guard-process.js';
import { readSettingsOrExit } from './read-settings.js';
import { explainStartFailure } from './start-failure.js';

/** Longer than the drain of HTTP, and shorter than the 30 s after which Kubernetes and Docker's long stop kill a process. */
const SHUTDOWN_DEADLINE_MS = 25_000;

/** Runs a server's `main.ts`: reads its settings, starts the app, and stops it in order on a signal. */
export async function runHttpApp<Settings extends ServerSettings>(definition: HttpAppDefinition<Settings>): Promise<void> {
  const settings = readSettingsOrExit(definition.settings);
  const logger = Logger.to({ app: definition.name, instance: definition.instance?.(settings), level: settings.logLevel });
  endOnUncaughtErrors(logger);
  const started = performance.now();
  try {
    const app = await createHttpApp(definition, settings, { logger });
    stopOnSignals(logger, () => app.stop(), SHUTDOWN_DEADLINE_MS);
    await app.listen();
    logger.info('app.started', { version: app.runtime.info.version, ms: Math.round(performance.now() - started) });
  } catch (error) {
    const { sentence, exitCode } = explainStartFailure(error, definition.name, settings);
    logger.fatal('app.start-failed', { exitCode, code: causeCode(error) }, error);
    process.stderr.write(`${sentence}\n`);
    process.exit(exitCode);
  }
}
