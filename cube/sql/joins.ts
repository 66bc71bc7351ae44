import { refusal, states } from "./refusal.js";
import { type Planning, resolverFor, rowsOf, type ViewInFrom, viewAt } from "./select.js";
import { isTree, optional, replace, type Tree, texts, walk } from "./tree.js";
import type { Column } from "./views.js";

/** A SELECT whose FROM joins views, or holds none: each view gives rows with its dimensions. */
export async function joinOfViews(node: Tree, planning: Planning): Promise<Tree> {
  const table = optional(node.from_table);
  if (table === undefined) return node;
  const views = viewsIn(table, planning);
  if (views.length === 0) return node;
  const rows = new Map<Tree, Tree>();
  for (const from of views) {
    const used = dimensionsUsed(node, from, views);
    rows.set(from.table, await rowsOf(from, used, planning));
  }
  return { ...node, from_table: replace(table, (tree) => rows.get(tree)) };
}

function viewsIn(table: Tree, planning: Planning): readonly ViewInFrom[] {
  if (table.type === "JOIN") {
    return [table.left, table.right].flatMap((side) =>
      isTree(side) ? viewsIn(side, planning) : [],
    );
  }
  const found = viewAt(table, planning.semantics);
  return found === undefined ? [] : [found];
}

function dimensionsUsed(
  node: Tree,
  from: ViewInFrom,
  views: readonly ViewInFrom[],
): readonly Column[] {
  const resolve = resolverFor(from);
  const all = [...from.view.columns.values()].filter(({ kind }) => kind === "dimension");
  const used = new Set<Column>();
  walk(node, (tree) => {
    if (tree.class === "STAR" || tree.ref_type === "NATURAL")
      for (const each of all) used.add(each);
    for (const name of tree.type === "JOIN" ? texts(tree.using_columns) : []) {
      const column = from.view.columns.get(name.toLowerCase());
      if (column?.kind === "dimension") used.add(column);
    }
    const column = tree.class === "COLUMN_REF" ? resolve(tree) : undefined;
    if (column?.kind === "dimension") used.add(column);
    else if (column !== undefined && isOnlyMeasure(tree, column, views)) throw fansOut(column);
    return true;
  });
  return all.filter((each) => used.has(each));
}

// a bare name may be another view's dimension
function isOnlyMeasure(tree: Tree, column: Column, views: readonly ViewInFrom[]): boolean {
  const isQualified = texts(tree.column_names).length > 1;
  const others = views.map(({ view }) => view.columns.get(column.name.toLowerCase()));
  return isQualified || !others.some((other) => other?.kind === "dimension");
}

function fansOut({ name }: Column): Error {
  const hint = "Aggregate it in a sub-query over its own view, and join that.";
  return refusal(states.notSupported, `the measure "${name}" cannot be used in a join`, hint);
}
