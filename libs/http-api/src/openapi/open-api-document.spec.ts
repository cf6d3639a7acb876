import { describe, expect, it } from '@jest/globals';
import { Controller, Get, Module } from '@nestjs/common';
import { Validator } from '@seriousme/openapi-schema-validator';

import { Public } from '#libs/access';

import { unreachableApp } from '../fixture/fixture-app.js';
import { openApiDocument } from './open-api-document.js';

@Public('For a spec.')
@Controller('silent')
class SilentController {
  @Get()
  answer(): void {}
}

@Module({ controllers: [SilentController] })
class SilentModule {}

const silentApp = { ...unreachableApp, module: () => SilentModule };

describe('the OpenAPI document', () => {
  it('is a valid 3.1 document, made without anything the app connects to', async () => {
    const document = await openApiDocument(unreachableApp);
    expect(document.openapi).toBe('3.1.0');
    expect(await new Validator().validate(JSON.parse(JSON.stringify(document)) as Record<string, unknown>)).toEqual({ valid: true });
  });

  it('describes an operation by its decorators', async () => {
    const { paths, components } = await openApiDocument(unreachableApp);
    const redirect = paths['/v1/inbox/{referralId}/redirection']?.put;
    expect(redirect?.requestBody).toMatchObject({
      required: true,
      content: { 'application/json': { schema: { $ref: '#/components/schemas/RedirectionRequest' } } },
    });
    expect(Object.keys(redirect?.responses ?? {})).toEqual(['200', '400', '401', '403', '404', '409', '413', '415', '422', '500', '503']);
    expect(JSON.stringify(redirect?.responses['422'])).toMatch(/ACK-003.*GEN-001.*application\/problem\+json/);
    expect(redirect?.parameters).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ name: 'referralId', in: 'path', required: true }),
        expect.objectContaining({ name: 'idempotency-key', in: 'header', required: true }),
      ]),
    );
    expect(redirect).toMatchObject({ tags: ['Inbox'], security: expect.arrayContaining([{ dpop: [] }, { bearer: [] }]) as unknown });
    expect(paths['/v1/inbox']?.get?.security).toEqual(expect.arrayContaining([{ dpop: [] }, { bearer: [], assertedPerson: [] }]));
    expect(paths['/health/ready']?.get?.security).toBeUndefined();
    expect(components?.schemas?.['RedirectionRequest']).toMatchObject({ type: 'object', additionalProperties: false, required: ['agency', 'reason'] });
    const list = paths['/v1/inbox']?.get;
    expect(list?.parameters).toContainEqual({
      name: 'limit', in: 'query', required: false, description: 'Entries of a page.',
      schema: { type: 'integer', minimum: 1, maximum: 500, default: 50 },
    });
    expect(paths).toHaveProperty(['/health/ready', 'get', 'responses', '503']);
  });

  it('holds every schema that it refers to', async () => {
    const document = await openApiDocument(unreachableApp);
    const references = [...JSON.stringify(document).matchAll(/"#\/components\/schemas\/(\w+)"/g)].map((match) => match[1] ?? '');
    expect(references).toContain('LooseNote');
    for (const name of references) expect(document.components?.schemas).toHaveProperty(name);
  });

  it('is not made of an app with a handler that does not declare its answer', async () => {
    await expect(openApiDocument(silentApp)).rejects.toThrow('SilentController.answer does not declare its answer');
  });

  it('puts the operations of the app before those of every app', async () => {
    const { tags, paths } = await openApiDocument(unreachableApp);
    expect(tags?.map(({ name }) => name)).toEqual(['Inbox', 'Operation']);
    expect(Object.keys(paths)[0]).toMatch(/^\/v1\/inbox/);
  });

  it('is not made of an app with an operation outside its tags', async () => {
    await expect(openApiDocument({ ...unreachableApp, tags: [] })).rejects.toThrow('/v1/inbox has no tag');
  });

  it('is the same each time', async () => {
    expect(JSON.stringify(await openApiDocument(unreachableApp))).toBe(JSON.stringify(await openApiDocument(unreachableApp)));
  });
});
