import { applyDecorators, Catch, UseFilters, type RpcExceptionFilter } from '@nestjs/common';
import { EventPattern } from '@nestjs/microservices';
import { throwError, type Observable } from 'rxjs';

import { BATCH_KAFKA } from './batch-kafka-server.js';

/**
 * Passes a handler's error on unchanged. Nest's own filter replaces it by an object without class or code, and the log
 * would lack the cause.
 */
@Catch()
class KeepCauseFilter implements RpcExceptionFilter<unknown> {
  catch(error: unknown): Observable<never> {
    return throwError(() => error);
  }
}

/** Marks a controller's method as the handler of one channel of `BatchKafkaServer`. */
export function TakesBatches(channel: string): MethodDecorator {
  return applyDecorators(EventPattern<string>(channel, BATCH_KAFKA), UseFilters(new KeepCauseFilter()));
}
