import { pino, type Logger as Pino } from 'pino';

import { systemClock } from '#libs/kernel';

import { currentCorrelationId } from '../correlation.js';
import { summariseError } from './error-summary.js';
import { fieldNamesOf, type LogEvent, type LogEventAt, type LogFieldsOf, type LogLevel } from './events.js';
import { allowedFields } from './fields.js';

interface LoggerOptions {
  readonly app: string;
  /** `info` by default. */
  readonly level?: LogLevel;
  /** One of several instances of the app, such as the agency of a node. */
  readonly instance?: string | undefined;
  /** Takes the lines; standard output by default. */
  readonly destination?: { write(line: string): void };
}

/** Replaces a name that is not an event. */
const UNNAMED = 'unnamed';
const NO_FIELDS: ReadonlySet<string> = new Set();

/**
 * Writes JSON lines by allow-list: an event of {@link LOG_EVENTS} with its fields, and nothing else, because readers of
 * logs have no right to the content of a referral. The correlation id of the request is added. A value that the
 * allow-list refuses is left out, and `refused` names its field.
 */
export class Logger {
  /** Writes nothing; for programs and tests that have no log. */
  static readonly silent = new Logger(pino({ enabled: false }));

  private constructor(private readonly lines: Pino) {}

  static to({ app, instance, level = 'info', destination }: LoggerOptions): Logger {
    const { kept } = allowedFields({ app, instance }, new Set(['app', 'instance']));
    const options = {
      level,
      base: { pid: process.pid, ...kept },
      // Moved with the exchange's clock, so that a line has a time of the record that it is about.
      timestamp: () => `,"time":"${systemClock.now().toISOString()}"`,
      formatters: { level: (label: string) => ({ level: label }) },
      messageKey: 'event',
    };
    return new Logger(destination === undefined ? pino(options) : pino(options, destination));
  }

  debug<Event extends LogEventAt<'debug'>>(event: Event, fields: LogFieldsOf<Event>): void {
    this.write('debug', event, fields);
  }

  info<Event extends LogEventAt<'info'>>(event: Event, fields: LogFieldsOf<Event>): void {
    this.write('info', event, fields);
  }

  /** @param error its summary is logged: class, code and positions, by {@link summariseError}. */
  warn<Event extends LogEventAt<'warn'>>(event: Event, fields: LogFieldsOf<Event>, error?: unknown): void {
    this.write('warn', event, fields, error);
  }

  /** @param error its summary is logged: class, code and positions, by {@link summariseError}. */
  error<Event extends LogEventAt<'error'>>(event: Event, fields: LogFieldsOf<Event>, error?: unknown): void {
    this.write('error', event, fields, error);
  }

  /** @param error its summary is logged: class, code and positions, by {@link summariseError}. */
  fatal<Event extends LogEventAt<'fatal'>>(event: Event, fields: LogFieldsOf<Event>, error?: unknown): void {
    this.write('fatal', event, fields, error);
  }

  private write(level: LogLevel, event: LogEvent, fields: object, error?: unknown): void {
    if (!this.lines.isLevelEnabled(level)) return;
    const names = fieldNamesOf(event);
    const { kept, refused } = allowedFields({ correlationId: currentCorrelationId(), ...fields }, names ?? NO_FIELDS);
    this.lines[level](
      {
        ...kept,
        ...(error !== undefined && summariseError(error)),
        ...(refused.length > 0 && { refused }),
      },
      names === undefined ? UNNAMED : event,
    );
  }
}
