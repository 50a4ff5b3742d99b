import type { getToken } from '@countersign/contracts/admin-api';
import type { Reply } from '../../api/client.ts';

/** A token and – where it is assigned – its running state. */
export type TokenWithState = Reply<typeof getToken>;
