import type { SendDiscipline } from '../publisher/send-discipline.js';

/**
 * kafkajs as it is usually used, for the negative control of the fail-over test: one `send` for all partitions of a
 * topic, believed when it resolves. It loses messages; it is here so that the test can show that it would notice.
 */
export const unguardedDiscipline: SendDiscipline = {
  laneOf: (topic) => topic,
  confirm: ({ partition }) => ({ status: 'acknowledged', partition, offset: 'unknown' }),
};
