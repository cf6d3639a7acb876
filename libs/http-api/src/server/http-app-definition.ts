import type { DynamicModule, Type } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';

import type { LogLevelSetting, SettingsSchema } from '#libs/config';

import type { HttpRuntime } from './http-runtime.js';

/** What every server's settings have. */
export interface ServerSettings {
  readonly host: string;
  readonly port: number;
  readonly logLevel: LogLevelSetting;
}

/**
 * One HTTP app, said once: `main.ts` runs it, tests start it on a free port, and `npm run docs:api` describes it
 * without starting anything.
 */
export interface HttpAppDefinition<Settings extends ServerSettings> {
  /** As in `apps/`. */
  readonly name: string;
  /** For people: title of the OpenAPI document and its page. */
  readonly title: string;
  /** What the API is for, in Markdown. */
  readonly description: string;
  readonly settings: SettingsSchema<Settings>;
  /** Which of several this process is; it goes into logs and `/info`. */
  readonly instance?: (settings: Readonly<Settings>) => string;
  /** The app's own module. Called without effect on anything: what connects to something does so when it is instantiated. */
  readonly module: (settings: Readonly<Settings>) => Type | DynamicModule;
  /** After the modules exist and before anything listens: `connectMicroservice`, for example. Not called for the document. */
  readonly prepare?: (app: NestFastifyApplication, settings: Readonly<Settings>, runtime: HttpRuntime) => Promise<void> | void;
}
