import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';

import type { IssuerSettings } from '#libs/config';
import { CannotListen } from '#libs/http-api';
import { causeCode, type Logger } from '#libs/observability';

import { readIdentities } from './identities.js';
import { interact } from './interaction.js';
import { KeyStore } from './key-store.js';
import { makeProvider } from './provider.js';

/** The development issuer as a server. */
export class Issuer {
  private constructor(private readonly server: Server) {}

  /** @throws StartupError for a file that cannot be used; CannotListen */
  static async listen(settings: IssuerSettings, logger: Logger): Promise<Issuer> {
    const { issuerUrl, identitiesFile, dataFolder, tokenSeconds, host, port } = settings;
    const identities = readIdentities(identitiesFile);
    const provider = await makeProvider({ url: issuerUrl, identities, keys: new KeyStore(dataFolder), tokenSeconds });
    const answer = provider.callback();
    // A refusal is an answer of the issuer, so only its own faults are logged.
    provider.on('server_error', (_, error) => logger.error('request.failed', { code: 'GEN-009', cause: causeCode(error) }, error));
    const server = createServer((request, response) => {
      if (request.url === '/health/live' || request.url === '/health/ready') return health(request, response);
      if (request.url?.startsWith('/interaction/') !== true) return void answer(request, response);
      interact(provider, identities, request, response).catch((error: unknown) => {
        logger.error('request.failed', { code: 'GEN-009', cause: causeCode(error) }, error);
        if (!response.headersSent) response.writeHead(500);
        response.end();
      });
    });
    server.listen(port, host);
    await once(server, 'listening').catch((error: unknown) => {
      throw new CannotListen(error);
    });
    logger.info('app.listening', { host, port });
    return new Issuer(server);
  }

  /** Ends the connections that are idle, and waits for the requests that are not. */
  async stop(): Promise<boolean> {
    const closed = once(this.server, 'close');
    this.server.close();
    this.server.closeIdleConnections();
    await closed;
    return true;
  }
}

/** In the form of the exchange's apps, so that the sandbox and the doctor read it as theirs. The keys are in memory, so ready is alive. */
function health(request: IncomingMessage, response: ServerResponse): void {
  const known = request.method === 'GET' || request.method === 'HEAD';
  response.writeHead(known ? 200 : 405, { 'content-type': 'application/json', 'cache-control': 'no-store' });
  response.end(JSON.stringify({ status: 'ok', components: { keys: { status: 'ok' } } }));
}
