/** People whose first password an OpenLDAP checks, beside others who have a token alone, in the whole system: while the directory is stopped, slow and refusing. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import * as adminApi from '@countersign/contracts/admin-api';
import { Doorway, describeWithSlapd, eventually, privateSlapd, type PrivateSlapd, untilInTime } from '@countersign/testing';
import type { AdminApi } from '../harness/admin-api.ts';
import { addPeople, type Person } from '../harness/people.ts';
import { RadiusClient, type RadiusReply, type SignInOptions } from '../harness/radius-client.ts';
import { StandaloneProcess } from '../harness/standalone-process.ts';

const describe = await describeWithSlapd();
const SECRET = 'a-secret-of-the-vpn-concentrator';
const SUFFIX = 'dc=example,dc=com';
const ADMIN_PASSWORD = 'service secret';
const PASSWORD = 'Wonder land!';
/** Longer than anything here waits for it. */
const SLOW_MS = 5_000;
const [ACCEPT, REJECT, CHALLENGE] = [2, 3, 11];
/** Those who have a token alone. */
const OTHERS = 6;

const entry = ({ login }: Person): string => `dn: uid=${login},${SUFFIX}\nobjectClass: inetOrgPerson\nsn: x\ncn: x\nuid: ${login}\nuserPassword: ${PASSWORD}\n`;

describe('a directory that lets everybody down but its own people', () => {
  let server: StandaloneProcess;
  let slapd: PrivateSlapd;
  let door: Doorway;
  let api: AdminApi;
  let [atOnce, inSteps]: Person[] = [];
  let others: Person[] = [];
  const used = new Map<Person, number>();
  /** Sign-ins of its people that were refused although their password was right: it let them down. */
  let refused = 0;
  /** When these began to be counted. */
  let since = '';

  beforeAll(async () => {
    server = await StandaloneProcess.start();
    api = await server.api();
    const site = async (name: string, parentId: string | null): Promise<string> => (await api.call(adminApi.createSite, { body: { name, parentId } })).id;
    const head = await site('Head office', null);
    const [oneLine, twoSteps] = [await site('One line', head), await site('Two steps', head)];
    await api.call(adminApi.createAgentHost, { body: { siteId: head, name: 'VPN', addresses: [{ address: '127.0.0.1' }], secret: SECRET, openToAll: true } });
    [atOnce] = await addPeople(api, oneLine, { prefix: 'line', count: 1, usePin: false });
    [inSteps] = await addPeople(api, twoSteps, { prefix: 'step', count: 1, usePin: false });
    others = await addPeople(api, head, { prefix: 'token', count: OTHERS, usePin: false });
    slapd = await privateSlapd({ suffix: SUFFIX, adminPassword: ADMIN_PASSWORD, ldif: [
      `dn: ${SUFFIX}\nobjectClass: dcObject\nobjectClass: organization\ndc: example\no: Example\n`, ...[atOnce, inSteps].map((person) => person && entry(person)),
    ].join('\n') });
    door = await Doorway.before(slapd.address, SLOW_MS);
    const backEnd = await api.call(adminApi.createBackEnd, { body: {
      siteId: head, name: 'ldap', servers: [door.address], security: 'none', bindPassword: ADMIN_PASSWORD, serverTimeoutMs: 1500,
      lookup: { how: 'search', baseDn: SUFFIX, filter: '(uid={login})', bindDn: `cn=admin,${SUFFIX}` },
    } });
    for (const [id, order] of [[oneLine, 'concatenated'], [twoSteps, 'challenge']] as const) {
      await api.call(adminApi.setFirstFactor, { parameters: { id }, body: { backEndId: backEnd.id, staticPassword: 'none', passcode: true, order, withoutToken: 'refuse' } });
    }
    await eventually(async () => expect(await first(atOnce)).toMatchObject({ code: ACCEPT }));
    [since, refused] = [new Date().toISOString(), 0];
  }, 300_000);
  afterAll(async () => {
    await server[Symbol.asyncDispose]();
    await door?.[Symbol.asyncDispose]();
    await slapd?.stop();
  });

  /** The person's next code, which is used up when it is accepted. */
  const codeOf = (person: Person): string => person.code(used.get(person) ?? 0);
  const spend = (person: Person): void => void used.set(person, (used.get(person) ?? 0) + 1);
  async function ask(person: Person | undefined, text: (code: string) => string, options: SignInOptions = {}): Promise<RadiusReply | undefined> {
    if (person === undefined) throw new Error('nobody');
    const client = new RadiusClient(SECRET);
    const reply = await client.askOnce(client.accessRequest(person.login, text(codeOf(person)), options), server.radiusPort);
    if (reply?.code === ACCEPT) spend(person);
    return reply;
  }
  /** The first packet of a sign-in as its site wants it. */
  const first = async (person: Person | undefined): Promise<RadiusReply | undefined> => {
    const reply = await ask(person, (code) => (person === inSteps ? PASSWORD : `${PASSWORD}${code}`));
    if (reply?.code === REJECT) refused += 1;
    return reply;
  };
  const whole = async (person: Person | undefined): Promise<RadiusReply | undefined> => {
    const reply = await first(person);
    return reply?.code === CHALLENGE ? ask(person, (code) => code, { state: reply.state }) : reply;
  };

  test('both ways sign in; a wrong password does not, and costs no code', async () => {
    expect(await ask(atOnce, (code) => `wrong${code}`, { callingStation: 'elsewhere' })).toMatchObject({ code: REJECT });
    expect(await ask(inSteps, () => 'wrong', { callingStation: 'elsewhere' })).toMatchObject({ code: REJECT });
    expect(await whole(atOnce)).toMatchObject({ code: ACCEPT, message: 'PASSCODE Accept' });
    expect(await first(inSteps)).toMatchObject({ code: CHALLENGE, message: 'Enter PASSCODE:' });
    expect(await whole(inSteps)).toMatchObject({ code: ACCEPT, message: 'PASSCODE Accept' });
  });

  test.each<[name: string, begin: () => Promise<void>, end: () => Promise<void>]>([
    ['stopped', async () => door.stop(), async () => door.start()],
    ['slow', async () => { door.mode = 'slow'; }, async () => { door.mode = 'open'; }],
    ['refusing', async () => { door.mode = 'refusing'; }, async () => { door.mode = 'open'; }],
  ])('%s: its people are refused in time and by name, the others sign in meanwhile, and no code is lost', async (_name, begin, end) => {
    const recovered = async (): Promise<void> => {
      for (const person of [atOnce, inSteps]) expect(await whole(person)).toMatchObject({ code: ACCEPT });
    };
    await begin();
    // A busy machine may need that second for the others alone. Then they all sign in once more – but not before the directory
    // has been asked in between: one that does not answer three times in a row is left alone, and holds nobody up.
    await untilInTime(async () => {
      let answered = 0;
      const theirs = [atOnce, inSteps].map(async (person) => {
        const reply = await first(person);
        answered += 1;
        return reply;
      });
      const meanwhile = await Promise.all(others.map(async (person) => ask(person, (code) => code)));
      const early = answered;
      expect(await Promise.all(theirs)).toEqual([expect.objectContaining({ code: REJECT }), expect.objectContaining({ code: REJECT })]);
      expect(meanwhile).toEqual(others.map(() => expect.objectContaining({ code: ACCEPT })));
      if (early === 0) return true; // a reject leaves a second after its request: nobody waited for that, nor for the directory
      await end();
      await recovered();
      await begin();
      return undefined;
    });
    await end();
    await recovered();
  });

  test('the trail has each of these refusals by its own code', async () => {
    await eventually(async () => {
      const { entries } = await api.call(adminApi.listAuditEvents, { query: { from: since, result: 'back-end-unreachable', limit: 100 } });
      expect(entries).toHaveLength(refused);
    });
  });
});
