import type { DuckDBConnection } from "@duckdb/node-api";
import { identifier, rows } from "./database.js";
import { type EntityName, entityNames, entityOf } from "./entities.js";

type Row = Readonly<Record<string, unknown>>;

/** A row of an export that a factor's value rests on. */
export interface EvidenceRow {
  readonly factor: string;
  readonly entity: string;
  readonly path: string;
  /** NULL for usage, which is named by its files only: the build does not hold single events. */
  readonly line: number | null;
  readonly happened_at: string | null;
}

interface Question {
  readonly account: string;
  readonly month: string;
  readonly factors: readonly Row[];
}

const mostRows = 5;

async function windowsOf(connection: DuckDBConnection): Promise<ReadonlyMap<string, Row>> {
  const found = await rows(connection, "select metric, window_days, sources from config.metrics");
  return new Map(found.map((row) => [String(row["metric"]), row]));
}

function entitiesIn(text: unknown): EntityName[] {
  const names = String(text ?? "").split(", ");
  return entityNames.filter((name) => names.includes(name));
}

async function fileRows(
  connection: DuckDBConnection,
  factor: string,
  entity: EntityName,
): Promise<EvidenceRow[]> {
  const found = await rows(
    connection,
    `select path from staging.ledger_files where entity = $1 order by path desc limit ${mostRows}`,
    [entity],
  );
  return found.map(({ path }) => {
    return { factor, entity, path: String(path), line: null, happened_at: null };
  });
}

interface Asked {
  readonly entity: EntityName;
  readonly days: number | null;
  /** A column that must hold the given text: the question, or the metric from outside. */
  readonly named?: readonly [column: string, text: string];
}

// the newest rows before the snapshot, inside the window where the metric has one
async function stagedRows(
  connection: DuckDBConnection,
  { account, month }: Question,
  factor: string,
  { entity, days, named }: Asked,
): Promise<EvidenceRow[]> {
  const at = entityOf(entity).happenedAt;
  const time = at === undefined ? "null::timestamp" : `staged.${identifier(at)}`;
  const found = await rows(
    connection,
    `select files.path, staged.line::integer as line, ${time}::varchar as happened_at
     from staging.${identifier(entity)} as staged
     join staging.ledger_files as files on files.file_id = staged.file_id
     join marts.account_months as months on months.account_id = $1 and months.month = $2::date
     where staged.account_id = $1
       and (${time} is null or ${time} < months.snapshot_at)
       and ($3::integer is null or ${time} is null
         or ${time} >= months.snapshot_at - to_days($3::integer))
       ${named === undefined ? "" : `and staged.${identifier(named[0])} = $4`}
     order by ${time} desc nulls last, files.path, staged.line limit ${mostRows}`,
    named === undefined ? [account, month, days] : [account, month, days, named[1]],
  );
  return found.map(({ path, line, happened_at: when }) => {
    const happened_at = when === null ? null : String(when);
    return { factor, entity, path: String(path), line: Number(line), happened_at };
  });
}

/** At most five newest rows by file and line for each factor with a value, of each entity. */
export async function evidenceRows(
  connection: DuckDBConnection,
  question: Question,
): Promise<readonly EvidenceRow[]> {
  const windows = await windowsOf(connection);
  const found: EvidenceRow[] = [];
  for (const row of question.factors) {
    const [factor, metric] = [String(row["factor"]), String(row["metric"])];
    if (row["is_missing"] === true) continue;
    if (row["source"] === "assessment") {
      const named = ["question", metric] as const;
      const asked = { entity: "assessments", days: null, named } as const;
      found.push(...(await stagedRows(connection, question, factor, asked)).slice(0, 1));
      continue;
    }
    const { window_days: days = null, sources } = windows.get(metric) ?? {};
    for (const entity of entitiesIn(sources)) {
      if (entityOf(entity).isUnbounded) {
        found.push(...(await fileRows(connection, factor, entity)));
        continue;
      }
      const asked = { entity, days: days === null ? null : Number(days) };
      const named = entity === "metric_values" ? (["metric", metric] as const) : undefined;
      const staged = named === undefined ? asked : { ...asked, named };
      found.push(...(await stagedRows(connection, question, factor, staged)));
    }
  }
  return found;
}
