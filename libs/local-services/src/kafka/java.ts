import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { success, type Outcome } from '#libs/kernel';
import { problem, type LocalServiceProblem } from '../problem.js';

const REQUIRED_JAVA = 17;
const REMEDY =
  `Install Java ${REQUIRED_JAVA} or later (Debian: apt-get install openjdk-17-jre-headless), or set KAFKA_BROKERS to a Kafka of your own.`;

export interface Java {
  /** The program itself, not a wrapper or a shim on PATH, because signals must reach the virtual machine. */
  readonly executable: string;
  readonly major: number;
}

/** Finds the Java in `javaHome`, or the Java on PATH, and reads its executable and major version. */
export async function findJava(javaHome?: string): Promise<Outcome<Java, LocalServiceProblem>> {
  const command = javaHome === undefined ? 'java' : join(javaHome, 'bin', 'java');
  const answer = await new Promise<string | undefined>((resolve) => {
    execFile(command, ['-XshowSettings:properties', '-version'], { timeout: 30_000 }, (error, stdout, stderr) => {
      resolve(error === null ? `${stdout}\n${stderr}` : undefined);
    });
  });
  if (answer === undefined) {
    const where = javaHome === undefined ? 'on PATH' : `in ${javaHome}`;
    return problem('JAVA_MISSING', `Kafka needs Java, and no working java was found ${where}.`, REMEDY);
  }
  return readJavaSettings(answer);
}

/** Reads the output of `java -XshowSettings:properties -version`. */
export function readJavaSettings(output: string): Outcome<Java, LocalServiceProblem> {
  const version = /^\s*java\.specification\.version = (?:1\.)?(\d+)/m.exec(output)?.[1];
  const home = /^\s*java\.home = (.+)$/m.exec(output)?.[1]?.trim();
  if (version === undefined || home === undefined) {
    return problem('JAVA_MISSING', 'The java that was found does not print its version.', REMEDY);
  }
  const major = Number(version);
  if (major < REQUIRED_JAVA) {
    return problem('JAVA_TOO_OLD', `Kafka needs Java ${REQUIRED_JAVA} or later, and ${home} is Java ${major}.`, REMEDY);
  }
  return success({ executable: join(home, 'bin', 'java'), major });
}
