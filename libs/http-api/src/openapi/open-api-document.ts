import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';

import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { OpenAPIObject } from '@nestjs/swagger';

import { PERSON_HEADER } from '#libs/access';
import { exampleEnvironment, loadSettings } from '#libs/config';
import { jsonSchemaDefinitions, ProblemDocument, type Constructor } from '#libs/contracts';
import { HealthRegistry, Logger, Metrics } from '#libs/observability';

import { Accesses } from '../access/accesses.js';
import { ShutdownSequence } from '../program/shutdown-sequence.js';
import { rootModule } from '../server/create-http-app.js';
import type { HttpAppDefinition, ServerSettings } from '../server/http-app-definition.js';
import { ConnectionQueue } from '../server/connection-queue.js';
import { AppInfo, type HttpRuntime } from '../server/http-runtime.js';
import { readProductVersion } from '../server/product-version.js';
import { completeDocument } from './complete-document.js';
import { ASSERTED_PERSON_SCHEME, BEARER_SCHEME, describeControllers, PROVEN_SCHEME } from './describe-controllers.js';
import { openApiFile } from './open-api-file.js';

const PROVEN =
  'An access token (RFC 9068) for the audience of this app, bound to your key, and in the header DPoP a proof for each request (RFC 9449). The token names organisation, person and roles.';
const BEARER = 'An access token without a proof. Only a sandbox accepts it.';
const ASSERTED_PERSON =
  'Opaque staff reference of the person who acts through a system, never a name. Only for the token of a system that the partnership file lists under assertsPersons.';
const SCHEMA_PREFIX = '#/components/schemas/';

/**
 * The OpenAPI 3.1 document of an app. It needs neither a database nor Kafka, because Nest builds the app in preview
 * mode, which instantiates no provider and no controller.
 */
export async function openApiDocument<Settings extends ServerSettings>(definition: HttpAppDefinition<Settings>): Promise<OpenAPIObject> {
  // Imported here only, because it takes 20 MB that a running app does not need.
  const swagger = await import('@nestjs/swagger');
  const app = await previewOf(definition);
  try {
    const contracts = describeControllers(app, swagger);
    const config = new swagger.DocumentBuilder()
      .setOpenAPIVersion('3.1.0')
      .setTitle(definition.title)
      .setDescription(definition.description)
      .setVersion(readProductVersion())
      .addServer('/', 'This app')
      .addSecurity(PROVEN_SCHEME, { type: 'http', scheme: 'DPoP', description: PROVEN })
      .addSecurity(BEARER_SCHEME, { type: 'http', scheme: 'bearer', bearerFormat: 'at+jwt', description: BEARER })
      .addApiKey({ type: 'apiKey', in: 'header', name: PERSON_HEADER, description: ASSERTED_PERSON }, ASSERTED_PERSON_SCHEME)
      .build();
    const document = swagger.SwaggerModule.createDocument(app, config, {
      autoTagControllers: false,
      operationIdFactory: (controller, method) => `${controller.replace(/Controller$/, '')}.${method}`,
    });
    return completeDocument(withSchemas(document, [...contracts, ProblemDocument]), definition.tags);
  } finally {
    await app.close();
  }
}

/** The text of the document's file. */
export async function renderOpenApi<Settings extends ServerSettings>(definition: HttpAppDefinition<Settings>): Promise<string> {
  return `${JSON.stringify(await openApiDocument(definition), null, 2)}\n`;
}

/** Writes the document. @returns the path of the file. */
export async function writeOpenApi<Settings extends ServerSettings>(definition: HttpAppDefinition<Settings>): Promise<string> {
  const file = openApiFile(definition.name);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, await renderOpenApi(definition));
  return file;
}

async function previewOf<Settings extends ServerSettings>(definition: HttpAppDefinition<Settings>): Promise<NestFastifyApplication> {
  const settings = loadSettings(definition.settings, exampleEnvironment(definition.settings));
  if (!settings.ok) throw new Error(`the example settings of ${definition.name} are not valid`);
  const root = rootModule(definition, settings.value, previewRuntime(definition.name, definition.title));
  return NestFactory.create<NestFastifyApplication>(root, new FastifyAdapter({ skipMiddie: true }), {
    preview: true,
    logger: false,
    abortOnError: false,
  });
}

function previewRuntime(name: string, title: string): HttpRuntime {
  const logger = Logger.to({ app: name, level: 'fatal' });
  return {
    info: new AppInfo(name, readProductVersion(), undefined, title, new Date(0)),
    logger,
    metrics: new Metrics({ app: name, processMetrics: false }),
    health: new HealthRegistry(),
    connections: new ConnectionQueue(),
    accesses: new Accesses(),
    shutdown: new ShutdownSequence(logger),
  };
}

function withSchemas(document: OpenAPIObject, contracts: readonly Constructor[]): OpenAPIObject {
  const schemas = jsonSchemaDefinitions([...new Set(contracts)], SCHEMA_PREFIX);
  const sorted = Object.fromEntries(Object.entries(schemas).toSorted(([one], [other]) => one.localeCompare(other, 'en')));
  return { ...document, components: { ...document.components, schemas: { ...document.components?.schemas, ...sorted } } };
}
