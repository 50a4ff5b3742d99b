import { z } from 'zod';
import { base64UrlSchema } from '../../auth/v1/authenticate.ts';
import { instantSchema, noParameters, noQuery } from './fields.ts';
import type { Operation } from './operation.ts';
import { tokenSchema } from './tokens.ts';

/** Cards of one print run, and codes on one card: what fits a card of the size of a credit card. */
export const CARDS_AT_ONCE = 200;
export const CARD_USES = { minimum: 5, maximum: 60, usual: 40 } as const;

export const makeScratchCards = {
  id: 'makeScratchCards', method: 'POST', path: '/tokens/scratch-cards', permission: 'tokens.write',
  summary: 'Makes scratch cards; `document` is a PDF with all their codes, ten cards on a page, and is shown this once',
  parameters: noParameters, query: noQuery,
  body: z.strictObject({
    siteId: z.uuid(),
    count: z.int().min(1).max(CARDS_AT_ONCE).default(1),
    /** Codes on each card. */
    uses: z.int().min(CARD_USES.minimum).max(CARD_USES.maximum).default(CARD_USES.usual),
    digits: z.union([z.literal(6), z.literal(8)]).default(6),
    usePin: z.boolean().default(true),
    endsAt: instantSchema.optional(),
    /** Of what is printed beside the codes. */
    language: z.enum(['en', 'zh']).default('en'),
  }),
  reply: z.strictObject({
    tokens: z.array(tokenSchema),
    /** The PDF, base64url. */
    document: base64UrlSchema,
  }),
  status: 201,
} as const satisfies Operation;
