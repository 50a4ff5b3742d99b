import * as api from '@countersign/contracts/admin-api';
import { createDocument, type ZodOpenApiPathsObject } from 'zod-openapi';
import { z } from 'zod';

export const { operations } = api;

const ifMatch = z.object({
  'If-Match': z.string().optional().meta({ description: 'ETag of the row that the change was made from, or *; 412 when it has another by now.' }),
});

const idempotencyKey = z.object({
  'Idempotency-Key': z.string().min(1).max(255).optional().meta({ description: 'Sent again under the same key within 24 hours, the request makes nothing new and gets the same reply; another body is refused (409).' }),
});
const csrf = z.object({
  'X-Countersign-CSRF': z.string().optional().meta({ description: 'The session’s `csrf`; needed with its cookie.' }),
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
    security: [{ apiKey: [] }, { session: [] }],
    components: {
      securitySchemes: {
        apiKey: { type: 'http', scheme: 'bearer', description: 'An API key, `cs_…`' },
        session: { type: 'apiKey', in: 'cookie', name: api.SESSION_COOKIE, description: 'The session of an administrator' },
      },
      schemas: Object.fromEntries(operations.flatMap(({ file }) => (file === undefined ? [] : [[nameOf(file.options), file.options]]))),
    },
    paths,
  });
}

function describe(operation: api.Operation) {
  const body = operation.file !== undefined ? fileBody(operation.file) : operation.body && { required: true, content: { 'application/json': { schema: operation.body } } };
  return {
    operationId: operation.id,
    summary: operation.summary,
    description: accessText(operation),
    ...(operation.permission === 'anyone' ? { security: [] } : operation.permission === 'session' ? { security: [{ session: [] }] } : {}),
    requestParams: { path: operation.parameters, query: operation.query, ...headersOf(operation) },
    ...(body === null ? {} : { requestBody: body }),
    responses: {
      [String(operation.status)]: {
        description: 'Done',
        content: Object.fromEntries((operation.streams ?? ['application/json']).map((type) => [type, { schema: operation.reply }])),
      },
      default: { description: 'Refused', content: { 'application/problem+json': { schema: api.problemSchema } } },
    },
  };
}

function accessText({ permission }: api.Operation): string {
  if (permission === 'anyone') return 'Open to anyone; throttled.';
  return permission === 'session' ? 'Needs a session, at whatever stage.' : `Needs the permission \`${permission}\`.`;
}

function headersOf(operation: api.Operation) {
  const headers = {
    ...(operation.versioned === true ? ifMatch.shape : {}),
    ...(api.takesIdempotencyKey(operation) ? idempotencyKey.shape : {}),
    ...(operation.method === 'GET' || operation.permission === 'anyone' ? {} : csrf.shape),
  };
  return Object.keys(headers).length === 0 ? {} : { header: z.object(headers) };
}

const nameOf = (schema: z.ZodType): string => z.globalRegistry.get(schema)?.id ?? '';

const fileBody = ({ mediaType, options }: NonNullable<api.Operation['file']>) => ({
  required: true,
  description: `One line of JSON (${nameOf(options)}, at most ${api.FILE_OPTIONS_BYTES} bytes), a line feed, then the file.`,
  content: { [mediaType]: { schema: { type: 'string' as const, format: 'binary' } } },
});
