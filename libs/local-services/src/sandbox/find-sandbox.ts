import { readFileSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

import { failure, success, type Outcome } from '#libs/kernel';

import { parseSandboxFile, type SandboxDescription } from './sandbox-file.js';

/** The place of a sandbox's file unless another data folder was chosen. */
const USUAL_PLACE = join('.data', 'sandbox.json');

interface SandboxSearch {
  /** A file that was named by `--sandbox` or EXCHANGE_SANDBOX. The search then looks at no other file. */
  readonly named?: string | undefined;
  readonly workingDirectory: string;
  readonly repositoryRoot: string;
}

export interface FoundSandbox extends SandboxDescription {
  readonly file: string;
}

export interface SandboxSearchResult {
  readonly sandbox?: FoundSandbox;
  /** One sentence for each file that exists and cannot be used, because its sandbox has ended or it belongs to another user. */
  readonly passedOver: readonly string[];
}

/** The parts of the system that the search needs. A test gives its own. */
export interface SandboxSystem {
  /** The file's text, or undefined when there is none. */
  readonly read: (file: string) => string | undefined;
  /** False for a file that another user could have planted. */
  readonly isOwn: (file: string) => boolean;
  readonly isAlive: (pid: number) => boolean;
}

/**
 * Finds the running sandbox: the file that was named, else `.data/sandbox.json` in the working directory and upwards, else in the
 * repository of this program. The first that runs is taken.
 */
export function findSandbox(search: SandboxSearch, system: SandboxSystem = realSystem): SandboxSearchResult {
  const passedOver: string[] = [];
  for (const file of placesOf(search)) {
    const found = readSandbox(file, system);
    if (found === undefined) continue;
    if (found.ok) return { sandbox: found.value, passedOver };
    passedOver.push(found.error);
  }
  if (search.named === undefined || passedOver.length > 0) return { passedOver };
  const file = resolve(search.workingDirectory, search.named);
  return { passedOver: [`There is no file ${file}; start the sandbox with: npm start`] };
}

function placesOf({ named, workingDirectory, repositoryRoot }: SandboxSearch): readonly string[] {
  if (named !== undefined) return [resolve(workingDirectory, named)];
  return [...new Set([...foldersUpwards(resolve(workingDirectory)), repositoryRoot].map((folder) => join(folder, USUAL_PLACE)))];
}

function foldersUpwards(folder: string): string[] {
  return dirname(folder) === folder ? [folder] : [folder, ...foldersUpwards(dirname(folder))];
}

function readSandbox(file: string, system: SandboxSystem): Outcome<FoundSandbox, string> | undefined {
  const text = system.read(file);
  if (text === undefined) return undefined;
  // The file decides which programs get which environment. A stranger who puts one into /tmp could make this command run the
  // stranger's programs.
  if (!system.isOwn(file)) return failure(`${file} belongs to another user and is not used.`);
  const parsed = parseSandboxFile(text);
  if (!parsed.ok) return failure(`${file} is not used: ${parsed.error}.`);
  if (system.isAlive(parsed.value.pid)) return success({ ...parsed.value, file });
  return failure(`The sandbox of ${file} has ended without tidying up (its process ${parsed.value.pid} is gone); start it with: npm start`);
}

const realSystem: SandboxSystem = {
  read: (file) => {
    try {
      return readFileSync(file, 'utf8');
    } catch {
      return undefined;
    }
  },
  isOwn: (file) => {
    const user = process.getuid?.();
    const owner = statSync(file).uid;
    return user === undefined || owner === user || owner === 0;
  },
  isAlive: (pid) => {
    try {
      return pid > 0 && process.kill(pid, 0);
    } catch (error) {
      // The process runs, as another user.
      return (error as NodeJS.ErrnoException).code === 'EPERM';
    }
  },
};
