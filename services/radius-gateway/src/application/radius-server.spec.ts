import { randomBytes } from 'node:crypto';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { AttributeType, PacketCode, encodeRequest, findValue, findValues } from '@countersign/radius';
import { NAS, Nas, accessRequest, must, replyTo, sharedSecret, accountingRequest } from './nas-fixture.ts';
import { FIRST_TEST_PORT } from './ports.ts';

let nas: Nas;
beforeEach(() => {
  nas = new Nas();
});

describe('an Access-Request', () => {
  test('is put to auth and accepted; Message-Authenticator first, Proxy-State echoed in order', async () => {
    const proxies = [Buffer.from('one'), Buffer.from('two')];
    const request = accessRequest({ more: proxies.map((value) => ({ type: AttributeType.proxyState, value })) });
    const [reply] = await nas.send(request);
    expect(reply?.subarray(20, 22)).toEqual(Buffer.from([80, 18]));
    const packet = replyTo(request, reply);
    expect(packet.code).toBe(PacketCode.accessAccept);
    expect(findValue(packet, AttributeType.replyMessage)?.toString()).toBe('PASSCODE Accept');
    expect(findValues(packet, AttributeType.proxyState)).toEqual(proxies);
    expect(nas.asked).toMatchObject([{ proven: true, credentials: { method: 'pap', password: Buffer.from('1234567890') } }]);
  });

  test('CHAP keeps the exchange', async () => {
    await nas.send(accessRequest({ chap: '1234567890' }));
    expect(nas.asked[0]?.credentials.method).toBe('chap');
  });

  test('a challenge carries State and prompt', async () => {
    nas.answer = { outcome: 'challenge', message: 'Enter Next Code', state: 'c3RhdGU' };
    const request = accessRequest();
    const packet = replyTo(request, (await nas.send(request))[0]);
    expect(packet.code).toBe(PacketCode.accessChallenge);
    expect(findValue(packet, AttributeType.state)).toEqual(Buffer.from('state'));
  });

  test('a reject leaves a second after the request came, whatever was computed', async () => {
    nas.answer = { outcome: 'refuse', message: 'Access denied' };
    const request = accessRequest();
    expect(await nas.send(request)).toEqual([]);
    nas.now = 999;
    nas.server.tick();
    expect(nas.sent).toEqual([]);
    nas.now = 1020;
    nas.server.tick();
    expect(replyTo(request, nas.sent[0]).code).toBe(PacketCode.accessReject);
  });

  test('silence from auth is silence, and the next copy is tried again', async () => {
    nas.answer = new Error('deadline');
    const request = accessRequest();
    expect(await nas.send(request)).toEqual([]);
    nas.answer = { outcome: 'accept', message: '' };
    expect(await nas.send(request)).toHaveLength(1);
    expect(nas.drops).toEqual(['no-answer-from-auth']);
    expect(nas.failures).toEqual([new Error('deadline')]);
  });
});

describe('more at once than can be answered in time', () => {
  test('what is beyond the limit is dropped at once and not asked; its next copy is heard when there is room', async () => {
    let answer: () => void = () => undefined;
    const busy = new Nas({}, { questions: 2 });
    busy.whileAsked = () => new Promise((resolve) => {
      answer = resolve;
    });
    const first = [1, 2].map((identifier) => busy.send(accessRequest({ identifier })));
    const third = accessRequest({ identifier: 3 });
    expect(await busy.send(third)).toEqual([]);
    expect(busy.drops).toEqual(['overloaded']);
    expect(busy.asked).toHaveLength(2);
    answer();
    busy.whileAsked = undefined;
    await Promise.race(first);
    expect(await busy.send(third)).toHaveLength(1);
  });

  test('accounting takes no room from sign-ins', async () => {
    let answer: () => void = () => undefined;
    const busy = new Nas({}, { questions: 1 });
    const waits = new Promise<void>((resolve) => {
      answer = resolve;
    });
    busy.whileAsked = async () => waits;
    const accounted = busy.send(accountingRequest(), NAS, 'accounting');
    busy.whileAsked = undefined;
    expect(await busy.send(accessRequest({ identifier: 2 }))).toHaveLength(1);
    answer();
    expect((await accounted).map((reply) => reply.readUInt8(0))).toEqual([PacketCode.accessAccept, PacketCode.accountingResponse]);
  });
});

describe('copies', () => {
  test('an answered request gets the same bytes without another question', async () => {
    const request = accessRequest();
    const [first] = await nas.send(request);
    const [second] = await nas.send(request);
    expect(second).toEqual(first);
    expect(nas.asked).toHaveLength(1);
  });

  test('a copy at another gateway has the same request key', async () => {
    const other = new Nas();
    const request = accessRequest();
    await nas.send(request);
    await other.send(request);
    expect(other.asked[0]?.requestKey).toBe(nas.asked[0]?.requestKey);
  });

  test('a copy while the reject is held is dropped; another request under the identifier cancels it', async () => {
    nas.answer = { outcome: 'refuse', message: '' };
    const request = accessRequest();
    await nas.send(request);
    await nas.send(request);
    expect(nas.asked).toHaveLength(1);
    nas.answer = { outcome: 'accept', message: '' };
    expect(await nas.send(accessRequest())).toHaveLength(1);
    nas.now = 2000;
    nas.server.tick();
    expect(nas.sent).toHaveLength(1);
  });
});

describe('silence under a named reason', () => {
  test('unknown source', async () => {
    expect(await nas.send(accessRequest(), { address: '198.51.100.1', port: 1 })).toEqual([]);
    expect(nas.drops).toEqual(['unknown-source']);
  });

  test('a sender at port 0, where no socket can send anything: neither an answer nor a reject that waits is made for it', async () => {
    nas.answer = { outcome: 'refuse', message: 'Access denied' };
    expect(await nas.send(accessRequest(), { ...NAS, port: 0 })).toEqual([]);
    expect(nas.drops).toEqual(['source-port-zero']);
    expect(nas.asked).toEqual([]);
    expect(nas.server.heldRejects).toBe(0);
  });

  test('pitfall 3: Message-Authenticator missing, wrong in any bit, or not required', async () => {
    expect(await nas.send(accessRequest({ messageAuthenticator: 'none' }))).toEqual([]);
    const request = accessRequest();
    for (let bit = 0; bit < 128; bit += 1) {
      const forged = Buffer.from(request);
      const at = 22 + (bit >> 3);
      forged.writeUInt8(forged.readUInt8(at) ^ (1 << (bit & 7)), at);
      expect(await nas.send(forged)).toEqual([]);
    }
    expect(new Set(nas.drops)).toEqual(new Set(['message-authenticator-missing', 'message-authenticator-wrong']));
    expect(nas.asked).toEqual([]);
  });

  test('pitfall 12: a host that never sends it may be allowed to, then Proxy-State is limited', async () => {
    const lenient = new Nas({ requireMessageAuthenticator: false });
    expect(await lenient.send(accessRequest({ messageAuthenticator: 'none' }))).toHaveLength(1);
    expect(lenient.asked[0]?.proven).toBe(false);
    const proxied = accessRequest({ messageAuthenticator: 'none', more: [{ type: AttributeType.proxyState, value: Buffer.from('x') }] });
    expect(await lenient.send(proxied)).toEqual([]);
    expect(lenient.drops).toEqual(['proxy-state-without-message-authenticator']);
  });

  test('whether a host sends a Message-Authenticator is told of its own Access-Requests, not of tests and of what proves nothing', async () => {
    const lenient = new Nas({ requireMessageAuthenticator: false });
    await lenient.send(accessRequest());
    await lenient.send(accessRequest({ messageAuthenticator: 'none' }));
    await lenient.send(accessRequest({ messageAuthenticator: 'none', more: [{ type: AttributeType.proxyState, value: Buffer.from('x') }] }));
    await lenient.send(accessRequest(), { ...NAS, port: FIRST_TEST_PORT });
    const forged = accessRequest();
    forged.writeUInt8(forged.readUInt8(22) ^ 1, 22);
    await lenient.send(forged);
    expect(lenient.sighted).toEqual(['vpn with', 'vpn without', 'vpn without']);
    await nas.send(accessRequest({ messageAuthenticator: 'none' }));
    expect(nas.sighted).toEqual(['vpn without']);
  });

  test('pitfall 5: NAS-IP-Address does not make a host of a stranger', async () => {
    const claim = { type: AttributeType.nasIpAddress, value: Buffer.from([192, 0, 2, 1]) };
    expect(await nas.send(accessRequest({ more: [claim] }), { address: '203.0.113.9', port: 5 })).toEqual([]);
  });

  test('malformed bytes never throw and never get an answer', async () => {
    for (let length = 0; length < 64; length += 1) expect(await nas.send(randomBytes(length))).toEqual([]);
    expect(nas.asked).toEqual([]);
  });
});

describe('Status-Server', () => {
  const status = (): Buffer => must(encodeRequest({
    code: PacketCode.statusServer, identifier: 1, authenticator: randomBytes(16), secret: sharedSecret, messageAuthenticator: 'first', attributes: [],
  }));

  test('is answered while auth is ready, and not when it is not', async () => {
    const request = status();
    expect(replyTo(request, (await nas.send(request))[0]).code).toBe(PacketCode.accessAccept);
    nas.ready = false;
    expect(await nas.send(status())).toEqual([]);
    expect(nas.drops).toEqual(['auth-not-ready']);
  });

  test('on the accounting port the answer is an Accounting-Response', async () => {
    const request = status();
    const [reply] = await nas.send(request, NAS, 'accounting');
    expect(reply?.readUInt8(0)).toBe(PacketCode.accountingResponse);
  });
});

test('nothing is answered without auth: a request that offers no credentials, or names nobody, is asked about, too', async () => {
  nas.answer = { outcome: 'refuse', message: 'Access denied' };
  const request = accessRequest({ instead: [], userName: '' });
  await nas.send(request);
  nas.now = 1100;
  nas.server.tick();
  expect(replyTo(request, nas.sent[0]).code).toBe(PacketCode.accessReject);
  expect(nas.asked).toMatchObject([{ userName: Buffer.alloc(0), credentials: { method: 'unsupported', offered: 'credentials-missing' } }]);
  expect(nas.drops).toEqual([]);
});
