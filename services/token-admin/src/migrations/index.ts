/** The migrations of schema `directory`, oldest first. Additive only; the schema itself and the roles come from bootstrap. */
import { AuthViews1790000000002 } from './1790000000002-auth-views.ts';
import { Directory1790000000001 } from './1790000000001-directory.ts';

export const directoryMigrations = [Directory1790000000001, AuthViews1790000000002];
