import { cpSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { withEmptyBuild } from "../../docs/catalogue/build.js";
import { generatedDocuments } from "../../docs/catalogue/catalogue.js";
import { entityTables } from "../../docs/catalogue/entities.js";
import { viewSections } from "../../docs/catalogue/members.js";
import { rows } from "../../pipeline/database.js";
import { shipped } from "../../pipeline/root.js";
import { blocks, documentAt } from "./documents.js";

test("the entity tables and the catalogue are what the code says: else run npm run docs", async () => {
  for (const { path, text } of await generatedDocuments()) {
    expect(documentAt(path).text === text, `${path} is stale: run npm run docs`).toBe(true);
  }
});

function squeezed(text: string): string {
  return text.replaceAll(/ +/g, " ");
}

test("the entity tables mark a required column and list the words of a column", () => {
  const tables = squeezed(entityTables());
  expect(tables).toContain("| fx_rates | currency, date | snapshot |");
  expect(tables).toContain("number: **rate_to_reporting**");
  expect(tables).toContain("| survey_responses.kind | nps, csat, ces |");
});

test("the catalogue of views leaves out members that are not public", () => {
  const sections = squeezed(viewSections());
  expect(sections).toContain("| mrr | measure | sum |");
  expect(sections).not.toContain("owner_csm_id");
});

test("the metric of docs/models.md builds and is one of the metrics", async () => {
  const example = blocks(documentAt("docs/models.md")).find(({ language }) => language === "sql");
  const folder = mkdtempSync(join(tmpdir(), "tenure-docs-models-"));
  try {
    cpSync(shipped("models"), folder, { recursive: true });
    writeFileSync(join(folder, "metrics", "login_tickets_90d.sql"), example?.text ?? "");
    const found = await withEmptyBuild(folder, (connection) =>
      rows(connection, "select title from config.metrics where metric = 'login_tickets_90d'"),
    );
    expect(found).toEqual([{ title: "Login tickets, 90 days" }]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
