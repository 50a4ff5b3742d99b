import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The tables of schema `directory`: definitions only; running state (counters, PINs, failures) is auth's. */
export class Directory1790000000001 implements MigrationInterface {
  readonly name = 'Directory1790000000001';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of [SITES, GROUPS, USERS, TOKENS, ASSIGNMENTS, AGENT_HOSTS, ACTIVATIONS, API_KEYS, OUTBOX, GRANTS]) {
      await runner.query(statement);
    }
  }

  /** Migrations are additive: a release is taken back by running the older one beside this schema. */
  async down(): Promise<void> {
    throw new Error('Migrations of schema directory are not taken back.');
  }
}

/** `ancestors` holds the site itself and every site above it, so that "below this site" is one GIN lookup. */
const SITES = `
CREATE TABLE directory.site (
  id uuid PRIMARY KEY,
  parent_id uuid REFERENCES directory.site,
  name text NOT NULL CHECK (name <> ''),
  ancestors uuid[] NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  version integer NOT NULL DEFAULT 1,
  UNIQUE NULLS NOT DISTINCT (parent_id, name),
  CHECK (id = ANY (ancestors))
);
CREATE INDEX site_ancestors ON directory.site USING gin (ancestors);`;

const GROUPS = `
CREATE TABLE directory.user_group (
  id uuid PRIMARY KEY,
  site_id uuid NOT NULL REFERENCES directory.site,
  name text NOT NULL CHECK (name <> ''),
  version integer NOT NULL DEFAULT 1,
  UNIQUE (site_id, name),
  UNIQUE (id, site_id)
);`;

/** The second foreign key keeps a user's group in the user's site. COLLATE "C" lets a prefix search use the index. */
const USERS = `
CREATE TABLE directory.user_account (
  id uuid PRIMARY KEY,
  site_id uuid NOT NULL REFERENCES directory.site,
  group_id uuid,
  login text NOT NULL CHECK (login <> ''),
  login_folded text COLLATE "C" NOT NULL,
  display_name text NOT NULL DEFAULT '',
  mobile text,
  email text,
  enabled boolean NOT NULL DEFAULT true,
  opened_at timestamptz NOT NULL DEFAULT now(),
  starts_at timestamptz,
  ends_at timestamptz,
  password_hash text,
  password_expires_at timestamptz,
  password_must_change boolean NOT NULL DEFAULT false,
  active_on_all_hosts boolean NOT NULL DEFAULT false,
  active_on_site_hosts boolean NOT NULL DEFAULT false,
  version integer NOT NULL DEFAULT 1,
  UNIQUE (login_folded, site_id),
  FOREIGN KEY (group_id, site_id) REFERENCES directory.user_group (id, site_id)
);
CREATE INDEX user_account_site ON directory.user_account (site_id, id);
CREATE INDEX user_account_group ON directory.user_account (group_id) WHERE group_id IS NOT NULL;`;

const TOKENS = `
CREATE TABLE directory.token (
  id uuid PRIMARY KEY,
  serial text COLLATE "C" NOT NULL UNIQUE CHECK (serial <> ''),
  site_id uuid NOT NULL REFERENCES directory.site,
  kind text NOT NULL CHECK (kind IN ('hardware', 'mobile')),
  algorithm text NOT NULL CHECK (algorithm IN ('hotp', 'totp', 'ocra', 'gmt-sm3', 'gmt-sm4')),
  hash text NOT NULL CHECK (hash IN ('sha1', 'sha256', 'sha512')),
  digits smallint NOT NULL,
  period integer,
  t0 bigint NOT NULL DEFAULT 0,
  suite text,
  initial_counter bigint NOT NULL DEFAULT 0,
  sealed_seed bytea NOT NULL,
  seed_fingerprint bytea NOT NULL CHECK (octet_length(seed_fingerprint) = 32),
  starts_at timestamptz,
  ends_at timestamptz,
  enabled boolean NOT NULL DEFAULT true,
  lost boolean NOT NULL DEFAULT false,
  one_time boolean NOT NULL DEFAULT true,
  use_pin boolean NOT NULL DEFAULT true,
  allow_next_tokencode boolean NOT NULL DEFAULT true,
  sms boolean NOT NULL DEFAULT false,
  manufacturer text,
  model text,
  imported_at timestamptz NOT NULL DEFAULT now(),
  version integer NOT NULL DEFAULT 1,
  CHECK ((algorithm IN ('totp', 'gmt-sm3', 'gmt-sm4')) <= (period IS NOT NULL)),
  CHECK ((algorithm = 'ocra') = (suite IS NOT NULL))
);
CREATE INDEX token_site ON directory.token (site_id, id);`;

/** A token has one holder; taking it back deletes the row, and with it the meaning of all running state. */
const ASSIGNMENTS = `
CREATE TABLE directory.assignment (
  id uuid PRIMARY KEY,
  token_id uuid NOT NULL UNIQUE REFERENCES directory.token,
  user_id uuid NOT NULL REFERENCES directory.user_account,
  assigned_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX assignment_user ON directory.assignment (user_id);`;

const AGENT_HOSTS = `
CREATE TABLE directory.agent_host (
  id uuid PRIMARY KEY,
  site_id uuid NOT NULL REFERENCES directory.site,
  name text NOT NULL CHECK (name <> ''),
  sealed_secret bytea NOT NULL,
  secret_version integer NOT NULL DEFAULT 1,
  require_message_authenticator boolean NOT NULL DEFAULT true,
  limit_proxy_state boolean NOT NULL DEFAULT true,
  new_pin boolean NOT NULL DEFAULT true,
  next_tokencode boolean NOT NULL DEFAULT true,
  open_to_all boolean NOT NULL DEFAULT false,
  open_to_site boolean NOT NULL DEFAULT false,
  login_form text NOT NULL DEFAULT 'as-is' CHECK (login_form IN ('as-is', 'strip-domain', 'strip-realm', 'strip-both')),
  nas_profile text NOT NULL DEFAULT 'generic',
  failover_grace_seconds integer NOT NULL DEFAULT 0 CHECK (failover_grace_seconds BETWEEN 0 AND 60),
  version integer NOT NULL DEFAULT 1,
  UNIQUE (site_id, name)
);
CREATE TABLE directory.agent_host_address (
  agent_host_id uuid NOT NULL REFERENCES directory.agent_host ON DELETE CASCADE,
  address cidr NOT NULL UNIQUE,
  name text,
  is_primary boolean NOT NULL DEFAULT false
);
CREATE INDEX agent_host_address_host ON directory.agent_host_address (agent_host_id);
CREATE UNIQUE INDEX agent_host_one_primary ON directory.agent_host_address (agent_host_id) WHERE is_primary;`;

const ACTIVATIONS = `
CREATE TABLE directory.agent_host_user (
  agent_host_id uuid NOT NULL REFERENCES directory.agent_host ON DELETE CASCADE,
  user_id uuid NOT NULL REFERENCES directory.user_account ON DELETE CASCADE,
  PRIMARY KEY (user_id, agent_host_id)
);
CREATE INDEX agent_host_user_host ON directory.agent_host_user (agent_host_id);
CREATE TABLE directory.agent_host_group (
  agent_host_id uuid NOT NULL REFERENCES directory.agent_host ON DELETE CASCADE,
  group_id uuid NOT NULL REFERENCES directory.user_group ON DELETE CASCADE,
  PRIMARY KEY (group_id, agent_host_id)
);
CREATE INDEX agent_host_group_host ON directory.agent_host_group (agent_host_id);`;

const API_KEYS = `
CREATE TABLE directory.api_key (
  id uuid PRIMARY KEY,
  name text NOT NULL CHECK (name <> ''),
  key_mac bytea NOT NULL CHECK (octet_length(key_mac) = 32),
  created_at timestamptz NOT NULL DEFAULT now(),
  expires_at timestamptz,
  revoked_at timestamptz
);`;

/** One row holds the events of one transaction; the relay publishes and deletes it. */
const OUTBOX = `
CREATE TABLE directory.outbox (
  id uuid PRIMARY KEY,
  created_at timestamptz NOT NULL DEFAULT now(),
  events jsonb NOT NULL
);`;

const GRANTS = `
GRANT USAGE ON SCHEMA directory TO countersign_token_admin, countersign_auth;
GRANT SELECT, INSERT, UPDATE, DELETE ON
  directory.site, directory.user_group, directory.user_account, directory.token, directory.assignment,
  directory.agent_host, directory.agent_host_address, directory.agent_host_user, directory.agent_host_group, directory.outbox
  TO countersign_token_admin;
GRANT SELECT, INSERT, UPDATE ON directory.api_key TO countersign_token_admin;`;
