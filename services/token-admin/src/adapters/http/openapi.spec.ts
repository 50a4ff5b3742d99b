import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import * as api from '@countersign/contracts/admin-api';
import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { z } from 'zod';
import { openApiDocument, operations } from './openapi.ts';

/** As a client reads it: over the wire it is JSON. */
const document = z.looseObject({
  paths: z.record(z.string(), z.record(z.string(), z.looseObject({
    operationId: z.string(),
    parameters: z.array(z.looseObject({ name: z.string(), in: z.string() })).optional(),
    requestBody: z.looseObject({ content: z.record(z.string(), z.unknown()) }).optional(),
    responses: z.record(z.string(), z.unknown()),
  }))),
  components: z.looseObject({ schemas: z.record(z.string(), z.unknown()) }),
}).parse(JSON.parse(JSON.stringify(openApiDocument())));

/** The schema of the OpenAPI Initiative for 3.1 documents. */
const openApi31: unknown = JSON.parse(readFileSync(path.join(import.meta.dirname, '../../../vectors/openapi-3.1-schema.json'), 'utf8'));

function validator(): Ajv2020 {
  const ajv = new Ajv2020({ strict: false, allErrors: true, logger: false });
  formats.default(ajv);
  return ajv;
}

describe('the OpenAPI document', () => {
  test('is valid OpenAPI 3.1', () => {
    const validate = validator().compile(z.record(z.string(), z.unknown()).parse(openApi31));
    expect([validate(document), validate.errors]).toEqual([true, null]);
  });

  test('has schemas that compile as JSON Schema 2020-12, every reference included', () => {
    const ajv = validator();
    ajv.addSchema({ $id: 'https://countersign.test/openapi', ...document });
    for (const name of Object.keys(document.components.schemas)) {
      expect(ajv.getSchema(`https://countersign.test/openapi#/components/schemas/${name}`)).toBeInstanceOf(Function);
    }
    const references = JSON.stringify(document.paths).match(/#\/components\/schemas\/\w+/g) ?? [];
    expect(references.length).toBeGreaterThan(10);
    for (const reference of references) expect(Object.keys(document.components.schemas)).toContain(reference.split('/').at(-1));
  });

  test('describes every operation of the contract and nothing else', () => {
    const described = Object.entries(document.paths).flatMap(([place, methods]) => Object.entries(methods).map(([method, { operationId }]) => `${operationId} ${method.toUpperCase()} ${place}`));
    const wanted = operations.map(({ id, method, path: place }) => `${id} ${method} ${api.adminApiPrefix}${place}`);
    expect(described.toSorted()).toEqual(wanted.toSorted());
    expect(new Set(operations.map(({ id }) => id)).size).toBe(operations.length);
  });

  test.each(operations.map((operation) => [operation.id, operation] as const))('%s: parameters, body and replies are those that are validated', (_, operation) => {
    const described = document.paths[`${api.adminApiPrefix}${operation.path}`]?.[operation.method.toLowerCase()];
    const named = (described?.parameters ?? []).map((parameter) => `${parameter.in} ${parameter.name}`);
    expect(named.toSorted()).toEqual([
      ...Object.keys(operation.parameters.shape).map((name) => `path ${name}`),
      ...Object.keys(operation.query.shape).map((name) => `query ${name}`),
      ...(operation.versioned === true ? ['header If-Match'] : []),
      ...(api.takesIdempotencyKey(operation) ? ['header Idempotency-Key'] : []),
      ...(operation.method === 'GET' || operation.permission === 'anyone' ? [] : ['header X-Countersign-CSRF']),
    ].toSorted());
    expect(Object.keys(operation.parameters.shape)).toEqual([...operation.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name));
    expect(Object.keys(described?.responses ?? {})).toEqual([String(operation.status), 'default']);
    expect(Object.keys(described?.requestBody?.content ?? {})).toEqual(
      operation.file !== undefined ? [operation.file.mediaType] : operation.body === null ? [] : ['application/json'],
    );
  });
});
