import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Readable } from 'node:stream';
import * as adminApi from '@countersign/contracts/admin-api';
import { type Logger, nestLogger } from '@countersign/observability';
import { type DynamicModule, UnsupportedMediaTypeException } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { TokenAdminMetrics } from '../metrics/token-admin-metrics.ts';
import { ApiKeys } from '../postgres/api-keys.ts';
import { Creations } from '../postgres/creations.ts';
import { Settings } from '../postgres/settings.ts';
import { AccessGuard } from './access.guard.ts';
import { IdempotencyInterceptor } from './idempotency.interceptor.ts';
import { parseJson } from './json.ts';
import { ProblemFilter, sendProblem } from './problem.filter.ts';
import { Refused } from '../../domain/refused.ts';
import { ReplyInterceptor } from './reply.interceptor.ts';
import { SECURITY_HEADERS } from './security-headers.ts';
import { SessionAccess } from './session-access.ts';
import { answerUnreadable } from './unreadable-request.ts';

export interface HttpServerOptions {
  /** Unix milliseconds. */
  readonly now: () => number;
  readonly onError: (error: unknown) => void;
  readonly logger: Logger;
  readonly tls?: { readonly cert: string; readonly key: string } | undefined;
  readonly trustedProxies?: readonly string[] | undefined;
  /** Longest time for a JSON body to arrive, in milliseconds. */
  readonly bodyMs: number;
}

/** Longest JSON body in bytes; files come another way. */
const JSON_BYTES = 256 * 1024;
/** Longest header section in bytes (431), and longest time for it to arrive (408). */
const HEADERS = { maxHeaderSize: 16 * 1024, headersTimeout: 15_000, connectionsCheckingInterval: 5_000 };

/**
 * The controllers check what comes with the contracts' own schemas. Fastify's compilers of JSON schemas, more than a
 * hundred files, are not loaded for nothing; a route that declares one does not start.
 */
function noSchemas(): never {
  throw new Error('Routes declare no JSON schema: the contracts check.');
}

/** The admin API as a server that does not listen yet. @param module with the controllers and what they ask for */
export async function createHttpServer(
  module: DynamicModule, { now, onError, logger, tls, trustedProxies, bodyMs }: HttpServerOptions,
): Promise<NestFastifyApplication> {
  const adapter = new FastifyAdapter({
    ...(tls === undefined ? { http: HEADERS } : { https: { ...HEADERS, ...tls, minVersion: 'TLSv1.2' as const } }),
    clientErrorHandler: answerUnreadable,
    schemaController: { compilersFactory: { buildValidator: noSchemas, buildSerializer: noSchemas } },
    ...(trustedProxies === undefined ? {} : { trustProxy: [...trustedProxies] }),
    // Refused before there are hooks.
    frameworkErrors: (error: unknown, request: FastifyRequest, reply: FastifyReply) => sendProblem(error, request, reply.headers(SECURITY_HEADERS), onError),
  });
  takeBodies(adapter.getInstance());
  adapter.getInstance().server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    response.once('finish', () => endUnreadBody(request, bodyMs));
  });
  adapter.getInstance().addHook('preParsing', async (request: FastifyRequest, reply: FastifyReply, payload: Readable) => {
    if (!isFile(request)) endSlowBody(request, reply, payload, bodyMs);
  });
  const application = await NestFactory.create<NestFastifyApplication>(module, adapter, {
    logger: nestLogger(logger), bodyParser: false, abortOnError: false,
  });
  const metrics = application.get(TokenAdminMetrics);
  // What administration shows is in no cache, neither a browser's nor a proxy's, however its address was written; the
  // console says of its files what may be kept.
  adapter.getInstance().addHook('onRequest', async (request: FastifyRequest, reply: FastifyReply) => {
    void reply.headers(SECURITY_HEADERS);
    if (!namesTwoHosts(request.raw)) return;
    sendProblem(new Refused('bad-request', 'The request has two Host headers.'), request, reply.header('connection', 'close'), () => {});
    return reply;
  });
  adapter.getInstance().addHook('onResponse', async (_request: unknown, reply: FastifyReply) => metrics.answered(reply.statusCode, reply.elapsedTime));
  application.useGlobalGuards(new AccessGuard({
    apiKeys: application.get(ApiKeys), sessions: application.get(SessionAccess), settings: application.get(Settings), now,
  }));
  application.useGlobalInterceptors(new ReplyInterceptor(), new IdempotencyInterceptor(application.get(Creations), onError));
  application.useGlobalFilters(new ProblemFilter(onError));
  return application;
}

/** JSON everywhere; the file of an import is handed on as it arrives. Any other content type is refused (415). */
function takeBodies(server: FastifyInstance): void {
  server.removeAllContentTypeParsers();
  server.addContentTypeParser('application/json', { parseAs: 'buffer', bodyLimit: JSON_BYTES }, async (_request: unknown, body: Buffer) =>
    (body.length === 0 ? undefined : parseJson(body, 'The body')));
  for (const [mediaType, routes] of fileRoutes()) {
    server.addContentTypeParser(mediaType, { bodyLimit: Number.MAX_SAFE_INTEGER }, async (request: FastifyRequest, payload: Readable) => {
      if (!routes.has(request.routeOptions.url ?? '')) throw new UnsupportedMediaTypeException();
      return payload;
    });
  }
}

/** Files are waited for as long as pieces come: a million tokens over a slow line take their time. */
const isFile = ({ headers }: FastifyRequest): boolean => fileMediaTypes.some((mediaType) => headers['content-type']?.startsWith(mediaType));
const fileMediaTypes = adminApi.operations.flatMap(({ file }) => (file === undefined ? [] : [file.mediaType]));

/**
 * Whoever sends a body byte by byte holds no connection for ever: it is refused, and the connection ends with that, or with
 * the answer that was given without it. An answer may take as long as it does: nothing is refused that has no body, has all
 * of it, or is being answered already.
 */
function endSlowBody(request: FastifyRequest, reply: FastifyReply, body: Readable, bodyMs: number): void {
  if (!announcesBody(request)) return;
  const end = (): void => void request.raw.destroy();
  const timer = setTimeout(() => {
    // Of a body that nobody reads, as that of a GET, nobody hears that it has ended.
    if (request.raw.complete) return;
    if (!reply.raw.headersSent) {
      void reply.header('connection', 'close');
      sendProblem(new Refused('deadline-exceeded', 'The body did not arrive in time.'), request, reply, () => {});
    }
    if (reply.raw.writableFinished) end();
    else reply.raw.once('finish', end);
  }, bodyMs).unref();
  const enough = (): void => clearTimeout(timer);
  body.once('end', enough).once('close', enough).once('error', enough);
}

/**
 * What is still to come when the answer has gone is read away, so that a client that is still sending hears the answer; but
 * whoever was refused, or asked for nothing that there is, sends no longer than that.
 */
function endUnreadBody(request: IncomingMessage, bodyMs: number): void {
  if (request.complete) return;
  const timer = setTimeout(() => {
    if (!request.complete) request.socket.destroy(); // else it serves another request by now
  }, bodyMs).unref();
  request.once('close', () => clearTimeout(timer));
}

/** RFC 9112, section 3.2: of a proxy and us each might believe another one. Node.js takes the first. */
const namesTwoHosts = ({ rawHeaders }: IncomingMessage): boolean => rawHeaders.filter((name, index) => index % 2 === 0 && name.toLowerCase() === 'host').length > 1;

/** RFC 9112, section 6 */
const announcesBody = ({ headers }: FastifyRequest): boolean => headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;

/** Routes whose body is a file, by its media type. */
function fileRoutes(): Map<string, Set<string>> {
  const taking = adminApi.operations.flatMap(({ file, path }) => (file === undefined ? [] : [{ mediaType: file.mediaType, route: `${adminApi.adminApiPrefix}${path}` }]));
  return new Map([...Map.groupBy(taking, ({ mediaType }) => mediaType)].map(([mediaType, routes]) => [mediaType, new Set(routes.map(({ route }) => route))]));
}
