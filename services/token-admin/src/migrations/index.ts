/** The migrations of schema `directory`, oldest first. What one takes away, the version before does not use, or says so in the changelog; the schema itself and the roles come from bootstrap. */
import { Directory1790000000001 } from './1790000000001-directory.ts';
import { AuthViews1790000000002 } from './1790000000002-auth-views.ts';
import { TokenStaging1790000000003 } from './1790000000003-token-staging.ts';
import { DirectoryRules1790000000004 } from './1790000000004-directory-rules.ts';
import { Administrators1790000000010 } from './1790000000010-administrators.ts';
import { Jobs1800000000101 } from './1800000000101-jobs.ts';
import { UserStaging1800000000102 } from './1800000000102-user-staging.ts';
import { Policies1800000000301 } from './1800000000301-policies.ts';
import { TokenForms1800000000201 } from './1800000000201-token-forms.ts';
import { Access1800000000501 } from './1800000000501-access.ts';
import { NodeSecretsAndProtection1800000000503 } from './1800000000503-node-secrets-and-protection.ts';
import { AuthSubject1800000000510 } from './1800000000510-auth-subject.ts';
import { FirstFactors1800000000601 } from './1800000000601-first-factors.ts';
import { DirectorySyncs1800000000602 } from './1800000000602-directory-syncs.ts';
import { SyncSchedules1800000000603 } from './1800000000603-sync-schedules.ts';
import { Radius1800000004001 } from './1800000004001-radius.ts';
import { Lists1800000000701 } from './1800000000701-lists.ts';
import { ApiKeyOwners1800000000801 } from './1800000000801-api-key-owners.ts';
import { Unused1800000000901 } from './1800000000901-unused.ts';
import { MillionRows1800000005101 } from './1800000005101-million-rows.ts';
import { FormerIndexes1800000005102 } from './1800000005102-former-indexes.ts';
import { AddressRanges1800000006001 } from './1800000006001-address-ranges.ts';
import { LostScopes1800000006002 } from './1800000006002-lost-scopes.ts';
import { AdministratorView1800000008001 } from './1800000008001-administrator-view.ts';
import { Names1800000008301 } from './1800000008301-names.ts';
import { FormerNameIndexes1800000008302 } from './1800000008302-former-name-indexes.ts';

export const directoryMigrations = [
  Directory1790000000001, AuthViews1790000000002, TokenStaging1790000000003, DirectoryRules1790000000004, Administrators1790000000010,
  Jobs1800000000101, UserStaging1800000000102, Policies1800000000301, TokenForms1800000000201, Access1800000000501,
  NodeSecretsAndProtection1800000000503, AuthSubject1800000000510, FirstFactors1800000000601, DirectorySyncs1800000000602, SyncSchedules1800000000603, Radius1800000004001,
  Lists1800000000701, ApiKeyOwners1800000000801, Unused1800000000901, MillionRows1800000005101, FormerIndexes1800000005102,
  AddressRanges1800000006001, LostScopes1800000006002, AdministratorView1800000008001, Names1800000008301, FormerNameIndexes1800000008302,
];
