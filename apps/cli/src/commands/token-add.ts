import * as adminApi from '@countersign/contracts/admin-api';
import { type Command, Option } from 'commander';
import QRCode from 'qrcode';
import type { Context } from '../context.ts';
import { type PrivateFile, withPrivateFile } from '../output/private-file.ts';
import { define } from './define.ts';

interface TokenAdd {
  readonly site: string;
  readonly type: 'totp' | 'hotp';
  readonly assign?: string;
  readonly qr?: string;
  readonly pin: boolean;
  readonly serial?: string;
  readonly digits: '6' | '8';
  readonly period: '30' | '60';
  readonly hash: 'sha1' | 'sha256' | 'sha512';
  readonly issuer?: string;
}

/** `token add`: makes a token for any authenticator app; its otpauth URI holds the seed and is shown this once. */
export function addTokenAdd(token: Command, context: Context): void {
  define(
    token, 'add', 'make a token for an authenticator app; its otpauth URI is shown this once',
    'token add --site Lab --type totp --assign alice', 'token add --site Lab --type hotp --qr token.png --json',
  )
    .requiredOption('--site <site>', 'the site that it belongs to')
    .addOption(new Option('--type <type>', 'by time or by event').choices(['totp', 'hotp']).default('totp'))
    .option('--assign <login>', 'give it to this user: of the site, or else of any')
    .option('--qr <file>', 'write the QR code to this new PNG file (mode 0600)')
    .option('--no-pin', 'no PIN goes before its codes')
    .option('--serial <serial>', 'its serial number; made up unless given')
    .addOption(new Option('--digits <n>', 'digits of a code').choices(['6', '8']).default('6'))
    .addOption(new Option('--period <seconds>', 'how long a code lasts, by time').choices(['30', '60']).default('30'))
    .addOption(new Option('--hash <hash>', 'many apps know sha1 alone').choices(['sha1', 'sha256', 'sha512']).default('sha1'))
    .option('--issuer <name>', 'the name that the app shows; the site’s unless given')
    .action(async (options: TokenAdd) => withPrivateFile(options.qr, (file) => add(options, file)));

  async function add(options: TokenAdd, file: PrivateFile | undefined): Promise<void> {
    const { directory, client, output } = context;
    const { id: siteId } = await directory.site(options.site);
    const assignTo = options.assign === undefined ? undefined : (await directory.near((login, site) => directory.user(login, site), options.assign, siteId)).id;
    const { type, pin, serial, hash, issuer } = options;
    const body = {
      siteId, type, hash, issuer, serial, assignTo, usePin: pin, digits: options.digits === '8' ? 8 : 6, period: options.period === '60' ? 60 : 30,
    } as const;
    const made = await client.call(adminApi.makeToken, { body });
    await file?.write(await QRCode.toBuffer(made.otpauth));
    await output.value(made, `${made.token.serial}\n${made.otpauth}\n${await QRCode.toString(made.otpauth, { type: 'utf8' })}\n`);
  }
}
