import type { Adapter, AdapterFactory, AdapterPayload } from 'oidc-provider';

interface Entry {
  readonly payload: AdapterPayload;
  readonly until: number;
}

/** At this size, entries that have ended are removed. */
const SWEPT_AT = 1_000;

/**
 * Logins, codes, refresh tokens and used proofs, in memory: a restart of the development issuer ends each login. Access tokens are not in it,
 * because they are verified by their signature alone.
 */
export function inMemory(): AdapterFactory {
  const entries = new Map<string, Entry>();
  return (model) => new MemoryStore(model, entries);
}

class MemoryStore implements Adapter {
  constructor(private readonly model: string, private readonly entries: Map<string, Entry>) {}

  async upsert(id: string, payload: AdapterPayload, expiresIn?: number): Promise<void> {
    if (this.entries.size >= SWEPT_AT) this.sweep();
    this.entries.set(this.key(id), { payload, until: expiresIn === undefined ? Number.POSITIVE_INFINITY : Date.now() + expiresIn * 1_000 });
  }

  async find(id: string): Promise<AdapterPayload | undefined> {
    const entry = this.entries.get(this.key(id));
    return entry === undefined || entry.until <= Date.now() ? undefined : entry.payload;
  }

  async findByUid(uid: string): Promise<AdapterPayload | undefined> {
    return this.ofModel().find(({ payload, until }) => payload.uid === uid && until > Date.now())?.payload;
  }

  /** The flow of devices, which this issuer does not have. */
  async findByUserCode(): Promise<undefined> {
    return undefined;
  }

  async consume(id: string): Promise<void> {
    const payload = await this.find(id);
    if (payload !== undefined) payload.consumed = Math.floor(Date.now() / 1_000);
  }

  async destroy(id: string): Promise<void> {
    this.entries.delete(this.key(id));
  }

  async revokeByGrantId(grantId: string): Promise<void> {
    for (const [key, { payload }] of this.entries) if (payload.grantId === grantId) this.entries.delete(key);
  }

  private ofModel(): readonly Entry[] {
    return [...this.entries].filter(([key]) => key.startsWith(`${this.model}:`)).map(([, entry]) => entry);
  }

  private key(id: string): string {
    return `${this.model}:${id}`;
  }

  private sweep(): void {
    for (const [key, { until }] of this.entries) if (until <= Date.now()) this.entries.delete(key);
  }
}
