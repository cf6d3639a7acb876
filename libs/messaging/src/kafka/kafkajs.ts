import kafkajs from 'kafkajs';

import { quietRequestQueues } from './quiet-request-queue.js';

// This must run before the first client is created.
quietRequestQueues();

/**
 * The values of kafkajs that this library uses. kafkajs is CommonJS, and Node finds only some of its names when they are
 * imported one by one (Jest finds them all, so no test would fail). Import values from this file, and types directly
 * from kafkajs.
 */
export const { AclOperationTypes, AclPermissionTypes, AclResourceTypes, ConfigResourceTypes, Kafka, KafkaJSError, logLevel, ResourcePatternTypes } = kafkajs;
