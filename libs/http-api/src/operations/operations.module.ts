import { Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';

import { PermissionGuard } from '#libs/access';

import { DocsController } from './docs.controller.js';
import { HealthController } from './health.controller.js';
import { ProblemsController } from './problems.controller.js';
import { SecurityTextController } from './security-text.controller.js';

/** The endpoints that every app has beside its own API, and the guard of all endpoints: without it none would be closed. */
@Module({
  controllers: [HealthController, ProblemsController, DocsController, SecurityTextController],
  providers: [{ provide: APP_GUARD, useClass: PermissionGuard }],
})
export class OperationsModule {}
