import type { z } from 'zod';
import type { Access } from '../permissions.ts';

/** One operation of the admin HTTP API: routes, validation, OpenAPI document and typed clients all come from it. */
export interface Operation {
  /** Unique, camel case; `operationId` of the OpenAPI document. */
  readonly id: string;
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Below {@link adminApiPrefix}; parameters as `{id}`. */
  readonly path: string;
  readonly permission: Access;
  readonly summary: string;
  readonly parameters: z.ZodObject;
  readonly query: z.ZodObject;
  /** Null where the operation takes no JSON body. */
  readonly body: z.ZodType | null;
  readonly reply: z.ZodType;
  /**
   * The body is a file: one line of JSON with the options (at most {@link FILE_OPTIONS_BYTES} bytes), a line feed, then
   * the file byte for byte. So the options – a password among them – never stand in a URL, and the file is streamed.
   */
  readonly file?: { readonly mediaType: string; readonly options: z.ZodType };
  /** Media types of a reply that is no JSON but text, sent as it is made; `reply` is a string then. */
  readonly streams?: readonly string[];
  /** HTTP status of success; 202: it goes on behind the reply. */
  readonly status: 200 | 201 | 202;
  /**
   * Changes a row that has a version: the version that the change was made from may be named in `If-Match`
   * (RFC 9110 section 13.1.1), and a row that has changed since is left alone (412).
   */
  readonly versioned?: true;
}

/**
 * Header of an operation that makes something (status 201): sent again under the same key within 24 hours, it makes
 * nothing new and answers as it did; with another body it is refused (409 conflict).
 */
export const IDEMPOTENCY_HEADER = 'idempotency-key';
export const takesIdempotencyKey = ({ method, status }: Pick<Operation, 'method' | 'status'>): boolean => method === 'POST' && status === 201;

/** Longest line of options before a file; an OpenPGP private key may be among them. */
export const FILE_OPTIONS_BYTES = 65_536;

/** What a handler of the operation gets, validated. */
export interface OperationInput<O extends Operation> {
  readonly parameters: z.output<O['parameters']>;
  readonly query: z.output<O['query']>;
  readonly body: O['body'] extends z.ZodType ? z.output<O['body']> : null;
}

/** What a handler answers; it is checked against the schema before it leaves. */
export type OperationReply<O extends Operation> = z.input<O['reply']>;

export const adminApiPrefix = '/api/admin/v1';
