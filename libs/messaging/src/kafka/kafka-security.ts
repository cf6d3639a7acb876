import { readFileSync } from 'node:fs';
import { connect as connectPlain, isIP, type Socket } from 'node:net';
import { connect as connectTls, createSecureContext, type SecureContext } from 'node:tls';

import type { ISocketFactoryArgs, SASLOptions } from 'kafkajs';

import { causeCode, type Logger } from '#libs/observability';

/** How connections to Kafka are protected, and how the client proves who it is. */
export interface KafkaSecurity {
  /** The certificates of the authorities that the brokers' certificates are checked against, as PEM. */
  readonly authorityFile: string;
  /** Private key (PKCS#8) and certificate chain of this client in one PEM file, because two files can be changed one at a time only. */
  readonly identityFile?: string;
  /** `user:password` on one line, for SASL SCRAM-SHA-512. */
  readonly loginFile?: string;
}

const KEEP_ALIVE_DELAY_MS = 60_000;
const LOGIN = /^([^\s:]{1,255}):(\S{8,255})\s*$/;

/**
 * The certificates of one process for its connections to Kafka. The files are read again for each new connection, so a renewed certificate
 * counts from the next connection on. Files that are half-written change nothing: the last good ones stay in use.
 */
export class KafkaCertificates {
  private good: { readonly text: string; readonly context: SecureContext } | undefined;

  constructor(
    private readonly security: KafkaSecurity,
    private readonly logger: Logger,
  ) {}

  /** @throws Error when the files are not usable and never were. */
  context(): SecureContext {
    try {
      const [ca, identity] = [this.security.authorityFile, this.security.identityFile].map((file) => (file === undefined ? undefined : readFileSync(file, 'utf8')));
      const text = `${ca}\n${identity}`;
      if (this.good?.text !== text) this.good = { text, context: createSecureContext({ ca, cert: identity, key: identity, minVersion: 'TLSv1.2' }) };
    } catch (error) {
      if (this.good === undefined) throw error;
      this.logger.warn('kafka.certificate-unreadable', { code: causeCode(error) });
    }
    return this.good.context;
  }
}

/** Opens the connections of a kafkajs client: with TLS and a verified broker if `certificates` are given. */
export function socketFactory(certificates: KafkaCertificates | undefined): (options: ISocketFactoryArgs) => Socket {
  return ({ host, port, onConnect }) => {
    const socket = certificates === undefined
      ? connectPlain({ host, port }, onConnect)
      : connectTls({ host, port, secureContext: certificates.context(), ...(isIP(host) === 0 && { servername: host }) }, onConnect);
    socket.setKeepAlive(true, KEEP_ALIVE_DELAY_MS);
    return socket;
  };
}

/** @throws Error when the file cannot be read or has another form; the error does not quote it. */
export function loginFrom(file: string): SASLOptions {
  const [, username, password] = LOGIN.exec(readFileSync(file, 'utf8')) ?? [];
  if (username === undefined || password === undefined) throw new Error(`the file ${file} must hold user:password on one line, the password of at least 8 characters`);
  return { mechanism: 'scram-sha-512', username, password };
}
