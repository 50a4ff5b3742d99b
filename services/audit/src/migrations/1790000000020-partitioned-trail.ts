import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The trail by the month of its arrival: a partition holds one stretch of the chain, which can be sealed and taken out
 * as a whole. What is searched for stands in generated columns, so that it cannot differ from the event.
 */
export class PartitionedTrail1790000000020 implements MigrationInterface {
  readonly name = 'PartitionedTrail1790000000020';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE audit.event RENAME TO unpartitioned_event');
    for (const index of ['at', 'user', 'agent_host', 'object', 'result', 'request_key']) await runner.query(`DROP INDEX audit.event_${index}`);
    await runner.query(`
      CREATE TABLE audit.event (
        sequence bigint NOT NULL,
        recorded_at timestamptz NOT NULL DEFAULT now(),
        id uuid NOT NULL,
        at timestamptz NOT NULL,
        event jsonb NOT NULL,
        digest bytea NOT NULL CHECK (octet_length(digest) = 32),
        kind text GENERATED ALWAYS AS (event ->> 'kind') STORED,
        result text GENERATED ALWAYS AS (event ->> 'result') STORED,
        site uuid GENERATED ALWAYS AS ((event ->> 'site')::uuid) STORED,
        login text GENERATED ALWAYS AS (lower(event #>> '{user,login}')) STORED,
        agent_host text GENERATED ALWAYS AS (lower(event #>> '{agentHost,name}')) STORED,
        host text GENERATED ALWAYS AS (lower(event ->> 'host')) STORED,
        object text GENERATED ALWAYS AS (lower(event #>> '{object,label}')) STORED,
        request_key text GENERATED ALWAYS AS (event ->> 'requestKey') STORED
      ) PARTITION BY RANGE (recorded_at);
      CREATE INDEX event_at ON audit.event (at, sequence) INCLUDE (kind, result, site);
      CREATE INDEX event_login ON audit.event (login, at, sequence) WHERE login IS NOT NULL;
      CREATE INDEX event_agent_host ON audit.event (agent_host, at, sequence) WHERE agent_host IS NOT NULL;
      CREATE INDEX event_host ON audit.event (host, at, sequence) WHERE host IS NOT NULL;
      CREATE INDEX event_object ON audit.event (object, at, sequence) WHERE object IS NOT NULL;
      CREATE INDEX event_result ON audit.event (result, at, sequence);
      CREATE INDEX event_site ON audit.event (site, at, sequence) WHERE site IS NOT NULL;
      CREATE INDEX event_kind ON audit.event (kind, at, sequence) WHERE kind <> 'sign-in';
      CREATE INDEX event_request_key ON audit.event (request_key) WHERE request_key IS NOT NULL;
      GRANT SELECT, INSERT ON audit.event TO countersign_audit;
    `);
    await runner.query(ensurePartition);
    await runner.query(names);
    await runner.query(`
      SELECT audit.ensure_partition(month::date) FROM generate_series(date_trunc('month', now() AT TIME ZONE 'UTC'), now() AT TIME ZONE 'UTC' + interval '2 months', interval '1 month') AS month;
      INSERT INTO audit.event (sequence, id, at, event, digest) SELECT sequence, id, at, event, digest FROM audit.unpartitioned_event ORDER BY sequence;
      INSERT INTO audit.name (month, kind, name)
        SELECT DISTINCT date_trunc('month', now() AT TIME ZONE 'UTC'), found.kind, found.name FROM audit.event, LATERAL (
          VALUES ('user', login), ('agent-host', agent_host), ('host', host), ('object', object)) AS found (kind, name)
        WHERE found.name <> '' ON CONFLICT DO NOTHING;
      DROP TABLE audit.unpartitioned_event;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE audit.unpartitioned_event AS SELECT sequence, id, at, event, digest FROM audit.event;
      DROP TABLE audit.event;
      DROP TABLE audit.name;
      DROP FUNCTION audit.ensure_partition, audit.words;
      ALTER TABLE audit.unpartitioned_event RENAME TO event;
      ALTER TABLE audit.event ADD PRIMARY KEY (sequence), ADD UNIQUE (id);
      GRANT SELECT, INSERT ON audit.event TO countersign_audit;
      CREATE INDEX event_at ON audit.event (at);
      CREATE INDEX event_user ON audit.event (lower(event #>> '{user,login}'), sequence);
      CREATE INDEX event_agent_host ON audit.event ((event #>> '{agentHost,name}'), sequence);
      CREATE INDEX event_object ON audit.event ((event #>> '{object,label}'), sequence);
      CREATE INDEX event_result ON audit.event ((event ->> 'result'), sequence);
      CREATE INDEX event_request_key ON audit.event ((event ->> 'requestKey'));
    `);
  }
}

/**
 * Makes the partition of a month (UTC) unless it is there. The runtime role makes no table itself: it may ask for
 * partitions through this function, and for nothing else. Attaching lets readers and the writer go on meanwhile.
 */
const ensurePartition = `
  CREATE FUNCTION audit.ensure_partition(month date) RETURNS void
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  DECLARE
    first timestamp := date_trunc('month', month::timestamp);
    name text := 'event_' || to_char(first, 'YYYY_MM');
    lower_bound timestamptz := first AT TIME ZONE 'UTC';
    upper_bound timestamptz := (first + interval '1 month') AT TIME ZONE 'UTC';
  BEGIN
    IF first NOT BETWEEN '2000-01-01' AND now() + interval '1 year' THEN
      RAISE 'partition out of bounds' USING ERRCODE = 'invalid_parameter_value';
    END IF;
    IF to_regclass('audit.' || name) IS NOT NULL THEN RETURN; END IF;
    PERFORM pg_advisory_xact_lock(hashtextextended('countersign:audit:partitions', 0));
    IF to_regclass('audit.' || name) IS NOT NULL THEN RETURN; END IF;
    EXECUTE format('CREATE TABLE audit.%I (LIKE audit.event INCLUDING ALL, CONSTRAINT within CHECK (recorded_at >= %L AND recorded_at < %L))', name, lower_bound, upper_bound);
    EXECUTE format('CREATE UNIQUE INDEX ON audit.%I (sequence)', name);
    EXECUTE format('CREATE UNIQUE INDEX ON audit.%I (id)', name);
    EXECUTE format('ALTER TABLE audit.event ATTACH PARTITION audit.%I FOR VALUES FROM (%L) TO (%L)', name, lower_bound, upper_bound);
    EXECUTE format('ALTER TABLE audit.%I DROP CONSTRAINT within', name);
  END $$;
  REVOKE ALL ON FUNCTION audit.ensure_partition FROM PUBLIC;
  GRANT EXECUTE ON FUNCTION audit.ensure_partition TO countersign_audit;
`;

/**
 * Every name that stands in the events of a month, once: text is searched here, and events by the names that were found.
 * A full-text index over the events themselves would cost far more at each of them, and could not give its matches in
 * the order of time.
 */
const names = `
  CREATE FUNCTION audit.words(name text) RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN to_tsvector('simple'::regconfig, translate(lower(name), '@\\/.:_,;|()[]-', '              '));
  CREATE TABLE audit.name (
    month date NOT NULL,
    kind text NOT NULL,
    name text NOT NULL,
    words tsvector GENERATED ALWAYS AS (audit.words(name)) STORED,
    PRIMARY KEY (month, kind, name)
  );
  CREATE INDEX name_words ON audit.name USING gin (words);
  GRANT SELECT, INSERT ON audit.name TO countersign_audit;
`;
