export { currentCorrelationId, withCorrelation } from './correlation.js';
export { HealthRegistry, type HealthReport, type HealthResult } from './health/health-registry.js';
export { causeCode, summariseError } from './logs/error-summary.js';
export { LOG_EVENTS } from './logs/events.js';
export { Logger } from './logs/logger.js';
export { NestLogger } from './logs/nest-logger.js';
export { Metrics, type Stage } from './metrics/metrics.js';
