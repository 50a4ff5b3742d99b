import path from 'node:path';
import { clip, userFields, type UserField } from '@countersign/contracts';
import * as adminApi from '@countersign/contracts/admin-api';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { checkValues } from '../admin/client.ts';
import type { Context } from '../context.ts';
import { withUpload } from '../input/upload.ts';
import { collect } from '../input/values.ts';
import { define } from './define.ts';
import { printJob, readJob, waitFor } from './job-view.ts';

type Options = adminApi.UserImportOptions;
type ChosenColumn = readonly [field: UserField, column: string | number];

interface ImportFlags extends Pick<Options, 'encoding' | 'existing' | 'header'> {
  readonly site: string;
  readonly delimiter?: keyof typeof DELIMITERS;
  readonly column?: readonly ChosenColumn[];
  readonly makeGroups?: boolean;
  readonly partial?: boolean;
  readonly dryRun?: boolean;
  readonly background?: boolean;
}

const DELIMITERS = { comma: ',', semicolon: ';', tab: '\t' } as const;
const { encoding, existing } = adminApi.userImportOptionsSchema.shape;

/** `user import`: sends the file, waits for the job that comes of it, and prints its report. */
export function addUserImport(user: Command, context: Context): void {
  define(
    user, 'import <file>', 'import users from a CSV file: all of it or nothing, unless --partial; exits 1 when anything was refused',
    'user import people.csv --site Lab --dry-run', 'user import people.csv --site Lab --column login=Account --column displayName="Full name" --existing update --make-groups',
  )
    .requiredOption('--site <site>', 'the site that gets the users')
    .option('--column <field=column>', 'which column a field is, by its name in the header or its number from 1; again for each field', collect(parseColumn))
    .addOption(new Option('--encoding <encoding>', 'of the text').choices(encoding.unwrap().options).default('auto'))
    .addOption(new Option('--delimiter <delimiter>', 'between the cells; found in the first line unless given').choices(Object.keys(DELIMITERS)))
    .option('--no-header', 'the first line is a user, and columns are given by their numbers')
    .addOption(new Option('--existing <what>', 'what becomes of users who are there already').choices(existing.unwrap().options).default('refuse'))
    .option('--make-groups', 'make groups that the site does not have; otherwise their users are refused')
    .option('--partial', 'import the good records although others are refused')
    .option('--dry-run', 'only report what would happen')
    .option('--background', 'do not wait: print the job, which goes on')
    .action(async (file: string, flags: ImportFlags) => {
      const options = {
        site: (await context.directory.site(flags.site)).id, fileName: clip(path.basename(file), 255), encoding: flags.encoding, header: flags.header, existing: flags.existing,
        ...flags.delimiter === undefined ? {} : { delimiter: DELIMITERS[flags.delimiter] },
        ...flags.column === undefined ? {} : { columns: Object.fromEntries(flags.column) },
        makeGroups: flags.makeGroups ?? false, partial: flags.partial ?? false, dryRun: flags.dryRun ?? false,
      };
      checkValues(adminApi.userImportOptionsSchema, options);
      const { id } = await withUpload(file, options, async (body) => context.client.stream(adminApi.startUserImport, adminApi.USER_IMPORT_CONTENT_TYPE, body));
      await printJob(context, await (flags.background === true ? readJob(context, id) : waitFor(context, id)), await context.directory.sites());
    });
}

/** @throws InvalidArgumentError */
function parseColumn(text: string): ChosenColumn {
  const [, name = '', column = ''] = /^(\w+)=(.+)$/.exec(text) ?? [];
  const field = userFields.find((known) => known === name);
  if (field === undefined) throw new InvalidArgumentError(`must be one of ${userFields.join(', ')}, then = and a column`);
  return [field, /^\d{1,4}$/.test(column) ? Number(column) : column];
}
