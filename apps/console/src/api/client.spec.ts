import { describe, expect, test } from '@jest/globals';
import { CSRF_HEADER, createSite, getSite, IDEMPOTENCY_HEADER, listUsers, updateSite } from '@countersign/contracts/admin-api';
import { ApiClient, pathOf } from './client.ts';
import { everyItem } from './every-page.ts';
import { ProblemError, shownProblem } from './problem.ts';

interface Sent {
  readonly url: string;
  readonly request: RequestInit;
}

/** A client before a server that answers as told. */
function clientOf(answer: (url: string) => Response | Promise<Response>, csrf: string | null = 'token') {
  const sent: Sent[] = [];
  let signedOut = 0;
  const client = new ApiClient({
    fetch: async (input, request = {}) => {
      const url = input instanceof Request ? input.url : String(input);
      sent.push({ url, request });
      return answer(url);
    },
    csrf: () => csrf, language: () => 'zh', signedOut: () => { signedOut += 1; },
  });
  return { client, sent, timesSignedOut: () => signedOut };
}

const json = (body: unknown, status = 200, headers: Record<string, string> = {}): Response => new Response(JSON.stringify(body), { status, headers });
const headerOf = ({ request }: Sent, name: string): string | null => new Headers(request.headers).get(name);
const id = '0198f0f0-0000-7000-8000-000000000001';

describe('a call', () => {
  test('carries body, version, idempotency key, language and the CSRF token', async () => {
    const { client, sent } = clientOf(() => json({ id }));
    await client.call(updateSite, { parameters: { id }, body: { name: 'Lab' }, version: 7 });
    await client.call(createSite, { body: { name: 'Lab' }, idempotencyKey: 'k' });
    const [change, make] = sent;
    expect(change).toMatchObject({ url: `/api/admin/v1/sites/${id}`, request: { method: 'PATCH', body: '{"name":"Lab"}', credentials: 'same-origin' } });
    expect(change && headerOf(change, 'if-match')).toBe('"7"');
    expect(change && headerOf(change, CSRF_HEADER)).toBe('token');
    expect(change && headerOf(change, 'accept-language')).toBe('zh');
    expect(make && headerOf(make, IDEMPOTENCY_HEADER)).toBe('k');
  });

  test('that only reads sends neither body nor CSRF token', async () => {
    const { client, sent } = clientOf(() => json({ id }));
    await client.call(getSite, { parameters: { id } });
    expect(sent[0] && headerOf(sent[0], CSRF_HEADER)).toBeNull();
    expect(sent[0]?.request.body).toBeUndefined();
  });

  test('leaves out what is not given, and keeps names from becoming paths', () => {
    expect(pathOf(listUsers, {}, { site: 'Head office/Lab', search: undefined, login: '', limit: 5 })).toBe('/users?site=Head+office%2FLab&limit=5');
    expect(pathOf(getSite, { id: '../../tokens?x' })).toBe('/sites/..%2F..%2Ftokens%3Fx');
  });
});

describe('a refusal', () => {
  test('is the server’s problem, with the seconds to wait', async () => {
    const { client, timesSignedOut } = clientOf(() => json({ type: 'x', title: 'x', status: 429, code: 'throttled' }, 429, { 'retry-after': '9' }));
    await expect(client.call(getSite, { parameters: { id } })).rejects.toMatchObject({ code: 'throttled', retryAfterSeconds: 9 });
    expect(timesSignedOut()).toBe(0);
  });

  test('for want of a session says so to who keeps it', async () => {
    const { client, timesSignedOut } = clientOf(() => json({ type: 'x', title: 'x', status: 401, code: 'unauthenticated' }, 401));
    await expect(client.call(getSite, { parameters: { id } })).rejects.toBeInstanceOf(ProblemError);
    expect(timesSignedOut()).toBe(1);
  });

  test('that is no problem document, and a server that is away, count as unavailable', async () => {
    const proxy = clientOf(() => new Response('<html>502</html>', { status: 502 }));
    await expect(proxy.client.call(getSite, { parameters: { id } })).rejects.toMatchObject({ code: 'unavailable' });
    const away = clientOf(() => Promise.reject(new TypeError('network')));
    await expect(away.client.call(getSite, { parameters: { id } })).rejects.toMatchObject({ code: 'unavailable' });
  });

  test('with a code that this page does not know is an internal error', async () => {
    const { client } = clientOf(() => json({ type: 'x', title: 'x', status: 418, code: 'constructor' }, 418));
    await expect(client.call(getSite, { parameters: { id } })).rejects.toMatchObject({ code: 'internal-error' });
  });
});

describe('a refusal for want of the own password', () => {
  const wanted = { type: 'x', title: 'x', status: 403, code: 'confirmation-needed' };
  function asking(given: boolean, answers: readonly Response[]) {
    const left = [...answers];
    const sent: string[] = [];
    let questions = 0;
    const client = new ApiClient({
      fetch: async (_, request = {}) => {
        sent.push(`${typeof request.body === 'string' ? request.body : ''} ${new Headers(request.headers).get(IDEMPOTENCY_HEADER)}`);
        return left.shift() ?? json({ id });
      },
      csrf: () => null, language: () => 'en', signedOut: () => {}, confirm: async () => { questions += 1; return given; },
    });
    return { sent, questions: () => questions, make: async () => client.call(createSite, { body: { name: 'Lab' }, idempotencyKey: 'k' }) };
  }

  test('asks for it, and what was wanted is sent again as it was', async () => {
    const { sent, questions, make } = asking(true, [json(wanted, 403)]);
    expect(await make()).toEqual({ id });
    expect([questions(), sent]).toEqual([1, ['{"name":"Lab"} k', '{"name":"Lab"} k']]);
  });

  test('ends without anything to explain when nobody gives it; is explained when it is refused all the same', async () => {
    const declined = asking(false, [json(wanted, 403)]);
    const refusal: unknown = await declined.make().catch((error: unknown) => error);
    expect([refusal, shownProblem(refusal)]).toMatchObject([{ code: 'confirmation-needed' }, undefined]);
    expect(declined.sent).toHaveLength(1);
    const endless = asking(true, [json(wanted, 403), json(wanted, 403)]);
    const again: unknown = await endless.make().catch((error: unknown) => error);
    expect(shownProblem(again)).toMatchObject({ code: 'confirmation-needed' });
    expect([endless.questions(), endless.sent.length]).toEqual([1, 2]);
  });
});

describe('a server that does not answer', () => {
  const silent = new ApiClient({
    fetch: async (_, request = {}) => new Promise((__, reject) => { request.signal?.addEventListener('abort', () => reject(request.signal?.reason)); }),
    csrf: () => null, language: () => 'en', signedOut: () => {}, patienceMs: 20,
  });

  test('is given up on, and whoever asked may try again', async () => {
    await expect(silent.call(getSite, { parameters: { id } })).rejects.toMatchObject({ code: 'deadline-exceeded' });
  });

  test('in the middle of its answer is given up on, too', async () => {
    const half = new ApiClient({
      fetch: async (_, request = {}) => new Response(new ReadableStream({
        start: (stream) => { request.signal?.addEventListener('abort', () => stream.error(request.signal?.reason)); },
      })),
      csrf: () => null, language: () => 'en', signedOut: () => {}, patienceMs: 20,
    });
    await expect(half.call(getSite, { parameters: { id } })).rejects.toMatchObject({ code: 'deadline-exceeded' });
  });

  test('is nothing to who has gone meanwhile', async () => {
    const leaving = new AbortController();
    const asked = silent.call(getSite, { parameters: { id }, signal: leaving.signal });
    leaving.abort();
    await expect(asked).rejects.toMatchObject({ name: 'AbortError' });
  });
});

test('a list is read to its end, page by page', async () => {
  const { client, sent } = clientOf((url) => json(url.includes('cursor=b') ? { items: [{ id: 3 }], nextCursor: null } : { items: [{ id: 1 }, { id: 2 }], nextCursor: 'b' }));
  expect(await everyItem(client, listUsers, { site: 'x' })).toHaveLength(3);
  expect(sent.map(({ url }) => url)).toEqual(['/api/admin/v1/users?site=x&limit=1000', '/api/admin/v1/users?site=x&limit=1000&cursor=b']);
});
