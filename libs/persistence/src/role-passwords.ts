import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { writePrivateOnce } from '@countersign/crypto';
import { z } from 'zod';
import { allRoles } from './roles.ts';

const PASSWORD_BYTES = 24;
const passwordsSchema = z.record(z.string(), z.string().min(1));

/** One password per database role, made once and kept in a file that only its owner reads (mode 0600). */
export async function loadOrCreateRolePasswords(file: string): Promise<Readonly<Record<string, string>>> {
  const made = Object.fromEntries(allRoles.map((role) => [role, randomBytes(PASSWORD_BYTES).toString('base64url')]));
  try {
    await writePrivateOnce(file, `${JSON.stringify(made)}\n`);
  } catch (error) {
    if (!(typeof error === 'object' && error !== null && 'code' in error && error.code === 'EEXIST')) throw error;
  }
  return passwordsSchema.parse(JSON.parse(await readFile(file, 'utf8')));
}

/** The URL of the same database for another role. */
export function urlForRole(adminUrl: string, role: string, passwords: Readonly<Record<string, string>>): string {
  const url = new URL(adminUrl);
  url.username = role;
  url.password = encodeURIComponent(passwords[role] ?? '');
  return url.href;
}
