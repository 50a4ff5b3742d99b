/** One schema per service, an owner for migrations and a runtime role with the least that the service needs. */
export interface ServiceRoles {
  readonly schema: string;
  readonly owner: string;
  readonly runtime: string;
}

export const serviceRoles = {
  'token-admin': { schema: 'directory', owner: 'countersign_token_admin_owner', runtime: 'countersign_token_admin' },
  auth: { schema: 'authn', owner: 'countersign_auth_owner', runtime: 'countersign_auth' },
  audit: { schema: 'audit', owner: 'countersign_audit_owner', runtime: 'countersign_audit' },
} as const satisfies Record<string, ServiceRoles>;

/** Detaches sealed segments of the trail, and nothing else. */
export const retentionRole = 'countersign_audit_retention';

export const allRoles: readonly string[] = [
  ...Object.values(serviceRoles).flatMap(({ owner, runtime }) => [owner, runtime]), retentionRole,
];
