import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';

import { afterAll, describe, expect, it } from '@jest/globals';

import { Cli } from '../command/cli.js';
import { createProgram } from '../program.js';
import { commandTable } from './command-table.js';
import { completionScript, SHELLS } from './scripts.js';

const surroundings = { out: new PassThrough(), err: new PassThrough(), input: new PassThrough(), signal: new AbortController().signal, workingDirectory: tmpdir() };
const table = commandTable(createProgram(new Cli(surroundings)));
const folder = mkdtempSync(join(tmpdir(), 'exchange-completion-'));
const script = join(folder, 'completion.bash');
writeFileSync(script, completionScript('bash', 'exchange', table));

/** What a real bash offers after these words, of which the last one is being typed. */
function offered(...words: string[]): readonly string[] {
  const code = 'source "$1"; shift; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _exchange; printf "%s\\n" "${COMPREPLY[@]}"';
  return execFileSync('bash', ['-c', code, 'bash', script, 'exchange', ...words], { encoding: 'utf8' }).split('\n').filter((line) => line !== '');
}

describe('the completion of a command line in bash', () => {
  afterAll(() => rmSync(folder, { recursive: true }));

  it.each([
    [['re'], ['rebuild', 'referral']],
    [['inbox', 're'], ['refuse', 'redirect']],
    [['--as-organisation', 'audit', 'inbox', 'li'], ['list']],
    [['inbox', 'refuse', 'id', '--reason', 'not-our-a'], ['not-our-area']],
    [['inbox', 'redirect', '--reason', '=', 'mo'], ['moved-area']],
    [['audit', 'search', '--rung', 'fed'], ['fed_back']],
    [['completion', 'ba'], ['bash']],
    [['referral', 'submit', '--k'], ['--key']],
    [['deadletter', 'list', '--app', ''], []],
  ])('%j offers %j', (words, expected) => {
    expect(offered(...words)).toEqual(expected);
  });

  it('knows every command in every shell', () => {
    for (const shell of SHELLS) for (const { path } of table) for (const name of path) expect(completionScript(shell, 'exchange', table)).toContain(name);
  });
});
