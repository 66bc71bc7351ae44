import { mkdirSync, truncateSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { FileContract } from "../../pipeline/contract.js";
import { openDatabase } from "../../pipeline/database.js";
import { land } from "../../pipeline/extract/land.js";
import { openTextTable, type PlainFile } from "../../pipeline/extract/text-table.js";
import { contractOf } from "../config/folder.js";
import { type Place, place } from "./landing.js";

function fileOf(at: Place, name: string, contract: FileContract): PlainFile {
  const path = join(at.folder, "data", name);
  return { path, shownPath: name, contract, temporary: at.folder, scanned: undefined };
}

test("a parser that finds another number of records than the scanner refuses the file", async () => {
  const at = place().file("a.csv", "id\n1\n2\n");
  const contract = contractOf("entity: accounts", "match: a.csv", "columns: { account_id: id }");
  const { connection, close } = await openDatabase(":memory:");
  const file = fileOf(at, "a.csv", contract);
  mkdirSync(at.warehouse.lake, { recursive: true });
  const landing = {
    connection,
    fileId: "f",
    contract,
    plain: file.path,
    shownPath: "a.csv",
    lakeFile: join(at.warehouse.lake, "f.parquet"),
    earlier: [],
    temporary: at.folder,
  };
  const counted = await openTextTable(connection, file);
  expect((await land({ ...landing, table: counted })).loaded).toBe(2);
  const table = await openTextTable(connection, {
    ...file,
    scanned: { records: 9, isRegular: true },
  });
  await expect(land({ ...landing, table })).rejects.toMatchObject({
    code: "stage/rows-do-not-add-up",
    message: "a.csv holds 8 records, but 2 were read and 0 refused",
  });
  close();
});

test("one JSON value of more than half a gigabyte is refused before it is read", async () => {
  const at = place().file("a.json", "[");
  const contract = contractOf("entity: accounts", "match: a.json", "columns: { account_id: id }");
  truncateSync(join(at.folder, "data", "a.json"), 600 * 2 ** 20);
  const { connection, close } = await openDatabase(":memory:");
  await expect(openTextTable(connection, fileOf(at, "a.json", contract))).rejects.toMatchObject({
    code: "extract/too-large",
  });
  close();
});
