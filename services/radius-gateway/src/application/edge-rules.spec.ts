/** Rules of a sign-in that the edge keeps: which protocol is refused how, when a reject leaves, what gets no answer. */
import { randomBytes } from 'node:crypto';
import { beforeEach, describe, expect, test } from '@jest/globals';
import {
  AttributeType, MicrosoftType, PacketCode, VendorId, encodeRequest, findValue, hideUserPassword, msChap2Response, vendorSpecific,
} from '@countersign/radius';
import { NAS, Nas, accessRequest, must, replyTo, sharedSecret, accountingRequest } from './nas-fixture.ts';

let nas: Nas;
beforeEach(() => {
  nas = new Nas();
});

/** Sends, lets the reject delay pass, and returns what came back. */
async function answerOf(request: Buffer): Promise<ReturnType<typeof replyTo>> {
  const before = nas.sent.length;
  await nas.send(request);
  nas.now += 1100;
  nas.server.tick();
  return replyTo(request, nas.sent[before]);
}

const microsoft = (type: number, value: Buffer): { type: number; value: Buffer } =>
  must(vendorSpecific(VendorId.microsoft, [{ type, value }]));
const eapIdentity = { type: AttributeType.eapMessage, value: Buffer.from([2, 77, 0, 10, 1, ...Buffer.from('alice')]) };

describe('protocols that carry no passcode', () => {
  const challenge = microsoft(MicrosoftType.chapChallenge, randomBytes(16));
  const protocols = {
    'ms-chap-v1-unsupported': [challenge, microsoft(MicrosoftType.chapResponse, randomBytes(50))],
    'ms-chap-v2': [challenge, microsoft(MicrosoftType.chap2Response, msChap2Response({
      identifier: 1, authenticatorChallenge: randomBytes(16), peerChallenge: randomBytes(16), ntResponse: randomBytes(24),
    }))],
    eap: [eapIdentity],
  } as const;

  test.each(Object.entries(protocols))('%s is put to auth as unsupported, which refuses it with its own code; nothing of it leaves the edge', async (offered, instead) => {
    nas.answer = { outcome: 'refuse', message: 'Access denied' };
    const reply = await answerOf(accessRequest({ instead }));
    expect(nas.asked).toMatchObject([{ userName: Buffer.from('alice'), credentials: { method: 'unsupported', offered } }]);
    expect(Object.keys(nas.asked[0]?.credentials ?? {})).toEqual(['method', 'offered']);
    expect(reply.code).toBe(PacketCode.accessReject);
  });

  test('a rejected EAP conversation ends with EAP-Failure under its identifier, without Reply-Message', async () => {
    nas.answer = { outcome: 'refuse', message: 'Access denied' };
    const reply = await answerOf(accessRequest({ instead: [eapIdentity] }));
    expect(findValue(reply, AttributeType.eapMessage)).toEqual(Buffer.from([4, 77, 0, 4]));
    expect(findValue(reply, AttributeType.replyMessage)).toBeUndefined();
  });

  test('two kinds of credentials in one request are rejected: which is meant cannot be known', async () => {
    nas.answer = { outcome: 'refuse', message: 'Access denied' };
    expect((await answerOf(accessRequest({ more: protocols['ms-chap-v2'] }))).code).toBe(PacketCode.accessReject);
    expect(nas.asked).toMatchObject([{ credentials: { method: 'unsupported', offered: 'several-credentials' } }]);
  });
});

describe('what people see of a refusal', () => {
  test('when the wheel is full a reject leaves at once', async () => {
    nas = new Nas({}, { heldReplies: 1 });
    nas.answer = { outcome: 'refuse', message: '' };
    expect(await nas.send(accessRequest({ identifier: 1 }))).toHaveLength(0);
    expect(await nas.send(accessRequest({ identifier: 2 }))).toHaveLength(1);
  });

  test('what took longer than a second is not held any longer', async () => {
    const request = accessRequest();
    nas.answer = { outcome: 'refuse', message: '' };
    nas.whileAsked = () => {
      nas.now += 1500;
    };
    expect(await nas.send(request)).toHaveLength(1);
  });

  test('an accept is never held', async () => {
    expect(await nas.send(accessRequest())).toHaveLength(1);
  });
});

describe('silence', () => {
  test('shared secret suspected: nothing leaves, and the drop names the agent host', async () => {
    nas.answer = { outcome: 'silence', reason: 'shared-secret-suspected' };
    expect(await nas.send(accessRequest())).toEqual([]);
    expect(nas.drops).toEqual(['shared-secret-suspected']);
    expect(nas.droppedHosts).toEqual(['vpn']);
  });

  test('a copy that comes while the question is in flight is dropped', async () => {
    const request = accessRequest();
    let copies: Buffer[] = [];
    nas.whileAsked = async () => {
      copies = await nas.send(request);
    };
    expect(await nas.send(request)).toHaveLength(1);
    expect(copies).toEqual([]);
    expect(nas.asked).toHaveLength(1);
  });

  test('an entry in flight ends at its deadline: the next copy is asked anew', async () => {
    const request = accessRequest();
    nas.whileAsked = async () => {
      nas.whileAsked = undefined;
      nas.now += 2500;
      await nas.send(request);
    };
    await nas.send(request);
    expect(nas.asked).toHaveLength(2);
  });

  test('auth is asked with the milliseconds that are left', async () => {
    await nas.send(accessRequest());
    expect(nas.remaining).toEqual([2500]);
  });
});

describe('pitfall 8: passwords and names as devices send them', () => {
  const passwordOf = (): unknown => nas.asked.at(-1)?.credentials;

  test('the NUL padding of User-Password is no part of the password, whatever its length', async () => {
    for (const password of ['1', '123456789012345', '1234567890123456', '12345678901234567', 'x'.repeat(128)]) {
      await nas.send(accessRequest({ password, identifier: password.length }));
      expect(passwordOf()).toEqual({ method: 'pap', password: Buffer.from(password) });
    }
  });

  test('UTF-8 and backslashes go through byte for byte', async () => {
    await nas.send(accessRequest({ userName: 'CORP\\müller', password: '密码123456' }));
    expect(nas.asked[0]).toMatchObject({ userName: Buffer.from('CORP\\müller'), credentials: { password: Buffer.from('密码123456') } });
  });

  test('an empty password is a question like any other', async () => {
    const authenticator = randomBytes(16);
    await nas.send(must(encodeRequest({
      code: PacketCode.accessRequest, identifier: 1, authenticator, secret: sharedSecret, messageAuthenticator: 'first',
      attributes: [
        { type: AttributeType.userName, value: Buffer.from('alice') },
        { type: AttributeType.userPassword, value: must(hideUserPassword(Buffer.from([0]), sharedSecret, authenticator)) },
      ],
    })));
    expect(passwordOf()).toEqual({ method: 'pap', password: Buffer.alloc(0) });
  });
});

describe('pitfall 11: no value loses a record', () => {
  test('control characters, ill-formed UTF-8 and a cut emoji reach auth as text that can be stored', async () => {
    const values = [Buffer.from([0x41, 0, 0x42]), Buffer.from([0xff, 0xfe]), Buffer.concat([Buffer.alloc(249, 0x61), Buffer.from('😀')])];
    for (const [identifier, value] of values.entries()) {
      await nas.send(accessRequest({ identifier, more: [{ type: AttributeType.callingStationId, value }] }));
      const station = nas.asked[identifier]?.callingStationId ?? '';
      expect(station.isWellFormed()).toBe(true);
      expect(station).not.toMatch(/\p{Cc}/u);
      expect(station.length).toBeLessThanOrEqual(253);
    }
  });

  test('unknown attributes do not keep a request from being asked', async () => {
    expect(await nas.send(accessRequest({ more: [{ type: 224, value: randomBytes(253) }] }))).toHaveLength(1);
  });
});

describe('accounting', () => {
  test('is verified, recorded and then answered', async () => {
    const [reply] = await nas.send(accountingRequest(), NAS, 'accounting');
    expect(reply?.readUInt8(0)).toBe(PacketCode.accountingResponse);
    expect(nas.accounted).toMatchObject([{ userName: 'alice', attributes: { 'Acct-Status-Type': 'Start' } }]);
  });

  test('is not answered while it cannot be recorded', async () => {
    nas.answer = new Error('database down');
    expect(await nas.send(accountingRequest(), NAS, 'accounting')).toEqual([]);
  });

  test('that finds no room is not answered; the next copy is recorded', async () => {
    nas.hasRoom = false;
    expect(await nas.send(accountingRequest(), NAS, 'accounting')).toEqual([]);
    expect(nas.drops).toEqual(['overloaded']);
    nas.hasRoom = true;
    expect(await nas.send(accountingRequest(), NAS, 'accounting')).toHaveLength(1);
  });

  test('with a wrong authenticator is silence', async () => {
    const forged = accountingRequest();
    forged.writeUInt8(forged.readUInt8(10) ^ 1, 10);
    expect(await nas.send(forged, NAS, 'accounting')).toEqual([]);
    expect(nas.accounted).toEqual([]);
  });
});
