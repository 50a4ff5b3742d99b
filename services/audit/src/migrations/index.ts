/** Schema `audit`. The runtime role may insert into the trail and read it; nobody but the owner may update or delete. */
import { Trail1764000000001 } from './1764000000001-trail.ts';
import { PartitionedTrail1790000000020 } from './1790000000020-partitioned-trail.ts';
import { Segments1790000000021 } from './1790000000021-segments.ts';
import { WorkInProgress1790000000022 } from './1790000000022-work-in-progress.ts';
import { VerificationOwners1790000000025 } from './1790000000025-verification-owners.ts';
import { ForwardingFailure1790000000026 } from './1790000000026-forwarding-failure.ts';

export const migrations = [
  Trail1764000000001, PartitionedTrail1790000000020, Segments1790000000021, WorkInProgress1790000000022, VerificationOwners1790000000025,
  ForwardingFailure1790000000026,
] as const;
