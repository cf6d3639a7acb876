export { currentCorrelationId, withCorrelation } from './correlation.js';
export {
  HealthRegistry,
  type ComponentHealth,
  type HealthCheckOptions,
  type HealthReport,
  type HealthResult,
} from './health/health-registry.js';
export { causeCode, summariseError } from './logs/error-summary.js';
export { LOG_EVENTS, type LogLevel } from './logs/events.js';
export { Logger } from './logs/logger.js';
export { NestLogger } from './logs/nest-logger.js';
export { Metrics, STAGES, type Stage } from './metrics/metrics.js';
