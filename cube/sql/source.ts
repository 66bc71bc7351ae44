import type { Parser } from "./parser.js";
import type { MemberQuery, Semantics } from "./semantics.js";
import { withSingleRows } from "./single-rows.js";
import type { Slots } from "./slots.js";
import { isTree, type Tree } from "./tree.js";
import { type Relation, relationsOf } from "./validate.js";

/** One column of what takes the place of a view. */
export interface SourceColumn {
  /** The member, `member.granularity`, or the alias of an expression. */
  readonly asked: string;
  readonly name: string;
  /** DuckDB's type, or undefined where it is as it comes. */
  readonly type: string | undefined;
}

/** Cube's SQL for a view, to stand in FROM. */
export interface Source {
  readonly tree: Tree;
  /** The tables that Cube's own SQL reads. */
  readonly relations: readonly Relation[];
}

export interface SourceOptions {
  readonly semantics: Semantics;
  readonly parser: Parser;
  readonly query: MemberQuery;
  readonly columns: readonly SourceColumn[];
  readonly slots: Slots;
}

/** Lets Cube compile a query and makes a sub-query of it whose columns have the names asked for. */
export async function sourceOf(options: SourceOptions): Promise<Source> {
  const { semantics, parser, query, columns, slots } = options;
  const compiled = await semantics.compile(query);
  const list = columns.map(({ asked, name, type }) => {
    const alias = compiled.columns.get(asked);
    if (alias === undefined) throw new Error(`Cube compiled no column for ${asked}`);
    const value = `governed.${quoted(alias)}`;
    return `${type === undefined ? value : `cast(${value} as ${type})`} as ${quoted(name)}`;
  });
  const text = `select ${list.join(", ")} from (${compiled.sql}) as governed`;
  const parsed = await parser.parse(text);
  const relations = relationsOf(parsed);
  if (!isTree(parsed.node)) throw new Error("Cube compiled no query");
  const tree = query.ungrouped ? withSingleRows(parsed.node) : parsed.node;
  return { tree: slots.fill(tree, compiled.values), relations };
}

const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;
