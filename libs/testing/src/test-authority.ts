import 'reflect-metadata';

import { webcrypto } from 'node:crypto';

import { BasicConstraintsExtension, type Extension, PemConverter, SubjectAlternativeNameExtension, X509CertificateGenerator } from '@peculiar/x509';

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;
const DAY_MS = 86_400_000;

/** A certificate and its private key (PKCS#8), as PEM. */
export interface IssuedCertificate {
  readonly certificate: string;
  readonly key: string;
}

/** A certificate authority of one test run. Its key exists in memory only. */
export class TestAuthority {
  private constructor(
    private readonly name: string,
    private readonly keys: webcrypto.CryptoKeyPair,
    /** The authority's own certificate, as PEM. */
    readonly certificate: string,
  ) {}

  static async make(name: string): Promise<TestAuthority> {
    const keys = await newKeys();
    const root = await X509CertificateGenerator.createSelfSigned({
      name: `CN=${name}`, keys, signingAlgorithm: ALGORITHM, ...validity(), extensions: [new BasicConstraintsExtension(true, undefined, true)],
    });
    return new TestAuthority(name, keys, root.toString('pem'));
  }

  /**
   * @param addresses the addresses that a server proves with the certificate; none for a client.
   * @param expired true for a certificate whose last day was yesterday.
   */
  async issue(commonName: string, addresses: readonly ({ readonly type: 'ip' | 'dns'; readonly value: string })[] = [], expired = false): Promise<IssuedCertificate> {
    const keys = await newKeys();
    const extensions: Extension[] = addresses.length > 0 ? [new SubjectAlternativeNameExtension([...addresses])] : [];
    const issued = await X509CertificateGenerator.create({
      subject: `CN=${commonName}`, issuer: `CN=${this.name}`, publicKey: keys.publicKey, signingKey: this.keys.privateKey, signingAlgorithm: ALGORITHM,
      ...validity(expired ? -1 : 30), extensions,
    });
    const key = PemConverter.encode(await webcrypto.subtle.exportKey('pkcs8', keys.privateKey), 'PRIVATE KEY');
    return { certificate: issued.toString('pem'), key };
  }
}

function validity(days = 30): { readonly notBefore: Date; readonly notAfter: Date } {
  return { notBefore: new Date(Date.now() - 10 * DAY_MS), notAfter: new Date(Date.now() + days * DAY_MS) };
}

async function newKeys(): Promise<webcrypto.CryptoKeyPair> {
  return webcrypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']);
}
