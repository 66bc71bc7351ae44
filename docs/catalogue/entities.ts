import {
  type Column,
  type ColumnType,
  type Entity,
  entityNames,
  entityOf,
} from "../../pipeline/entities.js";
import { table } from "./table.js";

const kinds: Readonly<Record<ColumnType, string>> = {
  text: "text",
  timestamp: "time",
  money: "money",
  number: "number",
  integer: "integer",
  boolean: "yes/no",
};

function usualUpdate(entity: Entity): string {
  return entity.isUnbounded ? "append" : "snapshot";
}

function columnsOf(entity: Entity): string {
  const columns = Object.entries(entity.columns);
  const groups = Object.entries(kinds).map(([type, label]) => {
    const names = columns.filter(([, column]) => column.type === type).map(named);
    return names.length === 0 ? "" : `${label}: ${names.join(", ")}`;
  });
  return groups.filter((group) => group !== "").join(" · ");
}

function named([name, column]: [string, Column]): string {
  return column.required ? `**${name}**` : name;
}

function wordLists(): string[][] {
  return entityNames.flatMap((name) =>
    Object.entries(entityOf(name).columns).flatMap(([column, { oneOf }]) =>
      oneOf === undefined ? [] : [[`${name}.${column}`, oneOf.join(", ")]],
    ),
  );
}

/** The canonical entities as Markdown tables, from their one declaration. */
export function entityTables(): string {
  const rows = entityNames.map((name) => {
    const entity = entityOf(name);
    return [name, entity.key.join(", "), usualUpdate(entity), columnsOf(entity)];
  });
  const head = ["entity", "usual key", "usual update", "columns, **required** ones in bold"];
  return [
    table(head, rows),
    "Columns that take these words only:",
    table(["column", "words"], wordLists()),
  ].join("\n\n");
}
