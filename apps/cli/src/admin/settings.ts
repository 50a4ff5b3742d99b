import path from 'node:path';
import { CommandError, usageError } from '../errors/command-error.ts';
import { ExitCode } from '../errors/exit-codes.ts';
import { type Note, readSecretFile } from '../input/files.ts';

export const DEFAULT_URL = 'http://127.0.0.1:8080';

/** Where the admin API is, without a slash at the end: COUNTERSIGN_URL, or the default of `npm start`. */
export function adminUrl(environment: NodeJS.ProcessEnv): string {
  const url = URL.parse(environment['COUNTERSIGN_URL'] || DEFAULT_URL);
  if (url === null || !['http:', 'https:'].includes(url.protocol) || url.search !== '' || url.hash !== '' || url.username !== '') {
    throw usageError('bad-usage', ['COUNTERSIGN_URL must be like https://countersign.example:8443', 'COUNTERSIGN_URL 的形式应为 https://countersign.example:8443']);
  }
  return url.href.replace(/\/+$/, '');
}

/**
 * The file that holds the API key: COUNTERSIGN_API_KEY_FILE, or `admin-api-key` in the data folder of `npm start`
 * (COUNTERSIGN_DATA, or `data` in the checkout).
 */
export function apiKeyFile(environment: NodeJS.ProcessEnv, checkout: string): string {
  return environment['COUNTERSIGN_API_KEY_FILE'] || path.resolve(checkout, environment['COUNTERSIGN_DATA'] || 'data', 'admin-api-key');
}

/** @throws CommandError 'api-key-unreadable' */
export function readApiKey(file: string, note: Note): string {
  try {
    const text = readSecretFile(file, note);
    if (/^[\x21-\x7e]{1,256}$/.test(text)) return text;
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
  }
  throw new CommandError({
    exitCode: ExitCode.unauthenticated, code: 'api-key-unreadable', detail: [`There is no readable API key in ${file}`, `${file} 中没有可读取的 API 密钥`],
    remedy: [
      'Start the server once (npm start writes its key), or set COUNTERSIGN_API_KEY_FILE to a file that you may read.',
      '请先启动服务器（npm start 会写入密钥），或将 COUNTERSIGN_API_KEY_FILE 设为可读取的密钥文件。',
    ],
  });
}
