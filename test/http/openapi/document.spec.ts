import { Module } from '@nestjs/common';
import type { OpenAPIObject } from '@nestjs/swagger';
import { HttpModule } from '../../../src/http/http.module.js';
import { previewOpenApiDocument } from '../../../src/http/openapi/preview.js';
import { readSettings } from '../../../src/platform/configuration/settings.js';
import { SampleController } from '../support/sample-controller.js';

@Module({ controllers: [SampleController] })
class SampleModule {}

const settings = readSettings({});

describe('the OpenAPI document', () => {
  let document: OpenAPIObject;

  beforeAll(async () => {
    document = await previewOpenApiDocument({
      module: SampleModule,
      imports: [HttpModule.register({ settings })],
    });
  });

  const operation = (path: string, method: 'get' | 'post') => document.paths[path]?.[method];
  const schema = (name: string) => document.components?.schemas?.[name] as Record<string, unknown> | undefined;
  const parameters = (path: string, method: 'get' | 'post') =>
    (operation(path, method)?.parameters ?? []) as { name: string; in: string; required?: boolean; schema: unknown }[];

  it('names operations and their path ids', () => {
    expect(operation('/api/samples/{id}', 'get')?.operationId).toBe('getSample');
    expect(parameters('/api/samples/{id}', 'get')).toContainEqual({
      name: 'id',
      in: 'path',
      required: true,
      description: 'Sample id',
      schema: { type: 'string' },
    });
  });

  it('describes query parameters', () => {
    const query = parameters('/api/samples', 'get').filter((parameter) => parameter.in === 'query');
    expect(query.map(({ name, schema: type }) => [name, type])).toEqual([
      ['status', { type: 'string', enum: ['ready', 'draft'] }],
      ['query', { type: 'string' }],
      ['limit', { type: 'integer', minimum: 0 }],
      ['include_drafts', { type: 'boolean' }],
      ['network_channel', { type: 'string' }],
    ]);
  });

  it('asks for agent headers where they are mandatory', () => {
    const required = (path: string) =>
      parameters(path, 'post')
        .filter((parameter) => parameter.in === 'header' && parameter.required)
        .map((parameter) => parameter.name);
    expect(required('/api/samples/{id}/claim')).toEqual(['X-AGH-Session-ID', 'X-AGH-Agent']);
    expect(required('/api/samples')).toEqual([]);
  });

  it('documents If-Match and its refusal where it is read', () => {
    const update = document.paths['/api/samples/{id}']?.patch;
    expect(update?.parameters).toContainEqual(
      expect.objectContaining({ name: 'If-Match', in: 'header', required: false }),
    );
    expect(update?.responses['412']).toMatchObject({ description: 'Not in the state that a header asks for' });
    expect(parameters('/api/samples', 'post').map(({ name }) => name)).not.toContain('If-Match');
    expect(operation('/api/samples', 'post')?.responses).not.toHaveProperty('412');
  });

  it('documents X-Ledger-At-Least and its refusal at every query, and nowhere else', () => {
    const header = expect.objectContaining({ name: 'X-Ledger-At-Least', in: 'header', required: false }) as object;
    for (const path of ['/api/samples', '/api/samples/{id}']) {
      expect(parameters(path, 'get')).toContainEqual(header);
      expect(operation(path, 'get')?.responses).toHaveProperty('412');
    }
    expect(parameters('/api/samples', 'post')).not.toContainEqual(header);
  });

  it('wraps answers in their envelope and failures in ErrorBody', () => {
    const { responses } = operation('/api/samples', 'get') ?? { responses: {} };
    expect(responses['200']).toEqual({
      description: 'OK',
      content: {
        'application/json': {
          schema: {
            type: 'object',
            properties: { tasks: { type: 'array', items: { $ref: '#/components/schemas/TaskReference' } } },
            required: ['tasks'],
          },
        },
      },
    });
    const failure = { 'application/json': { schema: { $ref: '#/components/schemas/ErrorBody' } } };
    expect(responses['422']).toMatchObject({ content: failure });
    expect(responses.default).toMatchObject({ content: failure });
    expect(Object.keys(operation('/api/samples/{id}/claim', 'post')?.responses ?? {})).toEqual(
      expect.arrayContaining(['200', '204']),
    );
  });

  it('describes body members with their bounds, and any JSON as an empty schema', () => {
    expect(schema('SampleBody')).toMatchObject({
      required: ['scope', 'title'],
      properties: {
        scope: { type: 'string', enum: ['global', 'workspace'] },
        title: { type: 'string', maxLength: 20 },
        max_attempts: { type: 'integer', minimum: 1, maximum: 10 },
        owner: { $ref: '#/components/schemas/SampleOwner' },
        steps: { type: 'array', items: { $ref: '#/components/schemas/SampleStep' } },
        deadline_at: { type: 'string', format: 'date-time' },
      },
    });
    expect((schema('SampleBody')?.properties as Record<string, unknown>).metadata).toEqual({});
  });

  it('holds the schemas of the contract also while nothing answers with them', () => {
    expect(schema('BridgeSubscription')?.required).toContain('cursor');
    expect(schema('Run')).toMatchObject({
      required: ['id', 'task_id', 'status', 'attempt', 'queued_at', 'origin'],
      properties: { claimed_by: { $ref: '#/components/schemas/Actor' }, result: {} },
    });
  });

  it('is the same text every time', async () => {
    const again = await previewOpenApiDocument({ module: SampleModule, imports: [HttpModule.register({ settings })] });
    expect(JSON.stringify(again)).toBe(JSON.stringify(document));
  });
});
