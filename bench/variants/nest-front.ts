import 'reflect-metadata';
import { Body, Controller, HttpCode, Inject, Post, ValidationPipe, type ModuleMetadata, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';

import { SubmitReferralRequest } from '#libs/contracts';

/** Makes a referral durable. Resolves to its id. */
export abstract class ReferralsService {
  abstract create(request: SubmitReferralRequest): Promise<string>;
}

@Controller('referrals')
class ReferralsController {
  constructor(@Inject(ReferralsService) private readonly referrals: ReferralsService) {}

  @Post()
  @HttpCode(202)
  async create(@Body() request: SubmitReferralRequest): Promise<{ referralId: string }> {
    return { referralId: await this.referrals.create(request) };
  }
}

/** Serves `POST /referrals` as Nest's documentation shows it, and prints READY once it listens. */
export async function serveReferrals(service: Type<ReferralsService>, { imports = [], providers = [] }: ModuleMetadata): Promise<NestFastifyApplication> {
  const front = { module: class FrontModule {}, imports, controllers: [ReferralsController], providers: [...providers, { provide: ReferralsService, useClass: service }] };
  const app = await NestFactory.create<NestFastifyApplication>(front, new FastifyAdapter(), { logger: ['warn', 'error'] });
  app.useGlobalPipes(new ValidationPipe({ whitelist: true, forbidNonWhitelisted: true, transform: true }));
  await app.listen(Number(process.env['PORT']), '127.0.0.1');
  process.stdout.write('READY\n');
  return app;
}
