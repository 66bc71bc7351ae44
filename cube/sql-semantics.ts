import { z } from "zod";
import type { Identity } from "./access.js";
import type { Core, SqlContext } from "./core.js";
import type { SnapshotDriver } from "./driver.js";
import { membersOf } from "./members.js";
import { refusal, states } from "./sql/refusal.js";
import { remember } from "./sql/remember.js";
import type { CompiledQuery, MemberQuery, Semantics } from "./sql/semantics.js";
import { type Column, type View, viewsOf } from "./sql/views.js";

/** The semantic layer for one user of one build, as the SQL endpoint's planner asks it. */
export type SemanticsOf = (identity: Identity, build: BuildToAsk) => Promise<Semantics>;

export interface BuildToAsk {
  readonly runId: string;
  readonly driver: SnapshotDriver;
}

const mostUsers = 200;
const mostQueries = 5000;

type Described = Pick<Semantics, "views" | "members">;

/** Asks Cube, and keeps what it said: neither the model nor its policies change while it runs. */
export function semanticsFrom(core: Core): SemanticsOf {
  const described = remember<Described>(mostUsers);
  const compiled = remember<CompiledQuery>(mostQueries);
  const types = remember<ReadonlyMap<string, string>>(mostUsers);
  return async (identity, build) => {
    const who = JSON.stringify(identity);
    const context = (): SqlContext => ({ requestId: "sql", securityContext: identity });
    const compile = (query: MemberQuery): Promise<CompiledQuery> =>
      compiled(`${who}${JSON.stringify(query)}`, () => ask(core, query, context()));
    const { views, members } = await described(who, async () => {
      const meta = await core.describe(context());
      return { views: viewsOf(meta), members: membersOf(meta) };
    });
    return {
      views,
      members,
      hidesRows: identity.role === "csm",
      compile,
      typeOf: async (name, column) => {
        const view = views.get(name.toLowerCase());
        if (view === undefined) throw new Error(`there is no view ${name}`);
        const key = JSON.stringify([who, build.runId, name]);
        const known = await types(key, () => typesOf(view, compile, build.driver));
        return known.get(column.toLowerCase()) ?? "VARCHAR";
      },
    };
  };
}

const answerSchema = z.union([
  z.object({ error: z.string() }),
  z.object({
    sql: z.object({
      sql: z.tuple([z.string(), z.array(z.unknown())]),
      aliasNameToMember: z.record(
        z.string(),
        z.union([z.string(), z.object({ name: z.string() })]),
      ),
    }),
  }),
]);

async function ask(core: Core, query: MemberQuery, context: SqlContext): Promise<CompiledQuery> {
  const answer = answerSchema.parse(
    await core.gateway.compileExpressions({ ...query, order: [] }, context),
  );
  if ("error" in answer) throw refusal(states.internal, `Cube: ${answer.error}`);
  const [sql, values] = answer.sql.sql;
  const entries = Object.entries(answer.sql.aliasNameToMember);
  const columns = entries.map(([alias, member]): [string, string] => [
    typeof member === "string" ? member : member.name,
    alias,
  ]);
  return { sql, values, columns: new Map(columns) };
}

type Compile = (query: MemberQuery) => Promise<CompiledQuery>;

async function typesOf(
  view: View,
  compile: Compile,
  driver: SnapshotDriver,
): Promise<ReadonlyMap<string, string>> {
  const columns = [...view.columns.values()];
  const marts = await martTypes(driver);
  const measured = await measureTypes(columns, compile, driver);
  return new Map(
    columns.map((column) => [
      column.name.toLowerCase(),
      measured.get(column.member) ?? typeOfColumn(column, marts.get(column.source ?? "")),
    ]),
  );
}

function typeOfColumn({ type }: Column, mart: string | undefined): string {
  if (type === "time") return mart === "DATE" ? "DATE" : "TIMESTAMP";
  if (type === "boolean") return "BOOLEAN";
  if (type === "number") return plainNumber(mart) ?? "DOUBLE";
  return "VARCHAR";
}

// Postgres has no number of 128 bits, but decimals of any width
function plainNumber(type: string | undefined): string | undefined {
  if (type === "HUGEINT") return "DECIMAL(38,0)";
  const isNumber =
    type !== undefined && /^(DECIMAL|TINYINT|SMALLINT|INTEGER|BIGINT|DOUBLE)/.test(type);
  return isNumber ? type : undefined;
}

const columnSchema = z.object({ name: z.string(), type: z.string() });

async function martTypes(driver: SnapshotDriver): Promise<ReadonlyMap<string, string>> {
  const rows = await driver.query(
    `select concat_ws('.', table_schema, table_name, column_name) as name, data_type as type
     from information_schema.columns`,
  );
  return new Map(
    z
      .array(columnSchema)
      .parse(rows)
      .map(({ name, type }) => [name, type]),
  );
}

// what a measure is depends on its formula: DuckDB says it without running the query
async function measureTypes(
  columns: readonly Column[],
  compile: Compile,
  driver: SnapshotDriver,
): Promise<ReadonlyMap<string, string>> {
  const measures = columns.filter(({ kind, type }) => kind === "measure" && type === "number");
  if (measures.length === 0) return new Map();
  const compiled = await compile({
    dimensions: [],
    measures: measures.map(({ member }) => member),
    timeDimensions: [],
    segments: [],
    filters: [],
    ungrouped: false,
  });
  const { connection, giveBack } = await driver.hold();
  try {
    const prepared = await connection.prepare(compiled.sql);
    const types = new Map<string, string>();
    for (let index = 0; index < prepared.columnCount; index += 1) {
      types.set(prepared.columnName(index), prepared.columnType(index).toString());
    }
    prepared.destroySync();
    return new Map(
      measures.map(({ member }) => {
        const type = types.get(compiled.columns.get(member) ?? "");
        return [member, plainNumber(type) ?? "DOUBLE"];
      }),
    );
  } finally {
    giveBack();
  }
}
