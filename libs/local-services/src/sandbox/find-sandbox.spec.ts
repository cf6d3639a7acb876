import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { findSandbox, type SandboxSystem } from './find-sandbox.js';
import { parseSandboxFile } from './sandbox-file.js';

const content = {
  version: 1,
  pid: 4711,
  startedAt: '2026-05-22T17:00:00Z',
  ready: true,
  dataDir: '/home/np/exchange/.data',
  portBase: 4100,
  urls: { publisher: 'http://127.0.0.1:4100', portal: 'http://127.0.0.1:4101', recorder: 'http://127.0.0.1:4102', watch: 'http://127.0.0.1:4103' },
  agencies: { 'northshire-csc': { name: 'Northshire', kind: 'childrens-social-care', url: 'http://127.0.0.1:4110' } },
  identities: [{ role: 'police', organisation: 'northshire-police', person: 'pc-2041', url: 'http://127.0.0.1:4100' }],
  issuer: { url: 'http://127.0.0.1:4198' },
  kafka: { brokers: ['127.0.0.1:4191'], topicPrefix: '', security: { authorityFile: '/data/authority.pem', identityFile: '/data/administrator.pem' } },
  database: { adminUrl: 'postgresql://postgres:secret-word@127.0.0.1:4190/exchange' },
  partnershipFile: '/home/np/exchange/partnership.yaml',
  environments: { 'referral-publisher': { DATABASE_URL: 'postgresql://x:secret-word@127.0.0.1/x' } },
  pids: {},
  stopped: [],
  control: { url: 'http://127.0.0.1:4199', token: 'secret-word' },
  logs: '/home/np/exchange/.data/logs',
};

/** A machine with these files; `4711` runs. */
function machine(files: Readonly<Record<string, object | string>>, strangers: readonly string[] = []): SandboxSystem {
  return {
    read: (file) => {
      const found = files[file];
      return typeof found === 'object' ? JSON.stringify(found) : found;
    },
    isOwn: (file) => !strangers.includes(file),
    isAlive: (pid) => pid === 4711,
  };
}

const search = { workingDirectory: '/home/np/project/deep', repositoryRoot: '/opt/exchange' };

describe('the sandbox is found', () => {
  it('upwards from the working directory, the nearest first', () => {
    const files = { '/home/np/project/.data/sandbox.json': content, '/home/np/.data/sandbox.json': { ...content, dataDir: '/other' } };
    expect(findSandbox(search, machine(files))).toMatchObject({ sandbox: { file: '/home/np/project/.data/sandbox.json' }, passedOver: [] });
  });

  it('else in the repository of this program', () => {
    const { sandbox } = findSandbox(search, machine({ '/opt/exchange/.data/sandbox.json': content }));
    expect(sandbox?.agencies.get('northshire-csc')).toBe('http://127.0.0.1:4110');
  });

  it('where it was named, and then nowhere else', () => {
    const files = { '/tmp/second/sandbox.json': content, '/home/np/.data/sandbox.json': content };
    expect(findSandbox({ ...search, named: '/tmp/second/sandbox.json' }, machine(files)).sandbox?.file).toBe('/tmp/second/sandbox.json');
    expect(findSandbox({ ...search, named: '../second.json' }, machine(files))).toEqual({
      passedOver: ['There is no file /home/np/project/second.json; start the sandbox with: npm start'],
    });
  });

  it('and one that has ended is passed over with a sentence, for the next that runs', () => {
    const files = { '/home/np/project/.data/sandbox.json': { ...content, pid: 12 }, '/home/np/.data/sandbox.json': content };
    const { sandbox, passedOver } = findSandbox(search, machine(files));
    expect(sandbox?.file).toBe('/home/np/.data/sandbox.json');
    expect(passedOver).toEqual(['The sandbox of /home/np/project/.data/sandbox.json has ended without tidying up (its process 12 is gone); start it with: npm start']);
  });

  it("but never in another user's file, whose environments would be run", () => {
    const file = '/home/np/.data/sandbox.json';
    expect(findSandbox(search, machine({ [file]: content }, [file]))).toEqual({ passedOver: [`${file} belongs to another user and is not used.`] });
  });
});

describe('a sandbox file', () => {
  it('of another form is refused by field, and its passwords stay in it', () => {
    fc.assert(
      fc.property(fc.constantFrom(...Object.keys(content)), fc.jsonValue(), (field, value) => {
        const outcome = parseSandboxFile(JSON.stringify({ ...content, [field]: value }));
        expect(outcome.ok ? '' : outcome.error).not.toContain('secret-word');
      }),
    );
    expect(parseSandboxFile(JSON.stringify({ ...content, urls: { publisher: 4100 } }))).toEqual({ ok: false, error: 'urls is not text' });
    expect(parseSandboxFile('{"version": 1, "database": "secret-word')).toEqual({ ok: false, error: 'it is not JSON' });
  });

  it('names the files of an administrator of Kafka, and is refused where they are no text', () => {
    expect(parseSandboxFile(JSON.stringify(content))).toMatchObject({ ok: true, value: { kafka: content.kafka } });
    const { security: _, ...plain } = content.kafka;
    expect(parseSandboxFile(JSON.stringify({ ...content, kafka: plain }))).toMatchObject({ ok: true, value: { kafka: plain } });
    for (const [security, field] of [[{}, 'authorityFile'], [{ authorityFile: '/a', identityFile: 1 }, 'identityFile'], [{ authorityFile: '/a', loginFile: null }, 'loginFile']] as const) {
      expect(parseSandboxFile(JSON.stringify({ ...content, kafka: { ...plain, security } }))).toEqual({ ok: false, error: `kafka.security.${field} is not text` });
    }
  });

  it('may hold more than is needed', () => {
    expect(parseSandboxFile(JSON.stringify({ ...content, colour: 'blue' })).ok).toBe(true);
  });
});
