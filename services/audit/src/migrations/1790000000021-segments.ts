import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Seals of partitions that nothing will be added to, and signed orders to remove one. The retention role alone takes a
 * partition out, and only one that is sealed, ordered to go and the oldest.
 */
export class Segments1790000000021 implements MigrationInterface {
  readonly name = 'Segments1790000000021';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE audit.segment (
        name text PRIMARY KEY CHECK (name ~ '^event_[0-9]{4}_[0-9]{2}$'),
        first_sequence bigint NOT NULL UNIQUE,
        last_sequence bigint NOT NULL CHECK (last_sequence >= first_sequence),
        before bytea NOT NULL CHECK (octet_length(before) = 32),
        digest bytea NOT NULL CHECK (octet_length(digest) = 32),
        sealed_at timestamptz NOT NULL,
        signature bytea NOT NULL
      );
      CREATE TABLE audit.segment_removal (
        name text PRIMARY KEY REFERENCES audit.segment,
        ordered_at timestamptz NOT NULL,
        signature bytea NOT NULL
      );
      GRANT SELECT, INSERT ON audit.segment, audit.segment_removal TO countersign_audit;
      CREATE FUNCTION audit.detach_segment(segment text) RETURNS void
      LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '5s' AS $$
      BEGIN
        IF NOT EXISTS (SELECT FROM audit.segment_removal AS removal WHERE removal.name = segment) THEN
          RAISE 'segment % is not ordered to go', segment USING ERRCODE = 'object_not_in_prerequisite_state';
        END IF;
        IF EXISTS (
          SELECT FROM pg_inherits JOIN pg_class ON pg_class.oid = inhrelid
          JOIN audit.segment AS older ON older.name = relname
          JOIN audit.segment AS this ON this.name = segment AND older.first_sequence < this.first_sequence
          WHERE inhparent = 'audit.event'::regclass
        ) THEN
          RAISE 'an older segment is still there' USING ERRCODE = 'object_not_in_prerequisite_state';
        END IF;
        IF EXISTS (SELECT FROM pg_inherits WHERE inhparent = 'audit.event'::regclass AND inhrelid = to_regclass(format('audit.%I', segment))) THEN
          EXECUTE format('ALTER TABLE audit.event DETACH PARTITION audit.%I', segment);
          DELETE FROM audit.name WHERE month <= to_date(segment, '"event_"YYYY_MM');
        END IF;
      END $$;
      CREATE FUNCTION audit.drop_segment(segment text) RETURNS void
      LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '5s' AS $$
      BEGIN
        IF NOT EXISTS (SELECT FROM audit.segment_removal AS removal WHERE removal.name = segment)
          OR EXISTS (SELECT FROM pg_inherits WHERE inhrelid = to_regclass(format('audit.%I', segment))) THEN
          RAISE 'segment % is not detached', segment USING ERRCODE = 'object_not_in_prerequisite_state';
        END IF;
        EXECUTE format('DROP TABLE IF EXISTS audit.%I', segment);
      END $$;
      REVOKE ALL ON FUNCTION audit.detach_segment, audit.drop_segment FROM PUBLIC;
      GRANT EXECUTE ON FUNCTION audit.detach_segment, audit.drop_segment TO countersign_audit_retention;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP FUNCTION audit.detach_segment, audit.drop_segment; DROP TABLE audit.segment_removal, audit.segment');
  }
}
