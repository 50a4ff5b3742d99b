import * as adminApi from '@countersign/contracts/admin-api';
import { OWNER_COLUMN } from './api-key-owners.ts';
import { scopeColumn } from './scope-columns.ts';
import { one, type Source, type Sql } from './sql.ts';

type ApiKey = adminApi.ApiKey;

/** API keys without what they are recognised by. */
export const apiKeys: Source = {
  columns: `id, name, created_at AS "createdAt", expires_at AS "expiresAt", revoked_at AS "revokedAt", last_used_at AS "lastUsedAt",
    COALESCE(permissions, '{${adminApi.permissions.join(',')}}') AS permissions, ${scopeColumn()} AS scope, ${OWNER_COLUMN} AS owner, created_by AS "createdBy"`,
  from: 'directory.api_key k', what: 'API key',
};

export const findApiKey = async (sql: Sql, id: string): Promise<ApiKey> => one<ApiKey>(sql, apiKeys, 'WHERE id = $1', [id]);
