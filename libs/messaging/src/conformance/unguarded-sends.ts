import { success } from '#libs/kernel';

import type { SendRules } from '../publisher/send-rules.js';

/**
 * kafkajs as it is usually used, for the negative control of the fail-over test: one `send` for all partitions of a
 * topic, believed when it resolves. It loses messages, and the test has to notice that.
 */
export const unguardedSends: SendRules = {
  queueOf: (topic) => topic,
  confirm: () => success(0n),
};
