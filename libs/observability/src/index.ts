export { currentCorrelationId, withCorrelation } from './correlation.js';
export {
  HealthRegistry,
  type ComponentHealth,
  type HealthCheckOptions,
  type HealthReport,
  type HealthResult,
} from './health/health-registry.js';
export { summariseError, type ErrorSummary } from './logs/error-summary.js';
export type { LogFieldName, LogFields } from './logs/fields.js';
export { Logger, type LoggerOptions, type LogLevel } from './logs/logger.js';
export { NestLogger } from './logs/nest-logger.js';
export { Metrics, STAGES, type Stage } from './metrics/metrics.js';
