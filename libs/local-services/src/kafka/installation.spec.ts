import { mkdirSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { repositoryFile } from '../repository.js';
import { readsDataOf } from './cluster-folder.js';
import { KAFKA_VERSION, reasonOf } from './jars.js';
import { readJavaSettings } from './java.js';
import { isComplete, jarsFolder, writeManifest } from './manifest.js';
import { serverProperties } from './server-properties.js';

function settings(version: string): string {
  return `Property settings:\n    java.home = /opt/java\n    java.specification.version = ${version}\n`;
}

describe('the fetched jars', () => {
  let folder: string;
  const jar = (name: string): string => join(jarsFolder(folder), name);

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'exchange-jars-'));
    mkdirSync(jarsFolder(folder));
    writeFileSync(jar('kafka.jar'), 'k'.repeat(100));
    writeFileSync(jar('log4j.jar'), 'l'.repeat(50));
    writeManifest(folder, '4.3.1');
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('are used when every one is there in full', () => expect(isComplete(folder, '4.3.1')).toBe(true));

  it.each([
    ['one is missing', () => rmSync(jar('log4j.jar'))],
    ['one is cut short', () => truncateSync(jar('kafka.jar'), 99)],
    ['the list was never written', () => rmSync(join(folder, 'manifest.json'))],
    ['the list is cut short', () => truncateSync(join(folder, 'manifest.json'), 40)],
    ['the list is empty', () => writeFileSync(join(folder, 'manifest.json'), '{"kafka":"4.3.1","jars":[]}')],
  ])('are not used when %s', (_, damage) => {
    damage();
    expect(isComplete(folder, '4.3.1')).toBe(false);
  });

  it('of another version are not used', () => expect(isComplete(folder, '4.4.0')).toBe(false));

  it('are of the version that the pom names', () => {
    const pom = readFileSync(repositoryFile('infra', 'kafka', 'pom.xml'), 'utf8');
    expect(/<artifactId>kafka_2\.13<\/artifactId>\s*<version>(.*?)<\/version>/.exec(pom)?.[1]).toBe(KAFKA_VERSION);
  });
});

describe('the Java that is found', () => {
  it.each(['17', '21', '25'])('of version %s will do', (version) => {
    expect(readJavaSettings(settings(version))).toEqual({ ok: true, value: { executable: '/opt/java/bin/java', major: Number(version) } });
  });

  it.each([['11', 'Java 11'], ['1.8', 'Java 8']])('of version %s is refused by its name', (version, name) => {
    const outcome = readJavaSettings(settings(version));
    expect(outcome).toMatchObject({ ok: false, error: { code: 'JAVA_TOO_OLD' } });
    if (!outcome.ok) expect(outcome.error.message).toContain(name);
  });

  it('without readable output is not trusted', () => expect(readJavaSettings('hello')).toMatchObject({ ok: false, error: { code: 'JAVA_MISSING' } }));
});

describe('what Maven complains about', () => {
  it.each([
    ['[ERROR] … Could not transfer artifact …: repo.example: Unknown host repo.example', 'no network'],
    ['[ERROR] … Connect to 127.0.0.1:9 failed: Connection refused', 'does not answer'],
    ['java.io.IOException: No space left on device', 'disk is full'],
    ['\u001B[0m[ERROR] Something else went wrong.\n[ERROR] \n', 'Something else went wrong'],
    ['', 'no reason'],
  ])('%j has the reason "%s"', (output, reason) => expect(reasonOf(output)).toContain(reason));
});

describe('the data of another Kafka', () => {
  it.each([['4.3.1', true], ['4.3.9', true], ['4.0.0', true], ['4.4.0', false], ['3.9.0', false], ['5.0.0', false], ['', false]])(
    'written by %s: readable %p',
    (version, readable) => expect(readsDataOf(version, '4.3.1')).toBe(readable),
  );
});

describe('the configuration of a broker', () => {
  const nodes = [{ port: 4191, controllerPort: 4192 }, { port: 4193, controllerPort: 4194 }, { port: 4195, controllerPort: 4196 }];
  const lines = (count: number): string[] => serverProperties(1, nodes.slice(0, count), 'node-1').split('\n');

  it('never makes topics by itself and never elects a leader that lacks messages', () => {
    for (const count of [1, 3]) {
      expect(lines(count)).toContain('auto.create.topics.enable=false');
      expect(lines(count)).toContain('unclean.leader.election.enable=false');
    }
  });

  it('listens on this machine only', () => {
    expect(lines(1).filter((line) => /listeners=.*:\/\//.test(line)).join()).not.toMatch(/:\/\/(?!127\.0\.0\.1:)/);
  });

  it('of three keeps a message on two before it is acknowledged', () => {
    expect(lines(3)).toContain('default.replication.factor=3');
    expect(lines(3)).toContain('min.insync.replicas=2');
    expect(lines(3)).toContain('controller.quorum.voters=1@127.0.0.1:4192,2@127.0.0.1:4194,3@127.0.0.1:4196');
  });
});
