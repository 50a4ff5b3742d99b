import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';

/** One file of the built console, ready to be sent. */
export interface ConsoleFile {
  readonly content: Buffer;
  readonly type: string;
  /** Its name changes with its content. */
  readonly hashed: boolean;
}

export interface ConsoleFiles {
  /** The page; {@link NONCE_PLACEHOLDER} stands where a nonce has to be put. */
  readonly page: string;
  /** By path below `/`. */
  readonly files: ReadonlyMap<string, ConsoleFile>;
}

/** As apps/console/vite.config.ts writes it. */
export const NONCE_PLACEHOLDER = '__CSP_NONCE__';

const TYPES: Readonly<Record<string, string>> = {
  '.js': 'text/javascript; charset=utf-8', '.css': 'text/css; charset=utf-8', '.svg': 'image/svg+xml', '.png': 'image/png',
  '.woff2': 'font/woff2', '.webmanifest': 'application/manifest+json', '.txt': 'text/plain; charset=utf-8',
};
const PAGE = 'index.html';

/**
 * Reads a build of the console: a handful of files, all of them kept. Only these are ever served, so that no path leads
 * anywhere else.
 *
 * @returns undefined when there is no build in the folder
 */
export function readConsoleFiles(folder: string): ConsoleFiles | undefined {
  const entries = listFiles(folder);
  if (!entries.includes(PAGE)) return undefined;
  const files = entries.flatMap((name): [string, ConsoleFile][] => {
    const type = TYPES[path.extname(name)];
    if (type === undefined) return [];
    const url = `/${name.split(path.sep).join('/')}`;
    return [[url, { content: readFileSync(path.join(folder, name)), type, hashed: url.startsWith('/assets/') }]];
  });
  return { page: readFileSync(path.join(folder, PAGE), 'utf8'), files: new Map(files) };
}

function listFiles(folder: string): string[] {
  try {
    return readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
      .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)));
  } catch (error) {
    if (typeof error === 'object' && error !== null && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  }
}

const packed = new WeakMap<ConsoleFile, Buffer>();

/** The content packed by gzip, once for all requests; undefined where that is not worth it. */
export function packedContent(file: ConsoleFile): Buffer | undefined {
  if (!/^(?:text|image\/svg)/.test(file.type)) return undefined;
  const known = packed.get(file) ?? gzipSync(file.content);
  packed.set(file, known);
  return known;
}
