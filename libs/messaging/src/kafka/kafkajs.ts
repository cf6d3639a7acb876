import kafkajs from 'kafkajs';

import { quietRequestQueues } from './quiet-request-queue.js';

// Before the first client is made.
quietRequestQueues();

/**
 * The values of kafkajs that we use. It is CommonJS, and Node finds only some of its names when they are imported one
 * by one (Jest finds them all, so no test would notice): everyone takes them from here, and its types directly.
 */
export const { ConfigResourceTypes, Kafka, KafkaJSError, logLevel } = kafkajs;
