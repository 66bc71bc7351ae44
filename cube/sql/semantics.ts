import type { Members } from "../members.js";
import type { Filter } from "../query.js";
import type { Views } from "./views.js";

/** A query to Cube whose members may be expressions over members. */
export interface MemberQuery {
  readonly dimensions: readonly string[];
  readonly measures: readonly string[];
  readonly timeDimensions: readonly { readonly dimension: string; readonly granularity: string }[];
  readonly segments: readonly string[];
  readonly filters: readonly Filter[];
  readonly ungrouped: boolean;
}

/** What Cube made of a query, access policies included. */
export interface CompiledQuery {
  readonly sql: string;
  readonly values: readonly unknown[];
  /** The name that each column has in the SQL, by the member or the alias that was asked for. */
  readonly columns: ReadonlyMap<string, string>;
}

/** The semantic layer as one user meets it in one published build. */
export interface Semantics {
  readonly views: Views;
  readonly members: Members;
  /** True where a policy hides rows: then no calculation may fail on a row that is not shown. */
  readonly hidesRows: boolean;
  /** DuckDB's type of a column of a view. */
  typeOf(view: string, column: string): Promise<string>;
  compile(query: MemberQuery): Promise<CompiledQuery>;
}
