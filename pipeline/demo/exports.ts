import { appendFile, mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { DuckDBConnection } from "@duckdb/node-api";
import { literal } from "../database.js";
import { demoSql } from "./company.js";
import { rowsToPlant } from "./planted.js";
import { type DemoFile, plainFile } from "./summary.js";

interface Export {
  /** Below `exports/`; the select is `exports/<last part without extension>.sql`. */
  readonly file: string;
  readonly copy: string;
  readonly encoding?: "utf-8-bom" | "latin-1";
}

const csv = "format csv, header";

/** Every export but usage, each as the system it comes from would write it. */
const exportFiles: readonly Export[] = [
  { file: "billing/subscriptions.csv", copy: csv },
  { file: "billing/invoices.csv", copy: csv },
  { file: "crm/accounts.csv", copy: csv, encoding: "utf-8-bom" },
  { file: "crm/contacts.csv", copy: `${csv}, delimiter ';'` },
  { file: "crm/activities.csv", copy: csv },
  { file: "crm/milestones.csv", copy: csv },
  { file: "crm/objectives.csv", copy: csv },
  { file: "crm/opportunities.csv", copy: csv },
  { file: "product/users.ndjson", copy: "format json" },
  { file: "product/releases.csv", copy: csv },
  { file: "support/tickets.csv", copy: csv },
  { file: "support/incidents.csv", copy: csv },
  { file: "surveys/responses.csv", copy: csv, encoding: "latin-1" },
  { file: "success/pulse.parquet", copy: "format parquet" },
  { file: "success/churn-reasons.csv", copy: csv },
  { file: "success/plays.csv", copy: csv },
  { file: "finance/plans.csv", copy: csv },
  { file: "finance/variance-notes.csv", copy: csv },
];

/** Runs a COPY and says how many rows it wrote. */
export async function copyTo(
  connection: DuckDBConnection,
  select: string,
  path: string,
  options: string,
): Promise<number> {
  await mkdir(dirname(path), { recursive: true });
  const result = await connection.run(`copy (${select}) to ${literal(path)} (${options})`);
  return result.rowsChanged;
}

/** DuckDB writes plain UTF-8; what else a system may write is made afterwards. */
async function encode(path: string, encoding: Export["encoding"]): Promise<void> {
  if (encoding === undefined) return;
  const text = await readFile(path, "utf8");
  if (encoding === "latin-1") await writeFile(path, text, "latin1");
  else await writeFile(path, `\uFEFF${text}`);
}

async function writeExport(
  connection: DuckDBConnection,
  folder: string,
  { file, copy, encoding }: Export,
): Promise<DemoFile> {
  const name = file.replace(/^.*\//, "").replace(/\.\w+$/, "");
  const select = await demoSql("exports", `${name}.sql`);
  const path = join(folder, file);
  const rows = await copyTo(connection, select, path, copy);
  const planted = rowsToPlant(file, rows);
  if (planted.length > 0) await appendFile(path, planted.map(({ line }) => `${line}\n`).join(""));
  await encode(path, encoding);
  return {
    ...plainFile(`exports/${file}`, rows + planted.length),
    bad: planted.map(({ flaw }) => flaw),
  };
}

/** Writes every export but usage below `folder`. */
export async function writeExports(
  connection: DuckDBConnection,
  folder: string,
): Promise<DemoFile[]> {
  const written: DemoFile[] = [];
  for (const each of exportFiles) written.push(await writeExport(connection, folder, each));
  return written;
}
