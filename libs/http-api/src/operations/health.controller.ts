import { Controller, Get, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';

import { Public } from '#libs/access';
import { HealthRegistry, Metrics, type HealthReport } from '#libs/observability';

import { ApiMediaResponse, Describes } from '../input/describe-operation.js';
import { AppInfo } from '../server/http-runtime.js';

const RETRY_AFTER_SECONDS = '5';

/** Endpoints for operators and load balancers. Answers name components and reason codes, but no hosts and no values. */
@Public('Load balancers and monitors have no token. It names components and codes, and no person or referral.')
@Controller()
export class HealthController {
  constructor(
    private readonly info: AppInfo,
    private readonly health: HealthRegistry,
    private readonly metrics: Metrics,
  ) {}

  @Get('health/live')
  @Describes('Does the process work, or can only a restart help?', '200 `ok`; 503 `unavailable` when, for example, a consumer has died for good.')
  @ApiMediaResponse(200, 'application/json', 'Status and components.')
  @ApiMediaResponse(503, 'application/json', 'Status and components.')
  async live(@Res({ passthrough: true }) reply: FastifyReply): Promise<HealthReport> {
    return answer(reply, await this.health.live());
  }

  @Get('health/ready')
  @Describes(
    'Can the app do its work now?',
    '200 with status `ok`, or `degraded` while a component is away that the app can do without for a while (a publisher accepts ' +
      'referrals while Kafka is away, and delivers them later); 503 with `unavailable`, or `stopping`.',
  )
  @ApiMediaResponse(200, 'application/json', 'Status and components.')
  @ApiMediaResponse(503, 'application/json', 'Status and components.')
  async ready(@Res({ passthrough: true }) reply: FastifyReply): Promise<HealthReport> {
    return answer(reply, await this.health.ready());
  }

  @Get('metrics')
  @Describes('Metrics in the Prometheus text format.')
  @ApiMediaResponse(200, 'text/plain', 'Metrics.')
  async measurements(@Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    const { components } = await this.health.ready();
    for (const [component, { status }] of Object.entries(components)) this.metrics.componentUp(component, status === 'ok');
    void reply.header('content-type', this.metrics.registry.contentType);
    return this.metrics.registry.metrics();
  }

  @Get('info')
  @Describes('Which program and version this is, and since when it runs.')
  @ApiMediaResponse(200, 'application/json', 'Name, version and start.')
  about() {
    const { name, version, instance, startedAt } = this.info;
    return { name, version, ...(instance !== undefined && { instance }), startedAt: startedAt.toISOString() };
  }
}

function answer(reply: FastifyReply, report: HealthReport): HealthReport {
  const serves = report.status === 'ok' || report.status === 'degraded';
  void reply.code(serves ? 200 : 503);
  if (!serves) void reply.header('retry-after', RETRY_AFTER_SECONDS);
  return report;
}
