import { rows } from "./database.js";
import { openPublished } from "./published.js";

/** One row set aside, as `tenure quarantine list` and `show` print it. */
export type Quarantined = Record<string, unknown>;

/**
 * Rows in quarantine of the published build, newest first; `id` chooses one with its raw text.
 * Throws `publish/nothing-published`.
 */
export async function quarantined(
  warehouse: string,
  choose: { readonly id?: string; readonly limit: number },
): Promise<Quarantined[]> {
  const { connection, close } = await openPublished(warehouse);
  try {
    const shown =
      choose.id === undefined
        ? "row_id, path, line, quarantine.entity, reason, message"
        : "row_id, path, line, quarantine.entity, column_name, reason, message, raw_text";
    return await rows(
      connection,
      `select ${shown} from marts.quarantine as quarantine
       left join marts.source_files as files on files.file_id = quarantine.file_id
       where replayed_at is null and ($1::varchar is null or row_id = $1)
       order by first_seen_at desc, path, line limit ${choose.limit}`,
      [choose.id ?? null],
    );
  } finally {
    close();
  }
}
