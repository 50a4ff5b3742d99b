import { z } from 'zod';
import { shownLineSchema } from '../text/line.ts';

/**
 * What a RADIUS profile asks of a request and gives to an accept, and how several profiles become one. auth decides by
 * it, the admin API and the console show it: one description, so that they cannot differ.
 */

/** Name of an attribute as the dictionaries have it (`Framed-IP-Address`, `Cisco-AVPair`), with `:tag`, or `Attr-200`, `Vendor-9-Attr-77`. */
export const attributeNameSchema = z.string().regex(/^[A-Za-z][\w./-]{0,127}(?::\d{1,2})?$/, 'must be the name of an attribute');
/** As RADIUS dictionaries write values: text, a number or its name, an address, `0x…`. */
const attributeValueSchema = shownLineSchema(506);

/** How a value of the request is compared. Of an attribute that comes several times, one that fits is enough. */
export const CHECKS = ['equals', 'differs', 'begins-with', 'present', 'absent'] as const;
export const checkAttributeSchema = z.strictObject({
  name: attributeNameSchema,
  check: z.enum(CHECKS),
  /** Empty for `present` and `absent`. */
  value: attributeValueSchema,
}).meta({ id: 'CheckAttribute' });
export type CheckAttribute = z.infer<typeof checkAttributeSchema>;

export const replyAttributeSchema = z.strictObject({
  name: attributeNameSchema,
  value: attributeValueSchema,
  /** Comes after the values of less particular profiles instead of taking their place. */
  append: z.boolean(),
}).meta({ id: 'ReplyAttribute' });
export type ReplyAttribute = z.infer<typeof replyAttributeSchema>;

/** Lines of one profile. */
export const MOST_ATTRIBUTES = 32;
/** Octets that the reply attributes of one profile may fill: four profiles and a message have to fit one packet of 4096. */
export const MOST_REPLY_OCTETS = 900;

/** Where a profile may stand, from the general to the particular: what comes later decides. */
export const PROFILE_PLACES = ['agent-host', 'group', 'user', 'user-on-agent-host'] as const;
export type ProfilePlace = (typeof PROFILE_PLACES)[number];

/** A profile with where it stands. */
export interface PlacedProfile<Pool = string> {
  readonly place: ProfilePlace;
  readonly id: string;
  readonly name: string;
  readonly checkAttributes: readonly CheckAttribute[];
  readonly replyAttributes: readonly ReplyAttribute[];
  readonly pool: Pool | null;
}

/** A line of the merged profile, and the profile that it comes from. */
export type FromProfile<Line> = Line & { readonly place: ProfilePlace; readonly profile: string };

export interface MergedProfile<Pool = string> {
  readonly checks: readonly FromProfile<CheckAttribute>[];
  readonly replies: readonly FromProfile<Pick<ReplyAttribute, 'name' | 'value'>>[];
  readonly pool: Pool | null;
}

/**
 * One profile out of those that stand at an agent host, a group, a user and a user on that agent host, in any order.
 *
 * All checks hold together. Values of a reply attribute replace those of the same name from less particular profiles,
 * unless the line appends. The most particular profile with a pool names the pool, which gives no address when
 * Framed-IP-Address is among the replies.
 */
export function mergeProfiles<Pool>(profiles: readonly PlacedProfile<Pool>[]): MergedProfile<Pool> {
  const ordered = PROFILE_PLACES.flatMap((place) => profiles.filter((profile) => profile.place === place));
  let replies: FromProfile<Pick<ReplyAttribute, 'name' | 'value'>>[] = [];
  for (const { place, name: profile, replyAttributes } of ordered) {
    const replaced = new Set(replyAttributes.filter(({ append }) => !append).map(({ name }) => name.toLowerCase()));
    replies = [
      ...replies.filter(({ name }) => !replaced.has(name.toLowerCase())),
      ...replyAttributes.map(({ name, value }) => ({ name, value, place, profile })),
    ];
  }
  const fixed = replies.some(({ name }) => name.toLowerCase() === FRAMED_ADDRESS.toLowerCase());
  return {
    checks: ordered.flatMap(({ place, name: profile, checkAttributes }) => checkAttributes.map((line) => ({ ...line, place, profile }))),
    replies,
    pool: fixed ? null : ordered.findLast(({ pool }) => pool !== null)?.pool ?? null,
  };
}

/** RFC 2865 section 5.8. */
export const FRAMED_ADDRESS = 'Framed-IP-Address';

/** The first of the checks that the request's attributes do not meet. */
export function failedCheck<Line extends CheckAttribute>(
  checks: readonly Line[], attributes: readonly { readonly name: string; readonly text: string }[],
): Line | undefined {
  return checks.find(({ name, check, value }) => {
    const texts = attributes.filter((attribute) => attribute.name.toLowerCase() === name.toLowerCase()).map(({ text }) => text);
    switch (check) {
      case 'equals':
        return !texts.includes(value);
      case 'differs':
        return texts.includes(value);
      case 'begins-with':
        return !texts.some((text) => text.startsWith(value));
      case 'present':
        return texts.length === 0;
      case 'absent':
        return texts.length > 0;
    }
  });
}
