/** Keeps dynoxide's stream records cheap: as shipped, each write costs in proportion to all records ever written. */
import { DatabaseSync } from 'node:sqlite';

/** DynamoDB keeps stream records for a day. */
const RETENTION_SECONDS = 86_400;
const BUSY_TIMEOUT_MILLISECONDS = 5_000;

/**
 * Adds an index on the sequence numbers and drops records over a day old. dynoxide may be running. The newest
 * record of each table stays, because the numbering goes on from it.
 *
 * @throws when the private tables of dynoxide 1.2.1 have another form
 */
export function tuneStreamRecords(databaseFile: string, now: Date): void {
  const database = new DatabaseSync(databaseFile, { timeout: BUSY_TIMEOUT_MILLISECONDS });
  try {
    database.exec(
      'CREATE INDEX IF NOT EXISTS local_stream_sequence ON _stream_records (table_name, CAST(sequence_number AS INTEGER))',
    );
    database
      .prepare(
        'DELETE FROM _stream_records WHERE created_at < ? AND id NOT IN (SELECT max(id) FROM _stream_records GROUP BY table_name)',
      )
      .run(Math.floor(now.getTime() / 1000) - RETENTION_SECONDS);
  } finally {
    database.close();
  }
}
