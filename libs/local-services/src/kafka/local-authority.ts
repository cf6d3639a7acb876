import 'reflect-metadata';

import { webcrypto } from 'node:crypto';

import {
  AuthorityKeyIdentifierExtension, BasicConstraintsExtension, ExtendedKeyUsage, ExtendedKeyUsageExtension, KeyUsageFlags, KeyUsagesExtension, PemConverter,
  SubjectAlternativeNameExtension, SubjectKeyIdentifierExtension, X509Certificate, X509CertificateGenerator,
} from '@peculiar/x509';

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;
const DAY_MS = 86_400_000;
const AUTHORITY_DAYS = 3_650;
const IDENTITY_DAYS = 365;
/** A machine whose time is a little behind would take a new certificate for one of the future. */
const BEFORE_MS = DAY_MS;

/** A certificate and its private key (PKCS#8), as PEM. */
export interface CertificateWithKey {
  readonly certificate: string;
  readonly key: string;
}

/** The certificate authority of one data folder. */
export class LocalAuthority {
  private constructor(
    private readonly root: X509Certificate,
    private readonly signingKey: webcrypto.CryptoKey,
  ) {}

  /** A new authority. */
  static async make(name: string, now: number): Promise<{ readonly authority: LocalAuthority; readonly pem: CertificateWithKey }> {
    const keys = await newKeys();
    const root = await X509CertificateGenerator.createSelfSigned({
      name: `CN=${name}`, keys, signingAlgorithm: ALGORITHM, ...validity(now, AUTHORITY_DAYS),
      extensions: [
        new BasicConstraintsExtension(true, 0, true), new KeyUsagesExtension(KeyUsageFlags.keyCertSign, true), await SubjectKeyIdentifierExtension.create(keys.publicKey),
      ],
    });
    return { authority: new LocalAuthority(root, keys.privateKey), pem: { certificate: root.toString('pem'), key: await pemOf(keys.privateKey) } };
  }

  /** The authority of an earlier start. @throws Error when the key cannot be read. */
  static async of({ certificate, key }: CertificateWithKey): Promise<LocalAuthority> {
    const signingKey = await webcrypto.subtle.importKey('pkcs8', PemConverter.decodeFirst(key), ALGORITHM, false, ['sign']);
    return new LocalAuthority(new X509Certificate(certificate), signingKey);
  }

  /**
   * @param address the address that a server proves; undefined for a client. The certificate of a client cannot be used as that of a server,
   * so an agency cannot answer as the broker.
   */
  async issue(commonName: string, now: number, address?: string): Promise<CertificateWithKey> {
    const keys = await newKeys();
    const issued = await X509CertificateGenerator.create({
      subject: `CN=${commonName}`, issuer: this.root.subject, publicKey: keys.publicKey, signingKey: this.signingKey, signingAlgorithm: ALGORITHM,
      ...validity(now, IDENTITY_DAYS),
      extensions: [
        new BasicConstraintsExtension(false, undefined, true), new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
        new ExtendedKeyUsageExtension([ExtendedKeyUsage.clientAuth, ...(address === undefined ? [] : [ExtendedKeyUsage.serverAuth])]),
        await AuthorityKeyIdentifierExtension.create(this.root.publicKey),
        ...(address === undefined ? [] : [new SubjectAlternativeNameExtension([{ type: 'ip', value: address }])]),
      ],
    });
    return { certificate: issued.toString('pem'), key: await pemOf(keys.privateKey) };
  }
}

function validity(now: number, days: number): { readonly notBefore: Date; readonly notAfter: Date } {
  return { notBefore: new Date(now - BEFORE_MS), notAfter: new Date(now + days * DAY_MS) };
}

async function newKeys(): Promise<webcrypto.CryptoKeyPair> {
  return webcrypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']);
}

async function pemOf(key: webcrypto.CryptoKey): Promise<string> {
  return PemConverter.encode(await webcrypto.subtle.exportKey('pkcs8', key), 'PRIVATE KEY');
}
