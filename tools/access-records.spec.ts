import { describe, expect, it } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { PERMISSIONS } from '#libs/access';
import { ACCESS_ACTION, APPS, FILTER_NAME } from '#libs/contracts';
import { RECORDED_NAMES, RECORDED_VALUES } from '#libs/http-api';
import { ACTIONS_WITH_A_SENTENCE } from '#libs/sentences';

/** The files that may name the log of access: its own recording, its own list, and the rights. */
const MAY_NAME_THE_LOG = [
  /^apps\/audit-recorder\/src\/(grants|record-access\/[^/]+|migrations\/initial\/access-log)\.ts$/,
  /^apps\/audit-portal\/src\/(list-access|export-access)\//,
];
const NAMES_OF_THE_LOG = /\b(access_log|log_access|access_record|portal_access_record)\b/;

function filesOf(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts') && !entry.name.endsWith('spec.ts'))
    .map((entry) => join(entry.parentPath, entry.name));
}

function offenders(files: readonly string[], textOf: (file: string) => string): readonly string[] {
  return files.filter((file) => NAMES_OF_THE_LOG.test(textOf(file)) && !MAY_NAME_THE_LOG.some((allowed) => allowed.test(file)));
}

const textOf = (file: string): string => readFileSync(file, 'utf8');
const files = ['apps', 'libs/safeguarding', 'libs/judgement', 'libs/intake', 'libs/agreements'].flatMap((folder) => filesOf(folder));

describe('the records of access', () => {
  it('are named by no measure, projection, rebuild or clock (Data Protection Act 2018, section 62(4))', () => {
    expect(files.some((file) => file.includes('measures/measure-values'))).toBe(true);
    expect(offenders(files, textOf)).toEqual([]);
  });

  it('are found by that test in a measure that counts them', () => {
    const measure = 'apps/audit-portal/src/measures/measure-values.ts';
    expect(offenders(files, (file) => (file === measure ? 'SELECT count(*) FROM access_log GROUP BY person' : textOf(file)))).toEqual([measure]);
  });

  it('have a name and a sentence for each action of the table of rights', () => {
    const actions = Object.keys(PERMISSIONS);
    expect(actions.filter((action) => !ACTIONS_WITH_A_SENTENCE.includes(action))).toEqual([]);
    expect(actions.filter((action) => !new RegExp(ACCESS_ACTION.pattern).test(action))).toEqual([]);
  });

  it('know each query parameter of every interface: by its value, or by its name alone', () => {
    const documents = APPS.map(({ name }) => JSON.parse(textOf(join('docs', 'api', `${name}.openapi.json`))) as Document);
    const names = documents.flatMap(({ paths }) => Object.values(paths).flatMap((item) => Object.values(item))).flatMap(({ parameters = [] }) =>
      parameters.filter((parameter) => parameter.in === 'query').map(({ name }) => name));
    expect(names.length).toBeGreaterThan(20);
    expect(names.filter((name) => RECORDED_VALUES.has(name) === RECORDED_NAMES.has(name))).toEqual([]);
    expect(names.filter((name) => !new RegExp(FILTER_NAME.pattern).test(name))).toEqual([]);
  });
});

interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, { readonly parameters?: readonly { readonly name: string; readonly in: string }[] }>>>>;
}
