import * as adminApi from '@countersign/contracts/admin-api';
import { z } from 'zod';
import { CommandError } from '../errors/command-error.ts';
import { ExitCode } from '../errors/exit-codes.ts';
import type { Text } from '../output/language.ts';

/** The exit code of each refusal that has one of its own; any other is "refused". */
const EXIT_CODES: ReadonlyMap<string, ExitCode> = new Map([
  ['bad-request', ExitCode.usage],
  ['not-found', ExitCode.notFound],
  ['already-exists', ExitCode.conflict],
  ['in-use', ExitCode.conflict],
  ['conflict', ExitCode.conflict],
  ['token-assigned', ExitCode.conflict],
  ['token-not-assigned', ExitCode.conflict],
  ['token-not-lost', ExitCode.conflict],
  ['token-limit-reached', ExitCode.conflict],
  ['message-authenticator-not-seen', ExitCode.conflict],
  ['message-authenticator-locked', ExitCode.conflict],
  ['ambiguous-name', ExitCode.ambiguous],
  ['unauthenticated', ExitCode.unauthenticated],
  ['forbidden', ExitCode.unauthenticated],
  ['unavailable', ExitCode.noAnswer],
  ['deadline-exceeded', ExitCode.noAnswer],
  ['internal-error', ExitCode.internal],
]);

const KEY_REMEDY: Text = [
  'Is COUNTERSIGN_API_KEY_FILE the file of this server, and is the key neither expired nor revoked?',
  '请检查 COUNTERSIGN_API_KEY_FILE 是否为该服务器的密钥文件，密钥是否已过期或被吊销。',
];

/** A refusal may say more than this version knows. */
const refusalSchema = z.object({ ...adminApi.problemSchema.shape, report: adminApi.importReportSchema.optional() });

/** The server refused: an error that ends the command, with the report that an import may have brought. */
export class RefusedByServer extends CommandError {
  constructor(facts: CommandError['facts'], readonly report: adminApi.ImportReport | undefined) {
    super(facts);
  }
}

/** A refusal of the admin API (RFC 9457) as the error that ends the command. */
export function problemError(reply: unknown, url: string): CommandError {
  const problem = refusalSchema.safeParse(reply);
  if (!problem.success) return unexpectedReply(url);
  const { code, detail, errors = [], report } = problem.data;
  const exitCode = EXIT_CODES.get(code) ?? ExitCode.refused;
  return new RefusedByServer({
    exitCode, code, detail: detail ?? (errors.length > 0 ? BAD_VALUES : undefined), items: errors.map((error) => `${error.path}: ${error.message}`),
    remedy: exitCode === ExitCode.unauthenticated ? KEY_REMEDY : undefined,
  }, report);
}

export const BAD_VALUES: Text = ['These values cannot be used', '以下参数值无法使用'];

export const unexpectedReply = (url: string): CommandError => new CommandError({
  exitCode: ExitCode.internal, code: 'unexpected-reply', detail: [`${url} answered what this version does not understand`, `${url} 的应答无法被此版本识别`],
  remedy: ['Is this the address of a Countersign server of the same version?', '请确认该地址是同一版本的 Countersign 服务器。'],
});

/** The record that a name stands for is not there. */
export const notFound = (detail: Text): CommandError => new CommandError({ exitCode: ExitCode.notFound, code: 'not-found', detail });

/** The name stands for several records; `candidates` tell them apart. */
export const ambiguous = (detail: Text, candidates: readonly string[]): CommandError => new CommandError({
  exitCode: ExitCode.ambiguous, code: 'ambiguous-name', detail, items: candidates.toSorted(),
  remedy: ['Add --site with one of these paths.', '请用 --site 给出以上路径之一。'],
});

/** API keys belong to no site: their identifiers tell them apart. */
export const ambiguousKey = (name: string, ids: readonly string[]): CommandError => new CommandError({
  exitCode: ExitCode.ambiguous, code: 'ambiguous-name', detail: [`Several API keys are called "${name}"`, `有多个 API 密钥名为“${name}”`], items: ids,
  remedy: ['Give one of these identifiers.', '请给出以上标识之一。'],
});
