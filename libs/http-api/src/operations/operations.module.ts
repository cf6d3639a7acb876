import { Module } from '@nestjs/common';

import { DocsController } from './docs.controller.js';
import { HealthController } from './health.controller.js';
import { ProblemsController } from './problems.controller.js';
import { SecurityTextController } from './security-text.controller.js';

/** The endpoints that every app has beside its own API. */
@Module({ controllers: [HealthController, ProblemsController, DocsController, SecurityTextController] })
export class OperationsModule {}
