import type { MessagingLogger } from '#libs/messaging';
import type { Logger } from '#libs/observability';

/** The messaging library's events on the app's log: `kafka.` and the words of its constant message. */
export function messagingLogger(logger: Logger): MessagingLogger {
  return {
    info: (fields, message) => logger.info(event(message), fields),
    warn: (fields, message) => logger.warn(event(message), fields),
    error: (fields, message) => logger.error(event(message), fields),
  };
}

function event(message: string): string {
  return `kafka.${message.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-').replaceAll(/^-+|-+$/g, '') || 'event'}`;
}
