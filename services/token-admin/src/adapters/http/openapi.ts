import { adminApi as api } from '@countersign/contracts';
import { createDocument, type ZodOpenApiPathsObject } from 'zod-openapi';
import { z } from 'zod';

/** Every operation of the contract. */
export const operations: readonly api.Operation[] = (Object.values(api) as unknown[]).filter((value) => isOperation(value));

function isOperation(value: unknown): value is api.Operation {
  return typeof value === 'object' && value !== null && 'method' in value && 'path' in value && 'reply' in value;
}

const ifMatch = z.object({
  'If-Match': z.string().optional().meta({ description: 'ETag of the row that the change was made from, or *; 412 when it has another by now.' }),
});

/** The OpenAPI 3.1 document, made of the schemas that validate. */
export function openApiDocument(): ReturnType<typeof createDocument> {
  const paths: ZodOpenApiPathsObject = {};
  for (const operation of operations) {
    const path = `${api.adminApiPrefix}${operation.path}`;
    paths[path] = { ...paths[path], [operation.method.toLowerCase()]: describe(operation) };
  }
  return createDocument({
    openapi: '3.1.0',
    info: { title: 'Countersign admin API', version: '1.0.0', license: { name: 'Apache-2.0', identifier: 'Apache-2.0' } },
    security: [{ apiKey: [] }],
    components: {
      securitySchemes: { apiKey: { type: 'http', scheme: 'bearer', description: 'An API key, `cs_…`' } },
      schemas: { TokenImportOptions: api.importOptionsSchema },
    },
    paths,
  });
}

function describe(operation: api.Operation) {
  const body = operation === api.importTokens ? importBody : operation.body && { required: true, content: { 'application/json': { schema: operation.body } } };
  return {
    operationId: operation.id,
    summary: operation.summary,
    requestParams: { path: operation.parameters, query: operation.query, ...(operation.versioned === true ? { header: ifMatch } : {}) },
    ...(body === null ? {} : { requestBody: body }),
    responses: {
      [String(operation.status)]: { description: 'Done', content: { 'application/json': { schema: operation.reply } } },
      default: { description: 'Refused', content: { 'application/problem+json': { schema: api.problemSchema } } },
    },
  };
}

const importBody = {
  required: true,
  description: `One line of JSON (TokenImportOptions, at most ${api.IMPORT_OPTIONS_BYTES} bytes), a line feed, then the file.`,
  content: { [api.IMPORT_CONTENT_TYPE]: { schema: { type: 'string' as const, format: 'binary' } } },
};
