/** What deleting something would do, before it is done. */
import { z } from 'zod';
import { noQuery } from './fields.ts';
import type { Operation } from './operation.ts';

export const deletionEffectSchema = z.enum([
  /** It is in the way: as long as it is there, nothing is deleted. */
  'prevents',
  /** It is deleted, too. */
  'deleted',
  /** A token returns to the unassigned ones; its PIN and failures are gone. */
  'taken-back',
  /** A lost token: it returns to the unassigned ones, too, and nobody can use it before it is found. */
  'taken-back-lost',
  /** It stays, and ends there. */
  'loses',
]);
export type DeletionEffect = z.infer<typeof deletionEffectSchema>;

export const deletionSubjectSchema = z.enum([
  'sites', 'groups', 'users', 'tokens', 'agent-hosts', 'activations', 'addresses', 'administrators', 'api-keys', 'password', 'node-secret',
  'back-ends', 'directory-syncs', 'radius-profiles', 'address-pools',
]);
export type DeletionSubject = z.infer<typeof deletionSubjectSchema>;

/** Nobody needs to know how many hundred thousand users prevent a deletion; the first time each of them may have to come from the disk. */
export const MOST_COUNTED = 1000;

export const deletionPreviewSchema = z.strictObject({
  /** Nothing prevents it. */
  possible: z.boolean(),
  /** The version that the preview is of, for `If-Match`. */
  version: z.int(),
  consequences: z.array(z.strictObject({
    effect: deletionEffectSchema,
    what: deletionSubjectSchema,
    count: z.int().min(1),
    /** There are more than `count`, at which counting stops ({@link MOST_COUNTED}). */
    more: z.boolean(),
    /** Names of the first few, of those that were counted. */
    examples: z.array(z.string()),
  })),
}).meta({ id: 'DeletionPreview' });
export type DeletionPreview = z.infer<typeof deletionPreviewSchema>;

export const deletables = ['sites', 'groups', 'users', 'tokens', 'agent-hosts'] as const;
export type Deletable = (typeof deletables)[number];

export const previewDeletion = {
  id: 'previewDeletion', method: 'GET', path: '/deletions/{type}/{id}', permission: 'directory.read', summary: 'What deleting it would do: what prevents it, and what goes with it',
  parameters: z.strictObject({ type: z.enum(deletables), id: z.uuid() }), query: noQuery, body: null, reply: deletionPreviewSchema, status: 200,
} as const satisfies Operation;
