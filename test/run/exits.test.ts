import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { silent } from "../../pipeline/log.js";
import { buildModels } from "../../pipeline/model/model.js";
import { createCompany } from "../models/company.js";

test("a model that DuckDB refuses ends with exit 5 and the model's name", async () => {
  const folder = mkdtempSync(join(tmpdir(), "tenure-models-"));
  const company = await createCompany();
  try {
    mkdirSync(join(folder, "core"));
    const header =
      "/*---\ngrain: [account_id]\nsays: Broken on purpose.\nsource: [staging.accounts]\nsection: 2\n---*/\n";
    writeFileSync(
      join(folder, "core", "broken.sql"),
      `${header}select account_id, no_such_column from staging.accounts\n`,
    );
    const built = buildModels(company.connection, {
      folder,
      log: silent,
      full: true,
      changed: new Set(),
    });
    await expect(built).rejects.toMatchObject({
      exitCode: 5,
      code: expect.stringMatching(/^model\//),
      message: expect.stringContaining("core.broken"),
    });
  } finally {
    company.close();
    rmSync(folder, { recursive: true, force: true });
  }
});
