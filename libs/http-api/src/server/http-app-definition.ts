import type { DynamicModule, Type } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';

import type { LogLevelSetting, SettingsSchema } from '#libs/config';

import type { HttpRuntime } from './http-runtime.js';

/** The settings that every server has. */
export interface ServerSettings {
  readonly host: string;
  readonly port: number;
  /** See {@link ServerCertificate}; plain HTTP without it. */
  readonly httpIdentityFile?: string | undefined;
  /** Where to report a vulnerability: a mailto or https URL. */
  readonly securityContact?: string | undefined;
  /** The most requests of one client in a minute, at each copy of the app. */
  readonly requestsPerMinute: number;
  readonly logLevel: LogLevelSetting;
}

/** A group of operations in the document and on its pages. */
export interface ApiTag {
  readonly name: string;
  /** One sentence: who does what with them. */
  readonly description: string;
  /** Matches the paths of its operations. The first tag that matches a path has it. */
  readonly paths: RegExp;
}

/**
 * One HTTP app. `main.ts` runs it, tests start it on a free port, and `npm run docs:api` describes it without starting
 * anything.
 */
export interface HttpAppDefinition<Settings extends ServerSettings> {
  /** The name of the app's folder in `apps/`. */
  readonly name: string;
  /** Title of the OpenAPI document and its page. */
  readonly title: string;
  /** The purpose of the API, in Markdown. */
  readonly description: string;
  /** In the order of the pages: first what most people come for. Every app has the tags of dead letters and of operation, too. */
  readonly tags: readonly ApiTag[];
  readonly settings: SettingsSchema<Settings>;
  /** Names this process among several of the same app. Logs and `/info` show it. */
  readonly instance?: (settings: Readonly<Settings>) => string;
  /** The app's own module. The call itself has no effect: a provider connects when it is instantiated. */
  readonly module: (settings: Readonly<Settings>) => Type | DynamicModule;
  /**
   * Runs after the modules exist and before the app listens, for example to call `connectMicroservice`. Not called for
   * the document.
   */
  readonly prepare?: (app: NestFastifyApplication, settings: Readonly<Settings>, runtime: HttpRuntime) => Promise<void> | void;
}
