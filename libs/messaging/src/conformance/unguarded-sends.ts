import { success } from '#libs/kernel';

import type { SendRules } from '../publisher/send-rules.js';

/**
 * kafkajs in its usual form, for the negative control of the fail-over test: one `send` for all partitions of a topic,
 * which counts as done when it resolves. It loses messages, and the test has to detect the loss.
 */
export const unguardedSends: SendRules = {
  queueOf: (topic) => topic,
  confirm: () => success(0n),
};
