import { literal, openDatabase, rows } from "../pipeline/database.js";

function differs(column: string): string {
  const [ours, floor] = [`ours."${column}"`, `floor."${column}"`];
  return `(coalesce(abs(try_cast(${ours} as double) - try_cast(${floor} as double)) > 1e-9, false)
    or (try_cast(${ours} as double) is null and ${ours}::varchar is distinct from ${floor}::varchar)
    or (${ours} is null) <> (${floor} is null))`;
}

/** Differences between a build's marts, by their keys, and the floor's; none is the aim. */
export async function disagreements(
  build: string,
  floorFile: string,
  keys: Readonly<Record<string, readonly string[]>>,
): Promise<string[]> {
  const { connection, close } = await openDatabase(":memory:");
  const found: string[] = [];
  try {
    await connection.run(`attach ${literal(build)} as ours (read_only)`);
    await connection.run(`attach ${literal(floorFile)} as floor (read_only)`);
    for (const [mart, key] of Object.entries(keys)) {
      const shared = await rows(
        connection,
        `select column_name as name from duckdb_columns()
         where database_name in ('ours', 'floor') and schema_name = 'marts'
           and table_name = ${literal(mart)} group by name having count(*) = 2 order by name`,
      );
      const columns = shared
        .map((row) => String(row["name"]))
        .filter((name) => !key.includes(name));
      if (columns.length === 0) {
        found.push(`${mart}: only one of them has it`);
        continue;
      }
      const same = key.map((name) => `ours.${name} = floor.${name}`).join(" and ");
      const counts = columns.map((name) => `count(*) filter (where ${differs(name)}) as "${name}"`);
      const [row] = await rows(
        connection,
        `select count(*) filter (where ours.${key[0]} is null or floor.${key[0]} is null) as rows_apart,
           ${counts.join(", ")}
         from ours.marts.${mart} as ours full join floor.marts.${mart} as floor on ${same}`,
      );
      for (const [name, count] of Object.entries(row ?? {})) {
        if (Number(count) > 0) found.push(`${mart}.${name}: ${String(count)} rows`);
      }
    }
  } finally {
    close();
  }
  return found;
}
