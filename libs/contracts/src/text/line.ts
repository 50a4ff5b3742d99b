import { z } from 'zod';
import { hasHidden } from './hidden-characters.ts';

/** Text without control characters and lone surrogates: PostgreSQL stores no NUL, and nothing else ends a line. */
export const lineSchema = (maximum: number) => z.string().max(maximum)
  .refine((text) => !/[\p{Cc}\p{Cs}]/u.test(text), 'must be one line of well-formed text');

/** A line that people read beside other text: what a screen does not show cannot be told from another name. */
export const shownLineSchema = (maximum: number) => lineSchema(maximum).refine((text) => !hasHidden(text), 'must not contain invisible characters');
