import { readFileSync, unwatchFile, watchFile } from 'node:fs';
import type { Server } from 'node:https';
import { createSecureContext } from 'node:tls';

import { causeCode, type Logger } from '#libs/observability';

import { StartupError } from '../program/startup-error.js';

/** How soon a renewed certificate counts. */
const LOOKED_AT_EVERY_MS = 2_000;
const OLDEST_TLS = 'TLSv1.2';

/**
 * The private key and the certificates with which a server answers HTTPS, in one PEM file, because two files cannot be replaced at one
 * moment. New connections use a renewed file within {@link LOOKED_AT_EVERY_MS}. A file that is half-written or missing changes nothing.
 */
export class ServerCertificate {
  private constructor(
    private readonly file: string,
    private pem: string,
  ) {}

  /** @throws StartupError when the file cannot be read or has no key with its certificate. */
  static from(file: string): ServerCertificate {
    try {
      return new ServerCertificate(file, readPem(file));
    } catch (error) {
      const code: unknown = Reflect.get(Object(error) as object, 'code');
      throw new StartupError(`HTTP_IDENTITY_FILE ${file} is not usable${typeof code === 'string' ? ` (${code})` : ''}. It must hold a private key (PKCS#8) and its certificate, both as PEM.`, { cause: error });
    }
  }

  /** The options of Node's HTTPS server. */
  get options(): { readonly key: string; readonly cert: string; readonly minVersion: typeof OLDEST_TLS } {
    return { key: this.pem, cert: this.pem, minVersion: OLDEST_TLS };
  }

  /** Gives the server each renewed certificate until it closes. Open connections keep theirs. */
  follow(server: Server, logger: Logger): void {
    const renew = (): void => {
      try {
        const pem = readPem(this.file);
        if (pem === this.pem) return;
        this.pem = pem;
        server.setSecureContext(this.options);
        logger.info('http.certificate-renewed', {});
      } catch (error) {
        logger.warn('http.certificate-unreadable', { code: causeCode(error) });
      }
    };
    watchFile(this.file, { interval: LOOKED_AT_EVERY_MS, persistent: false }, renew);
    server.on('close', () => unwatchFile(this.file, renew));
  }
}

const PARTS = ['PRIVATE KEY-----', 'BEGIN CERTIFICATE-----'];

/** @throws Error when the key does not fit the certificate, or one of them is missing. */
function readPem(file: string): string {
  const pem = readFileSync(file, 'utf8');
  // Node makes a context of an empty text, too, and then refuses every connection.
  if (!PARTS.every((part) => pem.includes(part))) throw new Error('a key or a certificate is missing');
  createSecureContext({ key: pem, cert: pem });
  return pem;
}
