import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Who is online: reservations that an accept made, sessions that accounting reported, and for some minutes those that
 * ended. A pool's address has one holder, whoever is faster.
 */
export class OnlineSessions1800000004001 implements MigrationInterface {
  readonly name = 'OnlineSessions1800000004001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE authn.online_session (
        id uuid PRIMARY KEY,
        state text NOT NULL CHECK (state IN ('reserved', 'online', 'ended')),
        user_id uuid,
        user_site_id uuid,
        login text NOT NULL,
        login_folded text COLLATE "C" NOT NULL,
        agent_host_id uuid NOT NULL,
        site_id uuid NOT NULL,
        source text,
        source_address text NOT NULL,
        device_session_id text,
        calling_station_id text,
        pool_id uuid,
        pool_address inet,
        address inet,
        started_at timestamptz NOT NULL,
        updated_at timestamptz NOT NULL,
        ended_at timestamptz,
        expires_at timestamptz NOT NULL,
        interim boolean NOT NULL DEFAULT false,
        received_octets bigint,
        sent_octets bigint,
        CHECK ((pool_id IS NULL) = (pool_address IS NULL)),
        CHECK ((state = 'ended') = (ended_at IS NOT NULL))
      ) WITH (fillfactor = 80);
      CREATE UNIQUE INDEX online_session_pool_address ON authn.online_session (pool_id, pool_address) WHERE pool_id IS NOT NULL;
      CREATE UNIQUE INDEX online_session_device ON authn.online_session (agent_host_id, source_address, device_session_id) WHERE device_session_id IS NOT NULL;
      CREATE INDEX online_session_user ON authn.online_session (user_id, agent_host_id) WHERE state <> 'ended';
      CREATE INDEX online_session_address ON authn.online_session (address) WHERE address IS NOT NULL AND state <> 'ended';
      CREATE INDEX online_session_started ON authn.online_session (started_at DESC, id DESC);
      CREATE INDEX online_session_login ON authn.online_session (login_folded, started_at DESC);
      CREATE INDEX online_session_expiry ON authn.online_session (expires_at);
      GRANT SELECT, INSERT, UPDATE, DELETE ON authn.online_session TO countersign_auth;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE authn.online_session');
  }
}
