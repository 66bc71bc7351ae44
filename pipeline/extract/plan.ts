import type { FileContract } from "../contract.js";
import { literal } from "../database.js";
import { monthColumns } from "../month-columns.js";
import {
  castSelect,
  type KeptColumn,
  type LakeColumn,
  lakeColumns,
  type Problem,
} from "./columns.js";
import { unknownColumns } from "./header.js";
import type { Landing } from "./landing.js";
import { type TextTable, textIn } from "./text-table.js";
import { filterOf } from "./where.js";

/** What becomes of a file's text: its columns, what can be wrong with a row, and which rows count. */
export interface Plan {
  readonly columns: readonly LakeColumn[];
  readonly problems: readonly Problem[];
  readonly filter: string | undefined;
}

// what an ignored column says still tells two rows apart that are known by their whole content
function ignoredColumn(table: TextTable, names: readonly string[]): KeptColumn {
  const texts = names.map((name) => `coalesce(${table.textOf(name)}, chr(0))`);
  return { name: "ignored", sql: `md5(concat_ws(chr(31), ${texts.join(", ")}))` };
}

function keptColumns(table: TextTable, contract: FileContract): KeptColumn[] {
  const unknown = unknownColumns(table.names, contract);
  if (contract.onUnknownColumn === "keep") {
    return unknown.map((name) => ({ name: `x:${name}`, sql: table.textOf(name) }));
  }
  const isWholeRow = contract.key.length === 0 && unknown.length > 0;
  return isWholeRow ? [ignoredColumn(table, unknown)] : [];
}

// each column that holds a month is one of the lake's, cast and judged like any amount
function withMonths(contract: FileContract, names: readonly string[]): FileContract {
  const wide = Object.values(contract.columns).find(({ months }) => months !== undefined);
  if (wide === undefined) return contract;
  const { months: _months, from: _from, ...how } = wide;
  const added = monthColumns(names, contract).map(({ header, lakeName }) => [
    lakeName,
    { ...how, from: [header] },
  ]);
  return { ...contract, columns: { ...contract.columns, ...Object.fromEntries(added) } };
}

/** Reads from contract and header how a file is cast. */
export async function planOf(landing: Landing): Promise<Plan> {
  const { table, contract } = landing;
  const { columns, problems } = lakeColumns(
    withMonths(contract, table.names),
    (_name, column) => textIn(table, column),
    keptColumns(table, contract),
    table.hasDoubles,
  );
  const malformed: Problem[] =
    table.malformed === undefined
      ? []
      : [{ column: "", reason: "not-json", when: "is_malformed", shown: "malformed_text" }];
  const filter =
    contract.where === undefined
      ? undefined
      : await filterOf(landing.connection, contract.where, table, contract);
  return { columns, problems: [...malformed, ...problems], filter };
}

/** Select list of the columns and of the texts that `problems` look at. */
export function selectList(plan: Plan, table: TextTable): string {
  const casts = castSelect(plan.columns);
  return table.malformed === undefined
    ? casts
    : `${casts}, ${table.malformed} as is_malformed, left(record_text, 80) as malformed_text`;
}

/** A condition that NULL does not meet. */
export function isTrue(condition: string): string {
  return `coalesce(${condition}, false)`;
}

/** SQL for the problem of a good row. */
export const noProblem = "null::struct(column_name varchar, reason varchar, shown varchar)";

/** SQL for a row's first problem as a struct, NULL for a good row. */
export function firstProblem({ problems }: Plan): string {
  if (problems.length === 0) return noProblem;
  const cases = problems.map(
    ({ when, column, reason, shown }) =>
      `when ${isTrue(when)} then {'column_name': ${literal(column)}, 'reason': ${literal(reason)},
        'shown': left(coalesce(${shown}, ''), 80)}`,
  );
  return `case ${cases.join("\n")} end`;
}
