import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { LocalServerError } from '../errors.ts';
import { findProgram } from '../find-program.ts';
import { canExecute, canWrite, ordinaryUsers, preferredUser, type PostgresAccount } from './account.ts';
import type { PostgresBinaries } from './binaries.ts';
import { binariesWithin, clusterOf, moveCluster, newClusterPlace, ownerOf } from './files.ts';

/** Where PostgreSQL's files are and as whom it runs. */
export interface Placement {
  account: PostgresAccount;
  binaries: PostgresBinaries;
  /** The cluster's folder (PGDATA); it exists only after initialisation. */
  cluster: string;
  /** One sentence for the log. */
  summary: string;
}

/** The way in which root becomes somebody else. */
export type RootWay = 'namespace' | 'user';

export interface PlacementRequest {
  /** Our folder: lock, superuser password and, unless it had to be placed elsewhere, the cluster. */
  dataDir: string;
  binaries: PostgresBinaries;
  /** Root only: insists on one way; otherwise a namespace is tried first. */
  as?: RootWay | undefined;
  /** Root only: where another user's cluster and copies of the programs go. */
  systemFolder: string;
}

/** Shown to PostgreSQL inside the namespace; only the name has to exist. */
const NAMESPACE_USERS = ['daemon', 'nobody', 'postgres'];
/** Whom root really becomes without namespaces: an account made for this first, one that owns nothing last. */
const SYSTEM_USERS = ['countersign', 'postgres', 'nobody'];

/**
 * Decides where the cluster is and as whom PostgreSQL runs. A cluster that exists stays with its owner;
 * only root's own moves when the host has lost its namespaces. Nothing may run in it meanwhile.
 *
 * @throws LocalServerError 'wrong-owner', 'cannot-leave-root', 'cluster-missing'
 */
export async function place(request: PlacementRequest): Promise<Placement> {
  const { dataDir, binaries } = request;
  const cluster = await clusterOf(dataDir);
  const owner = await ownerOf(cluster);
  const self = process.geteuid?.();
  if (self !== 0) {
    if (owner !== undefined && self !== undefined && owner.uid !== self) throw ownedByAnother(cluster, owner.uid, self);
    return { account: { kind: 'self' }, binaries, cluster, summary: `PostgreSQL's files are in ${cluster}.` };
  }
  if (owner !== undefined && owner.uid !== 0) return placeWithOwner(request, cluster, owner);
  if (request.as !== 'user') {
    const placed = await placeInNamespace(request, cluster);
    if (placed !== undefined) return placed;
    if (request.as === 'namespace') throw noNamespace(dataDir);
  }
  return placeWithUser(request, owner === undefined ? undefined : cluster);
}

async function placeInNamespace({ dataDir, binaries }: PlacementRequest, cluster: string): Promise<Placement | undefined> {
  const unshare = await findProgram('unshare');
  const users = await ordinaryUsers();
  const user = preferredUser(users, NAMESPACE_USERS) ?? users[0];
  if (unshare === undefined || user === undefined) return undefined;
  const account: PostgresAccount = { kind: 'namespace', unshare, uid: user.uid, gid: user.gid };
  if (!(await canExecute(account, binaries) && await canWrite(account, dataDir))) return undefined;
  return { account, binaries, cluster, summary: `PostgreSQL runs in a user namespace; its files are in ${cluster}.` };
}

/** The cluster was made by (or for) another user: that user goes on with it, where it is. */
async function placeWithOwner(request: PlacementRequest, cluster: string, owner: { uid: number; gid: number }): Promise<Placement> {
  const name = (await ordinaryUsers()).find(({ uid }) => uid === owner.uid)?.name ?? String(owner.uid);
  const account: PostgresAccount = { kind: 'user', name, ...owner };
  if (request.as === 'namespace') throw ownedByAnother(cluster, owner.uid, 0);
  if (!await canWrite(account, cluster)) throw unreachable(cluster, name);
  return withUser(account, await binariesWithin(request.binaries, account, request.systemFolder), cluster);
}

async function placeWithUser(request: PlacementRequest, existing: string | undefined): Promise<Placement> {
  const { dataDir, systemFolder } = request;
  const users = await ordinaryUsers();
  const { uid: folderOwner } = await stat(dataDir);
  const host = users.find(({ uid }) => uid === folderOwner);
  if (host !== undefined && existing === undefined) {
    const account: PostgresAccount = { kind: 'user', ...host };
    if (await canWrite(account, dataDir)) {
      return withUser(account, await binariesWithin(request.binaries, account, systemFolder), join(dataDir, 'cluster'));
    }
  }
  const user = preferredUser(users, SYSTEM_USERS);
  if (user === undefined) throw noUser();
  const account: PostgresAccount = { kind: 'user', ...user };
  const binaries = await binariesWithin(request.binaries, account, systemFolder);
  const cluster = await newClusterPlace(dataDir, account, systemFolder);
  if (cluster === undefined) throw unreachable(systemFolder, user.name);
  if (existing !== undefined) await moveCluster(existing, cluster, dataDir, account);
  return withUser(account, binaries, cluster);
}

function withUser(account: PostgresAccount & { kind: 'user' }, binaries: PostgresBinaries, cluster: string): Placement {
  const summary = `PostgreSQL runs as user "${account.name}"; its files are in ${cluster}, its programs in ${binaries.home}.`;
  return { account, binaries, cluster, summary };
}

function ownedByAnother(cluster: string, owner: number, self: number): LocalServerError {
  return new LocalServerError('wrong-owner',
    `${cluster} belongs to user ${owner}, but this process is user ${self}. Start as user ${owner}, or give the files away first: chown -R ${self} ${JSON.stringify(cluster)}`);
}

function noNamespace(dataDir: string): LocalServerError {
  return new LocalServerError('cannot-leave-root',
    `PostgreSQL refuses to run as root, and "unshare --user --map-user" (util-linux 2.34 or newer) does not work here for ${dataDir}. Allow user namespaces, or set COUNTERSIGN_POSTGRES_AS=user, or do not start as root.`);
}

function noUser(): LocalServerError {
  return new LocalServerError('cannot-leave-root',
    `PostgreSQL refuses to run as root, user namespaces are not available, and none of the users ${SYSTEM_USERS.join(', ')} exists. Run "useradd --system countersign", or start as another user than root, or use an external PostgreSQL (--database-url).`);
}

function unreachable(cluster: string, user: string): LocalServerError {
  return new LocalServerError('cannot-leave-root',
    `PostgreSQL refuses to run as root, and user "${user}" cannot reach ${cluster}. Let that user enter every folder above it, or start as another user than root, or use an external PostgreSQL (--database-url).`);
}
