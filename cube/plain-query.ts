import { DuckDBDriver } from "@cubejs-backend/duckdb-driver";

const DuckQuery = DuckDBDriver.dialectClass();
type Made = ReturnType<InstanceType<typeof DuckQuery>["newPreAggregations"]>;

// not a field: Cube's constructor asks before fields are there
const aliasesOf = new WeakMap<PlainQuery, Record<string, string>>();

/** Cube's SQL for DuckDB, made without two searches that take most of the time and find nothing. */
export class PlainQuery extends DuckQuery {
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
