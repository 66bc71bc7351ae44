import { DuckDBDriver } from "@cubejs-backend/duckdb-driver";
import { mergedPeriods } from "./closing.js";
import type { Filter } from "./query.js";

const DuckQuery = DuckDBDriver.dialectClass();
type Made = ReturnType<InstanceType<typeof DuckQuery>["newPreAggregations"]>;

// not a field: Cube's constructor asks before fields are there
const aliasesOf = new WeakMap<PlainQuery, Record<string, string>>();

const edgesOfPeriods = new Set(["is_closing", "is_opening"]);

// told by the filter that cube/closing.ts adds
function periodOf(filters: readonly Filter[] | undefined, cube: string): string | undefined {
  const merged = `${cube}.merged_periods`;
  const asked = filters?.find(({ member, dimension }) => (member ?? dimension) === merged);
  const isAsked = ([, values]: readonly [string, readonly string[]]): boolean =>
    values.join() === asked?.values?.join();
  return Object.entries(mergedPeriods).find(isAsked)?.[0];
}

/**
 * Cube's SQL for DuckDB, made without two searches that take most of the time and find nothing, and
 * without time zones where there are none: marts keep dates and timestamps of UTC, and a conversion
 * of each row to an instant and back costs ten times what its sum does.
 */
export class PlainQuery extends DuckQuery {
  override convertTz(field: string): string {
    return `CAST(${field} AS TIMESTAMP)`;
  }

  // a parameter is an instant of UTC, and a column that is compared with it stays as it is stored
  override timeStampCast(value: string): string {
    return `CAST(${value} AS TIMESTAMP)`;
  }

  // the last month of a row is one of a list only where rows span quarters or years
  override evaluateSymbolSql(cube: string, name: string, ...rest: [unknown, unknown, unknown]) {
    const period = edgesOfPeriods.has(name) ? periodOf(this.options.filters, cube) : undefined;
    if (period === "month") return "true";
    const sql = super.evaluateSymbolSql(cube, name, ...rest);
    // of a whole range there is one last month, in one group
    return period === "range"
      ? String(sql)
          .replace(".month in (", ".month = (")
          .replace(/group by.*$/s, ")")
      : sql;
  }

  // Cube puts a backslash before each _ and % of a text that is looked for, which is none to DuckDB
  override newFilter(filter: unknown): ReturnType<InstanceType<typeof DuckQuery>["newFilter"]> {
    const made = super.newFilter(filter);
    const like = made.likeIgnoreCase.bind(made);
    made.likeIgnoreCase = (...asked: Parameters<typeof like>) => `${like(...asked)} ESCAPE '\\'`;
    return made;
  }

  // the model has no pre-aggregations, and looking for one that fits takes as long as the SQL
  override newPreAggregations(): Made {
    const made = super.newPreAggregations();
    made.findPreAggregationForQuery = () => undefined;
    // only a person who designs pre-aggregations reads it in an answer
    made.canUseTransformedQuery = () => undefined as never;
    return made;
  }

  // asked again for each filter that a measure of the model reads, and always the same once the
  // members are known
  override allBackAliasMembersExceptSegments(): Record<string, string> {
    if (!this.join) return super.allBackAliasMembersExceptSegments();
    const known = aliasesOf.get(this) ?? super.allBackAliasMembersExceptSegments();
    aliasesOf.set(this, known);
    return known;
  }
}
