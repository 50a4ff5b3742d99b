/** Rows as the database returns them, and the domain objects that they become. */
import type { AccessTimes, AgentHost, LoginCandidate, LoginForm, Token, User, UserMemory } from '../../domain/index.ts';
import { freshTokenState } from '../../domain/index.ts';
import { type AccessWindow, nasProfile, type Policy, type TokenMode } from '@countersign/contracts';
import type { StandInRow, TokenDefinitionRow, TokenVault } from './token-vault.ts';

export interface HostRow {
  agent_host_id: string; site_id: string; name: string; secret_version: number; new_pin: boolean;
  next_tokencode: boolean; open_to_all: boolean; open_to_site: boolean; login_form: LoginForm; nas_profile: string;
  failover_grace_seconds: number; access_times: AccessWindow[] | null; time_zone: string; policy_version: string | null; limit_sessions: boolean;
  radius_profile_id: string | null; has_own_profiles: boolean; has_aliases: boolean;
}

/** What the levels of policies set at a site; null: nothing. */
export type PolicyOfSite = (siteId: string) => Policy | null;

export function hostOf(row: HostRow, policyOf: PolicyOfSite): AgentHost {
  return {
    id: row.agent_host_id, name: row.name, siteId: row.site_id, secretVersion: row.secret_version,
    newPin: row.new_pin, nextTokencode: row.next_tokencode, openToAll: row.open_to_all, openToSite: row.open_to_site,
    loginForm: row.login_form, failoverGraceMs: row.failover_grace_seconds * 1000,
    promptSuffix: nasProfile(row.nas_profile).promptSuffix, accessTimes: accessTimesOf(row), policy: policyOf(row.site_id), limitSessions: row.limit_sessions,
    hasProfile: row.radius_profile_id !== null, hasOwnProfiles: row.has_own_profiles, hasAliases: row.has_aliases,
  };
}

/** A user and one of the tokens, if any; the columns of a user without a token are null where a token's would be. */
export type SubjectRow = UserRow & (TokenRow | { readonly token_id: null });

export const hasToken = (row: SubjectRow): row is UserRow & TokenRow => row.token_id !== null;

interface UserRow {
  user_id: string; login_folded: string; site_id: string; site_ancestors: string; group_id: string | null; login: string; enabled: boolean; starts_at: Date | null;
  ends_at: Date | null; password_hash: string | null; password_expires_at: Date | null; password_must_change: boolean;
  active_on_all_hosts: boolean; active_on_site_hosts: boolean; activated_on: string[] | null; group_activated_on: string[] | null;
  access_times: AccessWindow[] | null; time_zone: string; policy_version: string | null; administrator_under_policy: boolean;
  new_pin: boolean; next_tokencode: boolean;
  radius_profile_id: string | null; group_radius_profile_id: string | null; maximum_sessions: number | null;
  /** Agent hosts that ask and know the user by another name, with that name. */
  aliases?: { readonly agent_host_id: string; readonly alias_folded: string }[] | null;
  memory: UserMemory; stand_ins: StandInRow[] | null;
}

export function candidateOf(row: UserRow): LoginCandidate {
  return { userId: row.user_id, siteId: row.site_id, siteAncestors: uuids(row.site_ancestors) };
}

/** The user as an agent host sees it. */
export function userOf(row: UserRow, hostId: string, policyOf: PolicyOfSite): User {
  const on = (hostIds: readonly string[] | null): boolean => hostIds?.includes(hostId) ?? false;
  return {
    id: row.user_id, login: row.login, siteId: row.site_id, siteAncestors: uuids(row.site_ancestors), groupId: row.group_id, enabled: row.enabled,
    startsAt: milliseconds(row.starts_at), endsAt: milliseconds(row.ends_at), passwordHash: row.password_hash,
    passwordExpiresAt: milliseconds(row.password_expires_at), passwordMustChange: row.password_must_change,
    activeOnAllHosts: row.active_on_all_hosts, activeOnSiteHosts: row.active_on_site_hosts,
    accessTimes: accessTimesOf(row), policy: policyOf(row.site_id), administratorUnderPolicy: row.administrator_under_policy,
    newPin: row.new_pin, nextTokencode: row.next_tokencode,
    activated: on(row.activated_on), groupActivated: on(row.group_activated_on),
    hasProfile: row.radius_profile_id !== null || row.group_radius_profile_id !== null, maximumSessions: row.maximum_sessions,
  };
}

interface TokenRow extends TokenDefinitionRow, TokenStateColumns {
  assignment_id: string; serial: string; initial_counter: string; uses: number | null; seed_fingerprint: Buffer; token_starts_at: Date | null;
  token_ends_at: Date | null; token_enabled: boolean; lost: boolean; one_time: boolean; use_pin: boolean; allow_next_tokencode: boolean;
}

/** Of the outer joins; all null before the first use. */
export interface TokenStateColumns {
  mode: TokenMode | null; sealed_pin: Buffer | null; failures: number | null; locked_until: Date | null;
  lock_level: number | null; last_sign_in_at: Date | null; last_counter: string | null; drift: number | null;
}

export function tokenStateOf(row: TokenStateColumns, pin: string | null): Token['state'] {
  return {
    mode: row.mode ?? freshTokenState.mode, pin, failures: row.failures ?? 0, lockedUntil: milliseconds(row.locked_until),
    lockLevel: row.lock_level ?? 0, lastSignInAt: milliseconds(row.last_sign_in_at),
    lastCounter: row.last_counter === null ? null : Number(row.last_counter), drift: row.drift ?? 0,
  };
}

export function tokenOf(row: TokenRow, vault: TokenVault): Token {
  return {
    assignmentId: row.assignment_id, tokenId: row.token_id, serial: row.serial,
    seedFingerprint: row.seed_fingerprint.toString('hex'), otp: vault.openOtp(row),
    initialCounter: Number(row.initial_counter), uses: row.uses, startsAt: milliseconds(row.token_starts_at),
    endsAt: milliseconds(row.token_ends_at), enabled: row.token_enabled, lost: row.lost, oneTime: row.one_time, usePin: row.use_pin,
    allowNextTokencode: row.allow_next_tokencode,
    state: tokenStateOf(row, vault.openPin(row.sealed_pin, row.assignment_id)),
  };
}

function accessTimesOf(row: { access_times: AccessWindow[] | null; time_zone: string }): AccessTimes | null {
  return row.access_times === null ? null : { timeZone: row.time_zone, windows: row.access_times };
}

function milliseconds(date: Date | null): number | null {
  return date === null ? null : date.getTime();
}

/** The text form of an array of UUIDs: nothing in it is quoted. */
function uuids(array: string): string[] {
  return array === '{}' ? [] : array.slice(1, -1).split(',');
}
