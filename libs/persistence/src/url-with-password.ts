import { readFileSync, statSync } from 'node:fs';

/** Others than the owner of a file. */
const OTHERS = 0o077;

/**
 * An address with its password, from a file that nobody else can read.
 * @throws Error whose message names the file, never what is in it
 */
export function readUrlFile(file: string): string {
  let text: string;
  let mode: number;
  try {
    ({ mode } = statSync(file));
    text = readFileSync(file, 'utf8').trim();
  } catch {
    throw new Error(`${file} cannot be read`);
  }
  if ((mode & OTHERS) !== 0) throw new Error(`${file} can be read by others: chmod 600 ${file}`);
  return text;
}

/**
 * What to say about passwords on a command line: the list of processes shows it to everybody on the computer.
 * @param flags that take an address, without their dashes; each has `--FLAG-file` and a variable besides
 */
export function shownPasswords(args: readonly string[], flags: readonly string[]): string[] {
  return flags.filter((flag) => valuesOf(args, flag).some(hasPassword)).map((flag) =>
    `The password in --${flag} is shown to everybody on this computer by the list of processes. Give it in a file (--${flag}-file FILE) or as COUNTERSIGN_${flag.replaceAll('-', '_').toUpperCase()}.`);
}

function valuesOf(args: readonly string[], flag: string): string[] {
  return args.flatMap((argument, index) => {
    if (argument === `--${flag}`) return args[index + 1] ?? [];
    return argument.startsWith(`--${flag}=`) ? argument.slice(flag.length + 3) : [];
  });
}

const hasPassword = (value: string): boolean => URL.canParse(value) && new URL(value).password !== '';
