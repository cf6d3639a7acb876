import { pino, stdTimeFunctions, type Logger as Pino } from 'pino';

import { currentCorrelationId } from '../correlation.js';
import { summariseError } from './error-summary.js';
import { allowedFields, type LogFields } from './fields.js';

export type LogLevel = 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace';

export interface LoggerOptions {
  readonly app: string;
  readonly level?: LogLevel;
  /** Which of several: the agency of a node, for example. */
  readonly instance?: string | undefined;
  /** Where lines go; standard output by default. */
  readonly destination?: { write(line: string): void };
}

const EVENT = /^[a-z][a-z0-9]*(?:[.-][a-z0-9]+)*$/;

/**
 * JSON lines by allow-list. What happened is a constant name (`referral.accepted`), never a sentence with values in it;
 * what belongs to it are {@link LogFields}. Nothing else can get into a line, so no reader of logs learns what a
 * referral says. The correlation id is added by itself.
 */
export class Logger {
  private constructor(private readonly lines: Pino) {}

  static to({ app, instance, level = 'info', destination }: LoggerOptions): Logger {
    const options = {
      level,
      base: { pid: process.pid, ...allowedFields({ app, instance }).kept },
      timestamp: stdTimeFunctions.isoTime,
      formatters: { level: (label: string) => ({ level: label }) },
      messageKey: 'event',
    };
    return new Logger(destination === undefined ? pino(options) : pino(options, destination));
  }

  /** A logger that adds these fields to each of its lines. */
  with(fields: LogFields): Logger {
    return new Logger(this.lines.child(allowedFields(fields).kept));
  }

  isLevelEnabled(level: LogLevel): boolean {
    return this.lines.isLevelEnabled(level);
  }

  debug(event: string, fields?: LogFields): void {
    this.write('debug', event, fields);
  }

  info(event: string, fields?: LogFields): void {
    this.write('info', event, fields);
  }

  warn(event: string, fields?: LogFields, error?: unknown): void {
    this.write('warn', event, fields, error);
  }

  /** @param error of which class, code and places are kept: see {@link summariseError}. */
  error(event: string, fields?: LogFields, error?: unknown): void {
    this.write('error', event, fields, error);
  }

  fatal(event: string, fields?: LogFields, error?: unknown): void {
    this.write('fatal', event, fields, error);
  }

  private write(level: LogLevel, event: string, fields: LogFields = {}, error?: unknown): void {
    if (!this.lines.isLevelEnabled(level)) return;
    const { kept, dropped } = allowedFields(fields);
    const correlationId = kept['correlationId'] ?? allowedFields({ correlationId: currentCorrelationId() }).kept['correlationId'];
    this.lines[level](
      {
        ...kept,
        ...(correlationId !== undefined && { correlationId }),
        ...(error !== undefined && summariseError(error)),
        ...(dropped > 0 && { dropped }),
      },
      EVENT.test(event) ? event : 'unnamed',
    );
  }
}
