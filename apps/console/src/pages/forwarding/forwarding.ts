import type { getAuditForwarding } from '@countersign/contracts/admin-api';
import type { Reply } from '../../api/client.ts';

/** Where the trail is forwarded to, and how far that is. */
export type Forwarding = Reply<typeof getAuditForwarding>;
