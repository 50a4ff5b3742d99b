import path from 'node:path';
import { clip, tokenCsvColumns, type TokenCsvColumn, type TokenCsvOptions, tokenFileKindText } from '@countersign/contracts';
import * as adminApi from '@countersign/contracts/admin-api';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { checkValues } from '../admin/client.ts';
import { RefusedByServer } from '../admin/problem.ts';
import type { Context } from '../context.ts';
import { ExitCode } from '../errors/exit-codes.ts';
import { errorReport } from '../errors/render.ts';
import { type Note, readSecretFile, readSecretText } from '../input/files.ts';
import { withUpload } from '../input/upload.ts';
import { collect, parseCount } from '../input/values.ts';
import { labels } from '../output/labels.ts';
import type { Text } from '../output/language.ts';
import { define } from './define.ts';
import { printJob, readJob } from './job-view.ts';

interface ImportFlags {
  readonly site: string;
  readonly format: adminApi.ImportOptions['format'];
  readonly kind: adminApi.ImportOptions['kind'];
  readonly assign: adminApi.ImportOptions['assign'];
  readonly passwordStdin?: boolean;
  readonly keyFile?: string;
  readonly privateKeyFile?: string;
  readonly type?: 'hotp' | 'totp';
  readonly hash?: 'sha1' | 'sha256' | 'sha512';
  readonly digits?: number;
  readonly period?: number;
  readonly column?: readonly ChosenColumn[];
  readonly header: boolean;
  readonly delimiter?: keyof typeof DELIMITERS;
  readonly seed?: NonNullable<TokenCsvOptions['seedEncoding']>;
  readonly enable?: boolean;
  readonly mode: 'pin' | 'no-pin';
  readonly partial?: boolean;
  readonly dryRun?: boolean;
  readonly background?: boolean;
}

type Report = adminApi.ImportReport;
type ChosenColumn = readonly [column: TokenCsvColumn, place: string | number];
const DELIMITERS = { comma: ',', semicolon: ';', tab: '\t', pipe: '|', blank: ' ' } as const;
const { format, kind, assign } = adminApi.importOptionsSchema.shape;

/** `token import`: streams the file, prints the report, exits 1 when anything was refused. */
export function addTokenImport(token: Command, context: Context): void {
  const { output, language } = context;
  define(
    token, 'import <file>', 'import a token file: all of it or nothing, unless --partial; exits 1 when anything was refused',
    'token import tokens.xml --site Lab --dry-run', 'token import tokens.xml --site Lab --password-stdin --enable < password.txt', 'token import seeds.csv --site Lab --type totp --period 60', 'token import seeds.csv --site Lab --column serial=Item --column key=3 --partial --json',
  )
    .requiredOption('--site <site>', 'the site that gets the tokens')
    .addOption(new Option('--format <format>', 'what the file is').choices(format.unwrap().options).default('auto'))
    .addOption(new Option('--password-stdin', 'the seed password is the next line of standard input').conflicts('keyFile'))
    .option('--key-file <file>', 'the key of an encrypted PSKC file, in hexadecimal digits, is the line in this file')
    .option('--private-key-file <file>', 'the OpenPGP private key that the file was encrypted for; --password-stdin gives its passphrase')
    .addOption(new Option('--type <type>', 'what the tokens of a CSV file are, where it does not say it').choices(['totp', 'hotp']))
    .addOption(new Option('--hash <hash>', 'their hash, where it does not say it').choices(['sha1', 'sha256', 'sha512']))
    .option('--digits <digits>', 'their digits, where it does not say it', parseCount(6, 8))
    .option('--period <seconds>', 'their period, where it does not say it', parseCount(1, 604_800))
    .option('--column <field=column>', 'which column of a CSV file a field is, by its name in the header or its number from 1; again for each field', collect(parseColumn))
    .option('--no-header', 'its first line is a token')
    .addOption(new Option('--delimiter <delimiter>', 'between its cells; found in the first line unless given').choices(Object.keys(DELIMITERS)))
    .addOption(new Option('--seed <encoding>', 'of its seeds; found unless given').choices(['hex', 'base32', 'base64']))
    .option('--enable', 'the tokens may be used at once; otherwise each must be enabled')
    .addOption(new Option('--mode <mode>', 'whether a PIN goes before the codes').choices(['pin', 'no-pin']).default('pin'))
    .addOption(new Option('--kind <kind>', 'what the tokens are').choices(kind.unwrap().options).default('auto'))
    .addOption(new Option('--assign <whom>', 'whom a token goes to whose user the file names').choices(assign.unwrap().options).default('nobody'))
    .option('--partial', 'import the good records although others are refused')
    .option('--dry-run', 'only report what would happen')
    .option('--background', 'do not wait: print the job that does it, for "job show"')
    .action(async (file: string, flags: ImportFlags) => {
      const options = {
        format: flags.column !== undefined && flags.format === 'auto' ? 'oath-csv' as const : flags.format, kind: flags.kind, assign: flags.assign, ...csvOf(flags), ...await unlock(flags), site: (await context.directory.site(flags.site)).id,
        enable: flags.enable ?? false, mode: { usePin: flags.mode === 'pin' }, partial: flags.partial ?? false, dryRun: flags.dryRun ?? false,
      };
      checkValues(adminApi.importOptionsSchema, options);
      if (flags.background === true) return startJob(file, options);
      try {
        const report = await withUpload(file, options, async (body) => context.client.stream(adminApi.importTokens, adminApi.IMPORT_CONTENT_TYPE, body));
        await print(report);
        if (report.refusedCount > 0) context.finish(ExitCode.refused);
        if (report.refusedCount > 0 && report.read > 0 && !options.partial && !output.json) output.note(ALL_OR_NOTHING);
      } catch (error) {
        if (!(error instanceof RefusedByServer) || error.report === undefined) throw error;
        await print(error.report, error);
        context.finish(ExitCode.refused);
      }
    });

  async function startJob(file: string, options: object): Promise<void> {
    const named = { ...options, fileName: clip(path.basename(file), 255) };
    const { id } = await withUpload(file, named, async (body) => context.client.stream(adminApi.startTokenImport, adminApi.IMPORT_CONTENT_TYPE, body));
    await printJob(context, await readJob(context, id), await context.directory.sites());
  }

  async function unlock({ passwordStdin, keyFile, privateKeyFile }: ImportFlags): Promise<Pick<adminApi.ImportOptions, 'password' | 'key' | 'privateKey'>> {
    const note: Note = (text) => { output.note(text); };
    if (keyFile !== undefined) return { key: readSecretFile(keyFile, note).replace(/^\s*0x/i, '').replaceAll(/[\s:-]/g, '') };
    return {
      ...privateKeyFile !== undefined && { privateKey: readSecretText(privateKeyFile, note) },
      ...passwordStdin === true && { password: await askSeedPassword() },
    };
  }

  /** It exists already, so it is asked for once. */
  const askSeedPassword = (): Promise<string> => context.input().next(['Seed password:', '种子密码：']);

  async function print(report: Report, error?: RefusedByServer): Promise<void> {
    const failure = error === undefined ? {} : { error: errorReport(error, language) };
    await output.value({ ...report, ...failure }, [summary(report, language === 'zh'), refusals(report), warnings(report)].join(''));
  }

  function refusals({ refused }: Report): string {
    if (refused.length === 0) return '';
    return `\n${output.table<Report['refused'][number]>([
      { title: ['Line', '行'], text: ({ line }) => String(line), align: 'right' },
      { title: labels.serial, text: ({ serial }) => serial ?? '' },
      { title: ['Refused because', '拒绝原因'], text: ({ reason, detail }) => (detail === null ? reason : `${reason}: ${tokenFileKindText(detail, language === 'zh' ? 'zh' : 'en') ?? detail}`) },
    ]).lines(refused)}`;
  }

  function warnings({ warnings: list }: Report): string {
    if (list.length === 0) return '';
    return `\n${output.table<Report['warnings'][number]>([
      { title: ['Line', '行'], text: ({ line }) => String(line), align: 'right' },
      { title: labels.serial, text: ({ serial }) => serial ?? '' },
      { title: ['Warning', '警告'], text: ({ warning, detail = null }) => (detail === null ? warning : `${warning}: ${detail}`) },
    ]).lines(list)}`;
  }
}

/** What is said of a CSV file; nothing for other files. */
function csvOf({ type, hash, digits, period, column, header, delimiter, seed }: ImportFlags): { csv?: TokenCsvOptions } {
  const assume = { ...type && { algorithm: type }, ...hash && { hash }, ...digits !== undefined && { digits }, ...period !== undefined && { period } };
  const csv: TokenCsvOptions = {
    ...Object.keys(assume).length > 0 && { assume }, ...column && { columns: Object.fromEntries(column) }, ...!header && { header },
    ...delimiter && { delimiter: DELIMITERS[delimiter] }, ...seed && { seedEncoding: seed },
  };
  return Object.keys(csv).length > 0 ? { csv } : {};
}

/** @throws InvalidArgumentError */
function parseColumn(text: string): ChosenColumn {
  const [, name = '', column = ''] = /^(\w+)=(.+)$/.exec(text) ?? [];
  const field = tokenCsvColumns.find((known) => known === name);
  if (field === undefined) throw new InvalidArgumentError(`must be one of ${tokenCsvColumns.join(', ')}, then = and a column`);
  return [field, /^\d{1,4}$/.test(column) ? Number(column) : column];
}

const ALL_OR_NOTHING: Text = ['It is all or nothing: --partial imports the good records.', '默认要么全部导入，要么都不导入；--partial 可导入其余记录。'];

function summary({ dryRun, imported, assigned = 0, refusedCount, warnings }: Report, chinese: boolean): string {
  if (chinese) return `${dryRun ? '试运行：将导入' : '已导入'} ${imported}${assigned > 0 ? `，分配 ${assigned}` : ''}，拒绝 ${refusedCount}，警告 ${warnings.length}\n`;
  return `${dryRun ? 'Dry run: would import' : 'Imported'} ${imported}${assigned > 0 ? `, assigned ${assigned}` : ''}, refused ${refusedCount}, warnings ${warnings.length}\n`;
}
