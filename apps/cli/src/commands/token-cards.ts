import * as adminApi from '@countersign/contracts/admin-api';
import { type Command, Option } from 'commander';
import type { Context } from '../context.ts';
import { type DateArgument, parseEnd } from '../input/dates.ts';
import { parseCount } from '../input/values.ts';
import { type PrivateFile, withPrivateFile } from '../output/private-file.ts';
import { define } from './define.ts';

interface TokenCards {
  readonly site: string;
  readonly out: string;
  readonly count: number;
  readonly uses: number;
  readonly digits: '6' | '8';
  readonly ends?: DateArgument;
  readonly pin: boolean;
}

const { CARD_USES, CARDS_AT_ONCE } = adminApi;

/** `token cards`: makes scratch cards; the file to print has all their codes and is written this once. */
export function addTokenCards(token: Command, context: Context): void {
  define(
    token, 'cards', 'make scratch cards and write them to a PDF file, ten on a page; their codes are shown this once',
    'token cards --site Lab --out cards.pdf', 'token cards --site Lab --count 100 --uses 60 --ends 2027-12-31 --out cards.pdf --lang zh',
  )
    .requiredOption('--site <site>', 'the site that they belong to')
    .requiredOption('--out <file>', 'write the cards to this new PDF file (mode 0600)')
    .addOption(new Option('--count <n>', 'how many cards').argParser(parseCount(1, CARDS_AT_ONCE)).default(1))
    .addOption(new Option('--uses <n>', 'codes on each').argParser(parseCount(CARD_USES.minimum, CARD_USES.maximum)).default(CARD_USES.usual))
    .addOption(new Option('--digits <n>', 'digits of a code').choices(['6', '8']).default('6'))
    .addOption(new Option('--ends <date>', 'the last day on which they are good').argParser(parseEnd))
    .option('--no-pin', 'no PIN goes before their codes')
    .action(async (options: TokenCards) => withPrivateFile(options.out, (file) => make(options, file)));

  async function make(options: TokenCards, file: PrivateFile | undefined): Promise<void> {
    const { directory, client, output, language } = context;
    const { id: siteId } = await directory.site(options.site);
    const { count, uses, pin, ends } = options;
    const made = await client.call(adminApi.makeScratchCards, {
      body: { siteId, count, uses, digits: options.digits === '8' ? 8 : 6, usePin: pin, language, ...typeof ends?.value === 'string' && { endsAt: ends.value } },
    });
    await file?.write(Buffer.from(made.document, 'base64url'));
    // The document is in the file, and nowhere else.
    await output.value({ tokens: made.tokens }, made.tokens.map(({ serial }) => `${serial}\n`).join(''));
  }
}
