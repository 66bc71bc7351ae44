import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { metricTable } from "../../docs/catalogue/marts.js";
import { silent } from "../../pipeline/log.js";
import { buildModels } from "../../pipeline/model/model.js";
import { shipped } from "../../pipeline/root.js";
import { addAccount, type Company, createCompany } from "../models/company.js";
import { indexOf } from "../models/index-company.js";
import { blocks, documentAt } from "./documents.js";

const metric = "login_tickets_90d";
const folder = mkdtempSync(join(tmpdir(), "tenure-add-a-metric-"));
const index = indexOf({
  logins: {
    title: "Logins",
    element: "experience",
    input: "quantitative",
    metric,
    weight: 1,
    scale: { linear: { worst: 4, best: 0 } },
  },
});

let company: Company;
beforeAll(async () => {
  const example = blocks(documentAt("docs/models.md")).find(({ language }) => language === "sql");
  cpSync(shipped("models"), folder, { recursive: true });
  writeFileSync(join(folder, "metrics", `${metric}.sql`), example?.text ?? "");
  company = await createCompany({ run: { min_peers: 2 }, indexes: [index] });
  for (const account of ["a", "b"]) {
    await addAccount(company, account, [{ started_at: "2024-06-01", mrr: 10 }]);
  }
  const ticket = { ticket_id: "t", account_id: "a", created_at: "2024-06-10", topic: "Login" };
  await company.add("tickets", ticket);
  const targets = ["marts.account_metrics", "marts.benchmarks", "marts.index_factors"];
  await buildModels(company.connection, { folder, log: silent, full: true, targets });
}, 120_000);
afterAll(() => {
  company.close();
  rmSync(folder, { recursive: true, force: true });
});

const june = async (select: string) => {
  const reader = await company.connection.runAndReadAll(
    `${select} where metric = '${metric}' and month = '2024-06-01' order by all`,
  );
  return reader.getRows();
};

test("a file that is added is a metric beside its peers", async () => {
  // 0 and 1 tickets: (0 + ½) / 2 and (1 + ½) / 2
  expect(
    await june("select account_id, value, peer_percentile from marts.account_metrics"),
  ).toEqual([
    ["a", 1, 0.75],
    ["b", 0, 0.25],
  ]);
});

test("it is in the benchmarks", async () => {
  expect(await june("select p50 from (from marts.benchmarks where peer_group = 'all')")).toEqual([
    [0.5],
  ]);
});

test("an index can rest on it", async () => {
  // 4 tickets are 0 and none is 100: one is 75
  expect(await june("select account_id, score from marts.index_factors")).toEqual([
    ["a", 75],
    ["b", 100],
  ]);
});

test("it is in the documents, and Cube serves it by its name as any other", () => {
  expect(metricTable(folder)).toContain("Login tickets, 90 days");
  // the cube knows no metric by name, so none has to be added there
  const cube = readFileSync(shipped("cube", "model", "cubes", "account_metrics.yml"), "utf8");
  expect(cube).not.toMatch(/tickets_90d|seat_utilisation/);
});
