import { z } from 'zod';

const network = z.union([z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()]);

/** An address or a range, as agent hosts have them. The server decides; this says it sooner, in the reader's language. */
export const networkSchema = z.string().refine((text) => network.safeParse(text.trim()).success, 'must be an address or a range');
