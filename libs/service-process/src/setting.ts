import { z } from 'zod';

/** What the documentation says about a setting. */
export interface SettingFacts {
  readonly description: string;
  /** As it would be written; without one the setting has to be given. */
  readonly default?: string;
  /** What the documentation says instead, where the default depends on the host. */
  readonly defaultText?: string;
  /** For a setting that may be left out and has no default. */
  readonly optional?: true;
  readonly unit?: string;
}

export interface Listen {
  readonly host: string;
  readonly port: number;
}

/** Why a value is refused; never quotes the value, which may be a secret. */
class Fault {
  constructor(readonly message: string) {}
}

type WithDefault<Facts extends SettingFacts> = Facts extends { readonly optional: true } ? undefined : never;

/** One environment variable: text in, value out. */
function setting<Value, const Facts extends SettingFacts>(
  facts: Facts, parse: (text: string) => Value | Fault,
): z.ZodType<Value | WithDefault<Facts>, string | undefined> {
  const parsed = z.string({ error: 'is not set' }).transform((text, context): Value => {
    const value = parse(text);
    if (!(value instanceof Fault)) return value;
    context.issues.push({ code: 'custom', message: value.message, input: text });
    return z.NEVER;
  });
  const documented = Object.fromEntries(Object.entries(facts));
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- optional exactly where the facts say so
  return withAbsence(parsed, facts).meta(documented) as unknown as z.ZodType<Value | WithDefault<Facts>, string | undefined>;
}

function withAbsence(parsed: z.ZodType<unknown, string>, facts: SettingFacts): z.ZodType {
  if (facts.optional) return parsed.optional();
  return facts.default === undefined ? parsed : z.string().default(facts.default).pipe(parsed);
}

/** Any text that fits the pattern. @param wanted how the pattern is put into words */
export const textSetting = <const Facts extends SettingFacts>(facts: Facts, pattern: RegExp, wanted: string) =>
  setting(facts, (text) => (pattern.test(text) ? text : new Fault(`is not ${wanted}`)));

/** What people read on a device: what fits into a Reply-Message, in one line. */
export const outwardTextSetting = (standard: string, description: string) =>
  textSetting({ description, default: standard }, /^[^\p{Cc}]{1,200}$/u, '1 to 200 characters without control characters');

/** A path; relative ones are relative to the working directory. */
export const fileSetting = <const Facts extends SettingFacts>(facts: Facts) =>
  setting(facts, (text) => (text.includes('\0') ? new Fault('is not a path') : text));

/** A URL of one of the schemes. It may hold a password. */
export const urlSetting = <const Facts extends SettingFacts>(facts: Facts, ...schemes: readonly string[]) =>
  setting(facts, (text) => {
    const url = URL.parse(text);
    return url && schemes.includes(url.protocol.slice(0, -1)) && url.hostname !== '' ? text : new Fault(`is not a URL that begins with ${schemes.map((scheme) => `${scheme}://`).join(' or ')} and names a host`);
  });

/** A whole number within bounds. */
export const numberSetting = <const Facts extends SettingFacts>(facts: Facts, { min, max }: { readonly min: number; readonly max: number }) =>
  setting(facts, (text) => {
    const value = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
    return value >= min && value <= max ? value : new Fault(`is not a whole number from ${min} to ${max}`);
  });

/** A number with a default that stands in the code which it rules. @param unit as the documentation shows it */
export const amountSetting = (standard: number, unit: string, bounds: { readonly min: number; readonly max: number }, description: string) =>
  numberSetting({ description, unit, default: String(standard) }, bounds);

export const yesNoSetting = <const Facts extends SettingFacts>(facts: Facts) =>
  setting(facts, (text) => (text === 'yes' || text === 'no' ? text === 'yes' : new Fault('is neither yes nor no')));

export const choiceSetting = <const Choice extends string, const Facts extends SettingFacts>(facts: Facts, choices: readonly Choice[]) =>
  setting(facts, (text) => choices.find((choice) => choice === text) ?? new Fault(`is none of ${choices.join(', ')}`));

/** `host:port`, an IPv6 address in brackets; port 0 lets the system pick one. */
export const listenSetting = <const Facts extends SettingFacts>(facts: Facts) => setting(facts, (text) => parseListen(text));

function parseListen(text: string): Listen | Fault {
  const { v6, name, port } = /^(?:\[(?<v6>[0-9A-Fa-f:.]+)\]|(?<name>[^:\s[\]]+)):(?<port>\d{1,5})$/.exec(text)?.groups ?? {};
  const host = v6 ?? name;
  return host !== undefined && Number(port) <= 65_535 ? { host, port: Number(port) } : new Fault('is not host:port');
}

/** `host:port`, brackets around an IPv6 address. */
export function hostAndPort({ host, port }: Listen): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}
