import { guard } from "./guard.js";
import { refusal, states } from "./refusal.js";
import { replace, type Tree, text, textConstant, texts, trees, walk } from "./tree.js";
import { ownPrefix } from "./validate.js";
import type { Column } from "./views.js";

const slotPrefix = `${ownPrefix}slot_`;

/**
 * Places in Cube's SQL that an expression of the user takes once Cube has written it. Cube itself
 * only ever reads `tenure_slot_0(${view.region})`: the names of members, and no text of a user.
 */
export interface Slots {
  /** A member expression that stands for `expression`. */
  add(alias: string, expression: Tree): string;
  /** A text that stands for `value` where Cube takes a value. */
  addValue(value: Tree): string;
  /** Cube's tree with every slot taken, and every `?` by the value that Cube gave for it. */
  fill(tree: Tree, values: readonly unknown[]): Tree;
}

/** Finds the column of a view that a reference names. */
export type Resolve = (reference: Tree) => Column | undefined;

export interface SlotOptions {
  readonly view: string;
  readonly resolve: Resolve;
  /** Named where an expression names no column: Cube has to know which cube is asked. */
  readonly fallback: Column;
  /** What a column is inside Cube's SQL: Cube turns every time into a timestamp. */
  readonly typed: (column: Column, argument: Tree) => Tree;
  /** True where an expression that fails must give NULL instead. */
  readonly guarded: boolean;
}

// Cube reads the values of dates, so a value's stand-in is an instant that nobody asks for
const valueStandIn = (index: number): string =>
  `1001-01-01T00:00:${String(Math.floor(index / 1000)).padStart(2, "0")}.${String(index % 1000).padStart(3, "0")}`;

/** Slots for the expressions of one query to one view. */
export function slotsFor(options: SlotOptions): Slots {
  const expressions: { readonly tree: Tree; readonly columns: readonly Column[] }[] = [];
  const values: Tree[] = [];
  return {
    add: (alias, tree) => {
      const found = columnsIn(tree, options.resolve);
      const columns = found.length > 0 ? found : [options.fallback];
      const name = `${slotPrefix}${expressions.length}`;
      expressions.push({ tree, columns });
      const members = columns.map(({ member }) => `\${${checked(member)}}`);
      const sql = `${name}(${members.join(", ")})`;
      const expr = { type: "SqlFunction", cubeParams: [checked(options.view)], sql };
      return JSON.stringify({ cubeName: options.view, alias, expr });
    },
    addValue: (value) => {
      values.push(value);
      return valueStandIn(values.length - 1);
    },
    fill: (tree, given) =>
      replace(tree, (found) => {
        if (found.class === "PARAMETER") return valueAt(found, given, values);
        if (found.class !== "FUNCTION") return undefined;
        const name = text(found.function_name);
        if (!name.startsWith(slotPrefix)) return undefined;
        const slot = expressions[Number(name.slice(slotPrefix.length))];
        if (slot === undefined) throw new Error(`Cube wrote a slot nobody made: ${name}`);
        const filled = fillOne(slot, trees(found.children), options);
        return { ...filled, alias: found.alias ?? "" };
      }),
  };
}

function checked(member: string): string {
  if (/^[a-z]\w*(?:\.\w+)?$/i.test(member)) return member;
  throw new Error(`the model has a name that SQL cannot use: ${member}`);
}

function valueAt(found: Tree, given: readonly unknown[], values: readonly Tree[]): Tree {
  const value = given[Number(found.identifier) - 1];
  const index = values.findIndex((_, at) => String(value).replace(/Z$/, "") === valueStandIn(at));
  return values[index] ?? textConstant(String(value));
}

/** Columns of the view in an expression, each once, in the order of their first mention. */
export function columnsIn(tree: Tree, resolve: Resolve): readonly Column[] {
  const columns = new Set<Column>();
  walk(tree, (found) => {
    if (found.class !== "COLUMN_REF") return true;
    const column = resolve(found);
    if (column === undefined) throw noColumn(found);
    if (column.kind === "measure") {
      const hint = `Filter it in HAVING, or write MEASURE(${column.name}).`;
      throw refusal(states.grouping, `"${column.name}" is a measure`, hint);
    }
    columns.add(column);
    return false;
  });
  return [...columns];
}

/** A reference to a column that the view does not have, or that its reader may not see. */
export function noColumn(reference: Tree): Error {
  const name = texts(reference.column_names).join(".");
  return refusal(states.noSuchColumn, `column "${name}" does not exist`);
}

interface Slot {
  readonly tree: Tree;
  readonly columns: readonly Column[];
}

function fillOne({ tree, columns }: Slot, given: readonly Tree[], options: SlotOptions): Tree {
  if (given.length !== columns.length) throw new Error("Cube changed the arguments of a slot");
  const byColumn = new Map(
    columns.map((column, at) => [column, options.typed(column, given[at] ?? tree)]),
  );
  const filled = replace(tree, (found) => {
    if (found.class !== "COLUMN_REF") return undefined;
    const column = options.resolve(found);
    return column === undefined ? undefined : byColumn.get(column);
  });
  return options.guarded ? guard(filled) : filled;
}
