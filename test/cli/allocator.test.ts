import { expect, test } from "vitest";
import { allocatorSettings } from "../../pipeline/allocator.js";
import { tenure } from "./command.js";

test("freed memory is kept for a while, unless somebody says otherwise", () => {
  const own = { DUCKDB_JE_MALLOC_CONF: "dirty_decay_ms:0" };
  expect(allocatorSettings(own)).toEqual(own);
  expect(allocatorSettings({}).DUCKDB_JE_MALLOC_CONF).toMatch(/^dirty_decay_ms:\d{4,},/);
});

// the allocator is part of DuckDB on Linux alone
test.skipIf(process.platform !== "linux")("it is said in words that DuckDB reads", async () => {
  // asked to, the allocator tells which settings it read, and which it does not know
  const told = async (settings: string): Promise<string> => {
    const env = { DUCKDB_JE_MALLOC_CONF: `confirm_conf:true,${settings}` };
    return (await tenure(["--help"], { cwd: process.cwd(), env })).stderr;
  };
  expect(await told("dirt:1")).toMatch(/Invalid conf pair: dirt:1/);
  const said = await told(allocatorSettings({}).DUCKDB_JE_MALLOC_CONF ?? "");
  expect(said).toContain("Set conf value: dirty_decay_ms:3000");
  expect(said).not.toContain("Invalid");
});
