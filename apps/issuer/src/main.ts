import { issuerSettings } from '#libs/config';
import { endOnUncaughtErrors, explainStartFailure, readSettingsOrExit, stopOnSignals } from '#libs/http-api';
import { causeCode, Logger } from '#libs/observability';

const STOP_DEADLINE_MS = 5_000;

const settings = readSettingsOrExit(issuerSettings);
const logger = Logger.to({ app: issuerSettings.program, level: settings.logLevel });
endOnUncaughtErrors(logger);
try {
  // Loaded after the settings were read, so that production is refused before any part of an issuer exists.
  const { Issuer } = await import('./issuer.js');
  const issuer = await Issuer.listen(settings, logger);
  stopOnSignals(logger, () => issuer.stop(), STOP_DEADLINE_MS);
} catch (error) {
  const { sentence, exitCode } = explainStartFailure(error, issuerSettings.program, settings);
  logger.fatal('app.start-failed', { exitCode, code: causeCode(error) }, error);
  process.stderr.write(`${sentence}\n`);
  process.exit(exitCode);
}
