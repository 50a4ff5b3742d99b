/** Seed files laid out as vendors lay them out: imported through the API, and the codes that `oathtool` computes of their seeds sign in. */
import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import * as adminApi from '@countersign/contracts/admin-api';
import { encodeBase32 } from '@countersign/token-files';
import type { z } from 'zod';
import type { AdminApi } from '../harness/admin-api.ts';
import { debianFile, debianProgram } from '../harness/debian-program.ts';
import { addSite } from '../harness/people.ts';
import { RadiusClient } from '../harness/radius-client.ts';
import { StandaloneProcess } from '../harness/standalone-process.ts';

const SECRET = 'a-secret-of-the-vpn-concentrator';
const ACCEPT = 2;

let server: StandaloneProcess;
let api: AdminApi;
let oathtool: string;
let site: string;

beforeAll(async () => {
  oathtool = await debianProgram('oathtool', 'oathtool');
  server = await StandaloneProcess.start();
  api = await server.api();
  site = await addSite(api, { name: 'Vendors', secret: SECRET });
}, 300_000);
afterAll(async () => server[Symbol.asyncDispose]());

interface VendorFile {
  readonly name: string;
  /** @param seed of the token with this serial */
  readonly file: (serial: string, seed: Buffer) => string | Buffer;
  readonly seedBytes?: number;
  readonly csv?: z.input<typeof adminApi.importOptionsSchema>['csv'];
  readonly format?: 'oath-csv';
  /** What `oathtool` has to be told besides the seed. */
  readonly code: readonly string[];
}

const files: readonly VendorFile[] = [
  {
    name: 'Entra ID: base32 in lower case, byte order mark, CRLF', code: ['--totp'],
    file: (serial, seed) => `\uFEFFupn,serial number,secret key,time interval,manufacturer,model\r\n,${serial},${encodeBase32(seed).toLowerCase()},30,Example,Key\r\n`,
  },
  {
    name: 'a spreadsheet: UTF-16, semicolons, a formula for the serial, minutes and eight digits', code: ['--totp', '--time-step-size=60s', '--digits=8'],
    file: (serial, seed) => Buffer.from(`\uFEFFsep=;\r\nSerial Number;Secret Key (HEX);Time Interval (seconds);OTP Length\r\n="${serial}";${seed.toString('hex').toUpperCase()};60;8\r\n`, 'utf16le'),
  },
  {
    name: 'two columns and nothing else, of time tokens with a minute', code: ['--totp', '--time-step-size=60s'], csv: { assume: { algorithm: 'totp', period: 60 } },
    file: (serial, seed) => `${serial} ${seed.toString('hex')}\r\n`,
  },
  {
    name: 'two columns and nothing else, of event tokens', code: ['--hotp', '--counter=0'],
    file: (serial, seed) => `${serial},${encodeBase32(seed)}\n`,
  },
  {
    name: 'columns that the operator names, seeds in base64', code: ['--totp=sha256'], seedBytes: 32, format: 'oath-csv',
    csv: { columns: { serial: 'Ordered item', key: 4 }, seedEncoding: 'base64', assume: { hash: 'sha256' } },
    file: (serial, seed) => `Remark;Ordered item;Colour;Content\nspare;${serial};grey;${seed.toString('base64')}\n`,
  },
  {
    name: 'Yubico: traditional log', code: ['--hotp', '--counter=0', '--digits=8'],
    file: (serial, seed) => `LOGGING START,03.02.24 09:30\nOATH-HOTP,03.02.24 09:31,1,${serial},,${seed.toString('hex')},,,0,0,0,8,0,0,0,0,0,0\n`,
  },
  {
    name: 'SafeNet: XML', code: ['--hotp', '--counter=3'],
    file: (serial, seed) => `<Tokens><Token serial="${serial}"><Applications><Application><Seed>${seed.toString('hex')}</Seed><MovingFactor>3</MovingFactor></Application></Applications></Token></Tokens>`,
  },
  {
    name: 'SafeNet: records of a time token', code: ['--totp=sha256', '--start-time=2000-01-01 00:00:00 UTC'], seedBytes: 32,
    file: (serial, seed) => `dn: sccAuthenticatorId=${serial}\nsccAuthenticatorId: ${serial}\nsccTokenType: Example-TS\nsccTokenData: sccKey=${seed.toString('hex')};sccMode=T;sccPwLen=6;sccTick=30;crypto=HmacSHA256;\n`,
  },
  {
    name: 'an app’s export', code: ['--totp'],
    file: (serial, seed) => {
      const field = (tag: number, value: Buffer): Buffer => Buffer.concat([Buffer.from([tag, value.length]), value]);
      const account = Buffer.concat([field(0x0a, seed), field(0x12, Buffer.from(serial)), Buffer.from([0x20, 1, 0x28, 1, 0x30, 2])]);
      return `otpauth-migration://offline?data=${encodeURIComponent(field(0x0a, account).toString('base64'))}\n`;
    },
  },
  {
    name: 'PSKC with a prefix, and its seed in hexadecimal digits', code: ['--totp', '--time-step-size=60s'],
    file: (serial, seed) => `<?xml version="1.0"?><pskc:KeyContainer Version="1.0" xmlns:pskc="urn:ietf:params:xml:ns:keyprov:pskc:1.0"><pskc:KeyPackage><pskc:DeviceInfo><pskc:SerialNo>${serial}</pskc:SerialNo></pskc:DeviceInfo><pskc:Key Id="${serial}" Algorithm="urn:ietf:params:xml:ns:keyprov:pskc:totp"><pskc:Data><pskc:Secret><pskc:PlainValue>${seed.toString('hex')}</pskc:PlainValue></pskc:Secret><pskc:TimeInterval><pskc:PlainValue>60</pskc:PlainValue></pskc:TimeInterval></pskc:Data></pskc:Key></pskc:KeyPackage></pskc:KeyContainer>`,
  },
];

describe('a file is imported, and its token signs in', () => {
  test.each(files.map((file, index) => ({ ...file, index })))('$name', async ({ file, seedBytes = 20, csv, format, code, index }) => {
    const serial = `0000${index}`;
    const seed = randomBytes(seedBytes);
    const report = await api.importTokens({ site, mode: { usePin: false }, ...format && { format }, ...csv && { csv } }, file(serial, seed));
    expect(report).toMatchObject({ imported: 1, refused: [] });
    const { items: [token] } = await api.call(adminApi.listTokens, { query: { serial } });
    const user = await api.call(adminApi.createUser, { body: { siteId: site, login: `person-${index}` } });
    await api.call(adminApi.assignToken, { parameters: { id: token?.id ?? '' }, body: { userId: user.id } });
    const { stdout } = await promisify(execFile)(oathtool, [...code, seed.toString('hex')]);
    const client = new RadiusClient(SECRET);
    expect(await client.ask(client.accessRequest(`person-${index}`, stdout.trim()), server.radiusPort)).toMatchObject({ code: ACCEPT });
  });
});

describe('a file that holds no tokens is refused for what it is', () => {
  test.each([
    ['a workbook', Buffer.concat([Buffer.from('PK\u0003\u0004'), Buffer.alloc(26), Buffer.from('[Content_Types].xml')]), 'an office document: save the table as CSV (UTF-8)'],
    ['an app’s backup', '{"version":1,"entries":[]}', 'JSON, an app’s backup perhaps: export otpauth addresses as text instead'],
    ['a software token', '<TKNHeader><Version>7.0</Version></TKNHeader>', 'one software token (TKNHeader XML)'],
    ['columns without known names', 'Ordered item,Content\nA1,31323334353637383930\n', 'unknown-columns at line 1: Ordered item, Content'],
  ])('%s', async (_name, file, text) => {
    await expect(api.importTokens({ site }, file)).rejects.toThrow(text);
  });
});

describe('scratch cards, printed', () => {
  /** Lines as a PDF reader finds them. */
  async function linesOf(document: string): Promise<string[]> {
    const pdftotext = await debianProgram('pdftotext', 'poppler-utils');
    await debianFile('/usr/share/poppler/cMap/Adobe-GB1/UniGB-UCS2-H', 'poppler-data'); // the Chinese font's letters
    const reading = promisify(execFile)(pdftotext, ['-layout', '-enc', 'UTF-8', '-', '-']);
    reading.child.stdin?.end(Buffer.from(document, 'base64url'));
    const { stdout, stderr } = await reading;
    expect(stderr).toBe('');
    return stdout.split(/[\n\f]/).map((line) => line.trim().replaceAll(/\s+/g, ' ')).filter((line) => line !== '');
  }

  test.each([
    ['en', 'scratch card', 'Serial', 'Valid to', 'Use the codes in their order, each of them once.'],
    ['zh', '刮刮卡', '序列号', '有效期至', '请按编号顺序使用，每个令牌码只能使用一次。'],
  ] as const)('%s: a reader finds the serial, the last day and the codes, and the first of them signs in', async (language, head, serialLabel, validTo, rule) => {
    const hostile = await api.call(adminApi.createSite, { body: { name: `) Tj ET (${language}\\ \u0128 总部` } }); // no name of anybody's making is on a card
    const { tokens: [card], document } = await api.call(adminApi.makeScratchCards, { body: { siteId: hostile.id, uses: 5, usePin: false, endsAt: '2099-07-01T00:00:00Z', language } });
    const lines = await linesOf(document);
    expect(lines).toEqual([`Countersign ${head}`, `${serialLabel} ${card?.serial} ${validTo} 2099-06-30`, expect.stringMatching(/^01 \d{6} 02 \d{6} 03 \d{6} 04 \d{6} 05 \d{6}$/), rule]);
    const user = await api.call(adminApi.createUser, { body: { siteId: site, login: `card-${language}` } });
    await api.call(adminApi.assignToken, { parameters: { id: card?.id ?? '' }, body: { userId: user.id } });
    const client = new RadiusClient(SECRET);
    expect(await client.ask(client.accessRequest(`card-${language}`, lines[2]?.slice(3, 9) ?? ''), server.radiusPort)).toMatchObject({ code: ACCEPT });
  });
});
