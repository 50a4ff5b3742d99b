import { adminApi } from '@countersign/contracts';
import { type Command, Option } from 'commander';
import QRCode from 'qrcode';
import { call } from '../admin/client.ts';
import { find, sites, users } from '../admin/find.ts';
import type { Surroundings } from '../surroundings.ts';

interface TokenAdd {
  readonly site: string;
  readonly type: 'totp' | 'hotp';
  readonly assign?: string;
  readonly qr?: string;
  readonly pin: boolean;
  readonly json?: boolean;
}

/** `token add`: makes a token for any authenticator app; its otpauth URI holds the seed and is shown this once. */
export function addTokenAdd(program: Command, { stdout }: Surroundings): void {
  const token = program.commands.find((command) => command.name() === 'token') ?? program.command('token');
  token.command('add').description('make a TOTP or HOTP token for an authenticator app')
    .requiredOption('--site <site>', 'the site that owns the token')
    .addOption(new Option('--type <type>').choices(['totp', 'hotp']).default('totp'))
    .option('--assign <login>', 'give it to this user of the site')
    .option('--qr <file>', 'write the QR code as a PNG file')
    .option('--no-pin', 'the token is used without PIN')
    .option('--json', 'print one JSON object')
    .action(async ({ site, type, assign, qr, pin, json }: TokenAdd) => {
      const siteId = (await find(sites, site)).id;
      const assignTo = assign === undefined ? undefined : (await find(users, assign, siteId)).id;
      const made = await call(adminApi.makeToken, { body: { siteId, type, usePin: pin, assignTo } });
      if (qr !== undefined) await QRCode.toFile(qr, made.otpauth);
      stdout.write(json ? `${JSON.stringify(made)}\n` : `${made.token.serial}\n${made.otpauth}\n${await QRCode.toString(made.otpauth, { type: 'utf8' })}\n`);
    });
}
