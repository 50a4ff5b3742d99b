import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Trail1764000000001 implements MigrationInterface {
  readonly name = 'Trail1764000000001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE audit.event (
        sequence bigint PRIMARY KEY,
        id uuid NOT NULL UNIQUE,
        at timestamptz NOT NULL,
        event jsonb NOT NULL,
        digest bytea NOT NULL CHECK (octet_length(digest) = 32)
      );
      CREATE INDEX event_at ON audit.event (at);
      CREATE INDEX event_user ON audit.event (lower(event #>> '{user,login}'), sequence);
      CREATE INDEX event_agent_host ON audit.event ((event #>> '{agentHost,name}'), sequence);
      CREATE INDEX event_object ON audit.event ((event #>> '{object,label}'), sequence);
      CREATE INDEX event_result ON audit.event ((event ->> 'result'), sequence);
      CREATE INDEX event_request_key ON audit.event ((event ->> 'requestKey'));
      GRANT SELECT, INSERT ON audit.event TO countersign_audit;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE audit.event');
  }
}
