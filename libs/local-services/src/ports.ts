import { createServer } from 'node:net';
import { success, type Outcome } from '#libs/kernel';
import { problem, type LocalServiceProblem } from './problem.js';

const HOST = '127.0.0.1';

// Below 32768, where Linux begins to assign ports to outgoing connections. A service cannot listen on a port that an
// outgoing connection holds.
const LOWEST = 20_000;
const HIGHEST = 31_999;

function listenError(port: number): Promise<NodeJS.ErrnoException | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', resolve);
    server.listen({ port, host: HOST, exclusive: true }, () => server.close(() => resolve(undefined)));
  });
}

/** True when 127.0.0.1:port cannot be listened on at this moment. */
export async function portInUse(port: number): Promise<boolean> {
  return (await listenError(port)) !== undefined;
}

/**
 * A free port of 127.0.0.1 below 32768. Another program may take it before the caller does, so the caller must be ready
 * to retry.
 */
export async function freePort(): Promise<number> {
  for (let attempt = 0; attempt < 200; attempt += 1) {
    const port = LOWEST + Math.floor(Math.random() * (HIGHEST - LOWEST + 1));
    if (!(await portInUse(port))) return port;
  }
  throw new Error(`No free port found between ${LOWEST} and ${HIGHEST} in 200 attempts.`);
}

/** `count` different free ports. */
export async function freePorts(count: number): Promise<number[]> {
  const ports = new Set<number>();
  while (ports.size < count) ports.add(await freePort());
  return [...ports];
}

export interface PortNeed {
  readonly port: number;
  /** The service that needs the port: "PostgreSQL", "referral-publisher". */
  readonly neededBy: string;
}

/** Checks every port before any service starts, and names all occupied ports in one sentence. */
export async function requireFreePorts(needs: readonly PortNeed[], remedy: string): Promise<Outcome<void, LocalServiceProblem>> {
  const taken: string[] = [];
  let forbidden = false;
  for (const { port, neededBy } of needs) {
    const error = await listenError(port);
    if (error === undefined) continue;
    forbidden ||= error.code === 'EACCES';
    taken.push(`${port} (needed by ${neededBy})`);
  }
  if (taken.length === 0) return success(undefined);
  const what = taken.length === 1 ? `Port ${taken.join('')} is` : `Ports ${taken.join(', ')} are`;
  return problem('PORT_IN_USE', `${what} ${forbidden ? 'not allowed for this user' : 'in use by another program'}.`, remedy);
}
