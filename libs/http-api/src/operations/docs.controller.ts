import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

import { Controller, Get, Param, Redirect, Res, StreamableFile } from '@nestjs/common';
import type { FastifyReply } from 'fastify';

import { Public } from '#libs/access';

import { ApiContractResponse, ApiMediaResponse, ApiProblems, Describes } from '../input/describe-operation.js';
import { openApiFile } from '../openapi/open-api-file.js';
import { ProblemException } from '../problems/problem-exception.js';
import { AppInfo } from '../server/http-runtime.js';
import { escapeHtml, renderPage, sendHtml } from './page.js';

/** Swagger UI sets style attributes and shows its icons as data URLs. It loads nothing from another host. */
const DOCS_POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; " +
  "connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'";

/** The only files of the package that the app serves. */
const ASSETS: ReadonlyMap<string, string> = new Map([
  ['swagger-ui.css', 'text/css; charset=utf-8'],
  ['swagger-ui-bundle.js', 'text/javascript; charset=utf-8'],
  ['favicon-32x32.png', 'image/png'],
]);

const START_SCRIPT = `SwaggerUIBundle({
  url: '/openapi.json',
  dom_id: '#swagger-ui',
  deepLinking: true,
  validatorUrl: null,
  persistAuthorization: true,
  showExtensions: true,
  defaultModelsExpandDepth: 0,
  presets: [SwaggerUIBundle.presets.apis],
  layout: 'BaseLayout',
});
`;

/** The OpenAPI document from the repository, and pages to read it. */
@Public('A developer reads it before there is a token. It describes the interface and shows no data.')
@Controller()
export class DocsController {
  constructor(private readonly info: AppInfo) {}

  @Get()
  @Redirect('/docs', 302)
  @Describes('Leads to the pages of this API.')
  @ApiContractResponse(302, undefined, { description: 'To /docs.', headers: { location: '/docs' } })
  root(): void {}

  @Get('openapi.json')
  @Describes('This API as an OpenAPI 3.1 document.')
  @ApiMediaResponse(200, 'application/json', 'The document.')
  @ApiProblems('GEN-003')
  async document(@Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    void reply.header('content-type', 'application/json; charset=utf-8');
    try {
      return await readFile(openApiFile(this.info.name), 'utf8');
    } catch {
      throw new ProblemException('GEN-003', { detail: 'The OpenAPI document has not been written: npm run docs:api writes it.' });
    }
  }

  @Get('docs')
  @Describes('Pages to read and try this API.')
  @ApiMediaResponse(200, 'text/html', 'The page.')
  page(@Res({ passthrough: true }) reply: FastifyReply): string {
    const head = `
<link rel="stylesheet" href="/docs/swagger-ui.css">
<link rel="icon" type="image/png" href="/docs/favicon-32x32.png">`;
    // Swagger UI shows the title of the document, so the page has none of its own.
    const body = `<noscript><h1>${escapeHtml(this.info.title)}</h1><p>These pages need JavaScript. The document itself: <a href="/openapi.json">openapi.json</a></p></noscript>
<div id="swagger-ui"></div>
<script src="/docs/swagger-ui-bundle.js"></script>
<script src="/docs/start.js"></script>`;
    void reply.header('content-security-policy', DOCS_POLICY);
    return sendHtml(reply, renderPage(this.info.title, body, head));
  }

  @Get('docs/:asset')
  @Describes('Script, style sheet and icon of these pages.')
  @ApiMediaResponse(200, 'text/javascript', 'The file.')
  @ApiProblems('GEN-003')
  asset(@Param('asset') asset: string, @Res({ passthrough: true }) reply: FastifyReply): string | StreamableFile {
    if (asset === 'start.js') {
      void reply.header('content-type', 'text/javascript; charset=utf-8');
      return START_SCRIPT;
    }
    const mediaType = ASSETS.get(asset);
    if (mediaType === undefined) throw new ProblemException('GEN-003');
    void reply.header('cache-control', 'public, max-age=3600');
    return new StreamableFile(createReadStream(join(swaggerUiFolder(), asset)), { type: mediaType });
  }
}

/** Finds the folder of Swagger UI, a dependency of @nestjs/swagger, without loading either package. */
function swaggerUiFolder(): string {
  const fromSwagger = createRequire(createRequire(import.meta.url).resolve('@nestjs/swagger/package.json'));
  return dirname(fromSwagger.resolve('swagger-ui-dist/package.json'));
}
