import { describe, expect, it } from '@jest/globals';
import { Validator } from '@seriousme/openapi-schema-validator';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { APPS } from '#libs/contracts';


function documentOf(app: string): Record<string, unknown> {
  return JSON.parse(readFileSync(join('docs', 'api', `${app}.openapi.json`), 'utf8')) as Record<string, unknown>;
}

describe('the OpenAPI documents in the repository', () => {
  it('agree with the code', () => {
    const check = spawnSync(process.execPath, ['dist/tools/docs-api.js', '--check'], { encoding: 'utf8' });
    expect(check.stderr + check.stdout).toBe('');
    expect(check.status).toBe(0);
  }, 60_000);

  it.each(APPS.map(({ name }) => name))('%s is OpenAPI 3.1, accepted by a validator', async (app) => {
    const document = documentOf(app);
    expect(document['openapi']).toBe('3.1.0');
    const result = await new Validator().validate(document);
    expect(result.errors ?? []).toEqual([]);
    expect(result.valid).toBe(true);
  });

  it('a document that is not OpenAPI is refused by the same validator', async () => {
    const { paths: _, ...broken } = documentOf('referral-publisher');
    expect((await new Validator().validate({ ...broken, paths: { '/v1/referrals': { post: { responses: 'none' } } } })).valid).toBe(false);
  });
});
