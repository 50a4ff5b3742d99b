import { once } from 'node:events';
import { type IncomingMessage, type ServerResponse, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { HealthView } from './combined-health.ts';
import type { Metrics } from './metrics.ts';

export interface ObservabilityServer {
  readonly host: string;
  readonly port: number;
  stop(): Promise<void>;
}

/** A probe has no body and little patience. */
const REQUEST_TIMEOUT_MS = 5000;
const CONNECTIONS = 64;

/** What there is to see at one of the paths, or undefined: no such path. */
export interface View {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
}

/** `/health/live`, `/health/ready` (503 when not) and `/metrics`; also for services that have a server of their own. */
export async function observe(path: string, health: HealthView, metrics: Metrics): Promise<View | undefined> {
  switch (path) {
    case '/health/live':
      return json(200, { status: 'live' });
    case '/health/ready': {
      const report = await health.ready();
      return json(report.status === 'ready' ? 200 : 503, report);
    }
    case '/metrics':
      return { status: 200, contentType: metrics.contentType, body: await metrics.text() };
    default:
      return undefined;
  }
}

/** Serves {@link observe} over plain HTTP, for probes and Prometheus. @param listen port 0 lets the system pick one */
export async function serveObservability(
  listen: { readonly host: string; readonly port: number }, health: HealthView, metrics: Metrics,
): Promise<ObservabilityServer> {
  const server = createServer({ requestTimeout: REQUEST_TIMEOUT_MS, headersTimeout: REQUEST_TIMEOUT_MS }, (request, response) => {
    answer(request, response, health, metrics).catch(() => response.destroy());
  });
  server.maxConnections = CONNECTIONS;
  server.listen(listen.port, listen.host);
  await once(server, 'listening');
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a server that listens on host and port has an address
  const { address, port } = server.address() as AddressInfo;
  return {
    host: address,
    port,
    stop: async () => {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

async function answer(request: IncomingMessage, response: ServerResponse, health: HealthView, metrics: Metrics): Promise<void> {
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    send(response, json(405, { status: 'method-not-allowed' }), true);
    return;
  }
  const [path = ''] = (request.url ?? '').split('?');
  send(response, await observe(path, health, metrics) ?? json(404, { status: 'not-found' }), request.method === 'GET');
}

function send(response: ServerResponse, { status, contentType, body }: View, withBody: boolean): void {
  response.writeHead(status, { 'content-type': contentType, 'content-length': Buffer.byteLength(body), 'cache-control': 'no-store' });
  response.end(withBody ? body : undefined);
}

function json(status: number, body: object): View {
  return { status, contentType: 'application/json; charset=utf-8', body: JSON.stringify(body) };
}
