import { refusal, states } from "./refusal.js";
import { columnsIn, type Resolve } from "./slots.js";
import { type Tree, text, trees, walk } from "./tree.js";
import type { Column, View } from "./views.js";

/** The SQL aggregates that say what a measure of a kind already is. */
const matching: Readonly<Record<string, readonly string[]>> = {
  sum: ["sum"],
  runningTotal: ["sum"],
  avg: ["avg"],
  min: ["min"],
  max: ["max"],
  count: ["count", "sum"],
  countDistinct: ["count"],
  countDistinctApprox: ["count", "approx_count_distinct"],
};

export type Aggregated =
  | { readonly kind: "measure"; readonly column: Column }
  | { readonly kind: "expression" };

/** What an aggregate over a view is: a measure of the model, or a calculation over dimensions. */
export function aggregateOf(call: Tree, view: View, resolve: Resolve): Aggregated {
  const name = text(call.function_name);
  const children = trees(call.children);
  const [first] = children;
  const column = first?.class === "COLUMN_REF" ? resolve(first) : undefined;
  if (name === "measure" || name === "aggregate") return asked(name, children, column, view);
  if (column?.kind === "measure" && children.length === 1) return matched(call, column);
  walk(call.children, (tree) => {
    if (tree.class === "FUNCTION" && ["measure", "aggregate"].includes(text(tree.function_name))) {
      throw refusal(states.grouping, "an aggregate may not hold another");
    }
    return true;
  });
  // refuses measures and what is no column
  columnsIn({ ...call, alias: "" }, resolve);
  return { kind: "expression" };
}

function asked(
  name: string,
  children: readonly Tree[],
  column: Column | undefined,
  view: View,
): Aggregated {
  if (children.length === 1 && column?.kind === "measure") return { kind: "measure", column };
  throw refusal(states.grouping, `${name.toUpperCase()}() takes one measure of "${view.name}"`);
}

function matched(call: Tree, column: Column): Aggregated {
  const name = text(call.function_name);
  if (call.filter !== null && call.filter !== undefined) {
    throw refusal(states.notSupported, "FILTER on a measure: put the condition into WHERE");
  }
  if (matching[column.aggregate]?.includes(name)) return { kind: "measure", column };
  const message = `the measure "${column.name}" is no ${name.toUpperCase()}`;
  throw refusal(states.grouping, message, `Write MEASURE(${column.name}).`);
}
