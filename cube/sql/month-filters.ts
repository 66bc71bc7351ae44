import type { Filter } from "../query.js";
import { withoutDateCast } from "./period.js";
import { refusal, states } from "./refusal.js";
import type { Resolve, Slots } from "./slots.js";
import { cast, isTree, type Tree, text, trees, typeNamed, walk } from "./tree.js";
import type { Column } from "./views.js";

/**
 * A condition on months as Cube's own filters, so that the model reads a stock in the last month
 * that fulfils it. Only plain comparisons have such a form.
 */
export function monthFilters(condition: Tree, resolve: Resolve, slots: Slots): readonly Filter[] {
  const found =
    comparison(condition, resolve, slots) ??
    between(condition, resolve, slots) ??
    membership(condition, resolve, slots) ??
    presence(condition, resolve) ??
    truth(condition, resolve);
  if (found !== undefined) return found;
  const hint = "Compare the month itself with values, joined by AND; or group by the month.";
  throw refusal(states.notSupported, "this condition on months has no plain form", hint);
}

const mirrored: Readonly<Record<string, string>> = {
  COMPARE_EQUAL: "COMPARE_EQUAL",
  COMPARE_NOTEQUAL: "COMPARE_NOTEQUAL",
  COMPARE_LESSTHAN: "COMPARE_GREATERTHAN",
  COMPARE_GREATERTHAN: "COMPARE_LESSTHAN",
  COMPARE_LESSTHANOREQUALTO: "COMPARE_GREATERTHANOREQUALTO",
  COMPARE_GREATERTHANOREQUALTO: "COMPARE_LESSTHANOREQUALTO",
};

const timeOperators: Readonly<Record<string, string>> = {
  COMPARE_LESSTHAN: "beforeDate",
  COMPARE_LESSTHANOREQUALTO: "beforeOrOnDate",
  COMPARE_GREATERTHAN: "afterDate",
  COMPARE_GREATERTHANOREQUALTO: "afterOrOnDate",
};

const equalities: Readonly<Record<string, string>> = {
  COMPARE_EQUAL: "equals",
  COMPARE_NOTEQUAL: "notEquals",
};

function comparison(tree: Tree, resolve: Resolve, slots: Slots): readonly Filter[] | undefined {
  if (tree.class !== "COMPARISON" || !isTree(tree.left) || !isTree(tree.right)) return undefined;
  const type = text(tree.type);
  return (
    compared(type, tree.left, tree.right, resolve, slots) ??
    compared(mirrored[type] ?? "", tree.right, tree.left, resolve, slots)
  );
}

function compared(
  type: string,
  side: Tree,
  value: Tree,
  resolve: Resolve,
  slots: Slots,
): readonly Filter[] | undefined {
  const column = columnOf(side, resolve);
  if (column === undefined || !isFree(value)) return undefined;
  const operator = column.type === "time" ? timeOperators[type] : undefined;
  const known = operator ?? equalities[type];
  if (known === undefined) return undefined;
  return [{ member: column.member, operator: known, values: [valueFor(column, value, slots)] }];
}

function columnOf(side: Tree, resolve: Resolve): Column | undefined {
  const inner = withoutDateCast(side);
  return inner.class === "COLUMN_REF" ? resolve(inner) : undefined;
}

// neither a column nor a sub-query: a value that is known before the rows are
function isFree(value: Tree): boolean {
  let isKnown = true;
  walk(value, (found) => {
    if (found.class === "COLUMN_REF" || found.class === "SUBQUERY") isKnown = false;
    return isKnown;
  });
  return isKnown;
}

function valueFor(column: Column, value: Tree, slots: Slots): string {
  if (column.type !== "time") return slots.addValue(value);
  return slots.addValue(cast(value, typeNamed("TIMESTAMP")));
}

function between(tree: Tree, resolve: Resolve, slots: Slots): readonly Filter[] | undefined {
  const { input, lower, upper } = tree;
  if (tree.class !== "BETWEEN" || !isTree(input) || !isTree(lower) || !isTree(upper)) {
    return undefined;
  }
  const from = compared("COMPARE_GREATERTHANOREQUALTO", input, lower, resolve, slots);
  const to = compared("COMPARE_LESSTHANOREQUALTO", input, upper, resolve, slots);
  return from === undefined || to === undefined ? undefined : [...from, ...to];
}

function membership(tree: Tree, resolve: Resolve, slots: Slots): readonly Filter[] | undefined {
  const inside = tree.type === "COMPARE_IN" ? "equals" : "notEquals";
  if (tree.type !== "COMPARE_IN" && tree.type !== "COMPARE_NOT_IN") return undefined;
  const [side, ...values] = trees(tree.children);
  const column = side === undefined ? undefined : columnOf(side, resolve);
  if (column === undefined || !values.every(isFree)) return undefined;
  const given = values.map((value) => valueFor(column, value, slots));
  return [{ member: column.member, operator: inside, values: given }];
}

function presence(tree: Tree, resolve: Resolve): readonly Filter[] | undefined {
  const operator = { OPERATOR_IS_NULL: "notSet", OPERATOR_IS_NOT_NULL: "set" }[text(tree.type)];
  const [side] = trees(tree.children);
  const column = side === undefined ? undefined : columnOf(side, resolve);
  if (operator === undefined || column === undefined) return undefined;
  return [{ member: column.member, operator }];
}

// `is_closed`, `not is_closed`: their comparisons with TRUE are caught before
function truth(tree: Tree, resolve: Resolve): readonly Filter[] | undefined {
  const isNegated = tree.type === "OPERATOR_NOT";
  const [child] = isNegated ? trees(tree.children) : [tree];
  const column = child === undefined ? undefined : columnOf(child, resolve);
  if (column?.type !== "boolean") return undefined;
  return [{ member: column.member, operator: "equals", values: [isNegated ? "false" : "true"] }];
}
