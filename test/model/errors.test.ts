import { rmSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { rows } from "../../pipeline/database.js";
import { TenureError } from "../../pipeline/error.js";
import { silent } from "../../pipeline/log.js";
import { buildModels } from "../../pipeline/model/model.js";
import { oneIn } from "../sampled.js";
import { scratchWith } from "./scratch.js";

oneIn(2);

const scratch = scratchWith(`
    create schema config; create schema staging;
    create table config.run (as_of timestamp, recompute_from date, run_id varchar);
    insert into config.run values ('2024-01-01', '0001-01-01', 'one');
    create table staging.numbers (number integer);
    insert into staging.numbers values (1), (2)`);
const { write, model } = scratch;

const build = (full = true) =>
  buildModels(scratch.database.connection, {
    folder: scratch.folder,
    log: silent,
    full,
    changed: new Set(),
  });

async function failure(): Promise<TenureError> {
  const thrown = await build().then(
    () => undefined,
    (error: unknown) => error,
  );
  if (thrown instanceof TenureError) return thrown;
  throw new Error(`expected a TenureError, not ${String(thrown)}`);
}

const numbers = "select number from staging.numbers";

describe("a model is refused", () => {
  test("without a header, by its file", async () => {
    write("core/a.sql", numbers);
    const error = await failure();
    expect(error.code).toBe("model/bad-header");
    expect(error.message).toContain("models/core/a.sql:1 has no header");
    expect(error.exitCode).toBe(5);
  });

  test("with a header that is not YAML, by file and line", async () => {
    write("core/a.sql", `/*---\ngrain: [number]\nsays: "Numbers\nsource: []\n---*/\n${numbers}`);
    const error = await failure();
    expect(error.code).toBe("model/bad-header");
    expect(error.message).toMatch(/^models\/core\/a\.sql:[3-5] has a header that is not YAML/);
  });

  test("with a key that is no key, or one of the wrong kind, by file and line", async () => {
    model("core/a.sql", "staging.numbers", numbers, "incremental: week\n");
    const error = await failure();
    expect(error.code).toBe("model/bad-header");
    expect(error.message).toContain(
      'models/core/a.sql:5 has a mistake in its header: "incremental"',
    );
    model("core/a.sql", "staging.numbers", numbers, "grane: [number]\n");
    expect((await failure()).message).toContain("grane");
  });

  test("a metric without a direction", async () => {
    model("metrics/a.sql", "staging.numbers", numbers);
    expect((await failure()).message).toContain("models/metrics/a.sql");
  });

  test.each([
    ["two statements", `${numbers}; ${numbers}`],
    ["a create", "create table core.b as select 1 as number"],
    ["text that is no SQL", "selec number"],
  ])("that holds %s", async (_, sql) => {
    model("core/a.sql", "staging.numbers", sql);
    const error = await failure();
    expect(error.code).toBe("model/not-one-select");
    expect(error.exitCode).toBe(5);
  });

  test("that reads a table without its schema, also inside a sub-query", async () => {
    model("core/a.sql", "", "with b as (select 1 as number) select number from b");
    await build();
    model("core/a.sql", "", "select 1 as number where exists (select 1 from numbers)");
    const error = await failure();
    expect(error.code).toBe("model/unqualified-table");
    expect(error.message).toContain('reads "numbers"');
  });

  test("that reads a table which is nowhere, with the closest name", async () => {
    model("core/a.sql", "staging.numbrs", "select number from staging.numbrs");
    const error = await failure();
    expect(error.code).toBe("model/unknown-table");
    expect(error.hint).toBe("Did you mean staging.numbers?");
  });

  test("whose declared source leaves out a table or names one too many", async () => {
    model("core/a.sql", "config.run", numbers);
    const error = await failure();
    expect(error.code).toBe("model/wrong-source");
    expect(error.message).toContain("leaves out staging.numbers");
    expect(error.message).toContain("names config.run");
    expect(error.hint).toBe("Write source: [staging.numbers].");
  });

  test("that is part of a circle, which is listed", async () => {
    model("core/a.sql", "core.b", "select number from core.b");
    model("core/b.sql", "core.c", "select number from core.c");
    model("core/c.sql", "core.a", "select number from core.a");
    const error = await failure();
    expect(error.code).toBe("model/cycle");
    expect(error.message).toContain("core.a → core.b → core.c → core.a");
  });

  test("that fails when it runs, by model and file, with what DuckDB said", async () => {
    model("core/a.sql", "staging.numbers", "select nmber as number from staging.numbers");
    const error = await failure();
    expect(error.code).toBe("model/failed");
    expect(error.exitCode).toBe(5);
    expect(error.message).toContain("models/core/a.sql (core.a)");
    expect(error.message).toContain("nmber");
  });

  test("whose check names a column that it does not have", async () => {
    model("core/a.sql", "staging.numbers", numbers, "checks: [missing > 0]\n");
    expect((await failure()).code).toBe("model/failed");
  });
});

describe("a header's promises are put to the test", () => {
  const broken = async () =>
    (await build()).findings
      .filter((finding) => finding.violations > 0)
      .map(({ model: name, rule, violations, sample }) => ({ name, rule, violations, sample }));

  test("a grain that repeats is found, with the rows", async () => {
    await scratch.database.connection.run("insert into staging.numbers values (2), (2)");
    model("core/a.sql", "staging.numbers", numbers);
    expect(await broken()).toEqual([
      { name: "core.a", rule: "grain is unique", violations: 2, sample: [{ number: 2, times: 3 }] },
    ]);
  });

  test("a grain that is NULL is found", async () => {
    await scratch.database.connection.run("insert into staging.numbers values (null)");
    model("core/a.sql", "staging.numbers", numbers);
    expect(await broken()).toEqual([
      { name: "core.a", rule: "grain is not null", violations: 1, sample: [{ number: null }] },
    ]);
  });

  test("a check that a row breaks is found, and NULL breaks none", async () => {
    await scratch.database.connection.run("insert into staging.numbers values (-7)");
    model(
      "core/a.sql",
      "staging.numbers",
      "select number, null::integer as other from staging.numbers",
      "checks: [number > 0, other > 0]\n",
    );
    expect(await broken()).toEqual([
      {
        name: "core.a",
        rule: "number > 0",
        violations: 1,
        sample: [{ number: -7, other: null }],
      },
    ]);
  });

  test("a promise that is kept is a finding without violations", async () => {
    model("core/a.sql", "staging.numbers", numbers, "checks: [number > 0]\n");
    expect((await build()).findings.map(({ rule, violations }) => [rule, violations])).toEqual([
      ["grain is unique", 0],
      ["grain is not null", 0],
      ["number > 0", 0],
    ]);
  });
});

const metric = (sql: string, title = "Numbers") =>
  `/*---\ntitle: ${title}\nsays: Numbers.\nunit: numbers\ndirection: neither\n` +
  `provenance: product\nentities: [users]\ngrain: [account_id, month]\n` +
  `source: [staging.numbers]\n---*/\n${sql}\n`;
const metricSql = (column: string) =>
  `select 'A' as account_id, date '2024-01-01' as month, ${column} as value
   from staging.numbers where number = 1`;

describe("the graph", () => {
  const order = async () =>
    (await build(false)).models.map(({ model: name, kind }) => `${kind} ${name}`);

  test("a model runs after what it reads, whatever the file names say", async () => {
    model("core/a.sql", "core.b", "select number from core.b");
    model("core/b.sql", "core.c", "select number from core.c");
    model("core/c.sql", "staging.numbers", numbers);
    expect(await order()).toEqual(["rebuilt core.c", "rebuilt core.b", "rebuilt core.a"]);
  });

  test("a file in models/metrics is a metric everywhere, and without it everywhere gone", async () => {
    write("metrics/first.sql", metric(metricSql("number")));
    write("metrics/second.sql", metric(metricSql("number * 10"), "Tens"));
    const long = () =>
      rows(scratch.database.connection, "select metric, value from core.metric_values order by 1");
    await build();
    expect(await long()).toEqual([
      { metric: "first", value: 1 },
      { metric: "second", value: 10 },
    ]);
    const titles = await rows(
      scratch.database.connection,
      "select metric, title from config.metrics order by 1",
    );
    expect(titles).toEqual([
      { metric: "first", title: "Numbers" },
      { metric: "second", title: "Tens" },
    ]);
    rmSync(join(scratch.folder, "metrics/second.sql"));
    await build(false);
    expect(await long()).toEqual([{ metric: "first", value: 1 }]);
    const tables = await rows(
      scratch.database.connection,
      "select table_name as name from information_schema.tables where table_schema = 'metrics'",
    );
    expect(tables).toEqual([{ name: "first" }]);
  });

  const metricOf = (source: string, sql: string) =>
    metric(sql, "Derived").replace("staging.numbers", source);
  const metricsIn = async (table: string) =>
    (await rows(scratch.database.connection, `select metric from ${table} order by metric`)).map(
      (row) => row.metric,
    );

  test("a metric that rests on other metrics stands only in the table of all", async () => {
    write("metrics/first.sql", metric(metricSql("number")));
    model(
      "core/a.sql",
      "core.metric_values",
      "select 1 as number, account_id, month, value from core.metric_values",
    );
    write("metrics/second.sql", metricOf("core.a", "select account_id, month, value from core.a"));
    model(
      "core/number.sql",
      "core.all_metric_values",
      "select count(*)::integer as number from core.all_metric_values",
    );
    await build();
    expect(await metricsIn("core.metric_values")).toEqual(["first"]);
    expect(await metricsIn("core.all_metric_values")).toEqual(["first", "second"]);
    expect(await rows(scratch.database.connection, "select number from core.number")).toEqual([
      { number: 2 },
    ]);
  });

  test("a metric that rests on all metrics is part of a circle", async () => {
    const sql = "select account_id, month, value from core.all_metric_values";
    write("metrics/second.sql", metricOf("core.all_metric_values", sql));
    const error = await failure();
    expect(error.code).toBe("model/cycle");
    expect(error.message).toContain("core.all_metric_values");
  });

  test("without any metric the table of metrics is there and empty", async () => {
    model(
      "core/a.sql",
      "core.metric_values",
      "select count(*)::integer as number from core.metric_values",
    );
    await build();
    expect(await rows(scratch.database.connection, "select number from core.a")).toEqual([
      { number: 0 },
    ]);
  });

  test("a changed file is made again with all that reads it and differs, another is kept", async () => {
    model("core/a.sql", "staging.numbers", numbers);
    model("core/b.sql", "core.a", "select number + 1 as number from core.a");
    model("core/c.sql", "staging.numbers", numbers);
    await build();
    model("core/a.sql", "staging.numbers", "select number + 1 as number from staging.numbers");
    expect(await order()).toEqual(["rebuilt core.a", "rebuilt core.b", "kept core.c"]);
    model("core/a.sql", "staging.numbers", "select 1 + number as number from staging.numbers");
    expect(await order()).toEqual(["rebuilt core.a", "kept core.b", "kept core.c"]);
  });

  test("a setting is a change only for models that name its column", async () => {
    model("core/a.sql", "config.run", "select year(as_of)::integer as number from config.run");
    model("core/b.sql", "config.run", "select count(*)::integer as number from config.run");
    await build();
    await scratch.database.connection.run("update config.run set run_id = 'two'");
    expect(await order()).toEqual(["kept core.a", "kept core.b"]);
    await scratch.database.connection.run("update config.run set as_of = '2025-01-01'");
    expect(await order()).toEqual(["rebuilt core.a", "kept core.b"]);
  });

  test("a table that no model makes any more is dropped", async () => {
    model("core/a.sql", "staging.numbers", numbers);
    model("core/b.sql", "staging.numbers", numbers);
    await build();
    rmSync(join(scratch.folder, "core/b.sql"));
    await build(false);
    const tables = await rows(
      scratch.database.connection,
      "select table_name as name from information_schema.tables where table_schema = 'core' order by 1",
    );
    expect(tables.map((row) => row.name)).toEqual([
      "a",
      "all_metric_values",
      "metric_values",
      "model_fingerprints",
    ]);
  });

  test("a table that was lost is made again", async () => {
    model("core/a.sql", "staging.numbers", numbers);
    await build();
    await scratch.database.connection.run("drop table core.a");
    expect(await order()).toEqual(["rebuilt core.a"]);
  });

  test("the months made again are told by the column that the header names", async () => {
    write(
      "core/a.sql",
      `/*---\ngrain: [vintage, period]\nsays: Months.\nsource: [staging.numbers, config.run]\nincremental: period\n---*/
      select date '2024-06-01' as vintage, make_date(2024, number, 1) as period, count(*) as times
      from staging.numbers
      where make_date(2024, number, 1) >= (select recompute_from from config.run)
      group by number`,
    );
    await build();
    // January is told to be as it was, whatever has come to it
    await scratch.database.connection.run(
      "insert into staging.numbers values (1), (2), (3); update config.run set recompute_from = '2024-02-01'",
    );
    const changed = new Set(["staging.numbers"]);
    const again = { folder: scratch.folder, log: silent, full: false, changed };
    const { models } = await buildModels(scratch.database.connection, again);
    expect(models).toMatchObject([{ kind: "months", from: "2024-02-01", rows: 2 }]);
    const held = await rows(
      scratch.database.connection,
      "select period, times from core.a order by 1",
    );
    expect(held).toEqual([
      { period: "2024-01-01", times: "1" },
      { period: "2024-02-01", times: "2" },
      { period: "2024-03-01", times: "1" },
    ]);
  });

  test("months that fail to be inserted leave the table as it was", async () => {
    const monthly = (expression: string) =>
      `/*---\ngrain: [month]\nsays: Months.\nsource: [staging.numbers, config.run]\nincremental: month\n---*/
      select make_date(2024, number, 1) as month, ${expression} as value from staging.numbers
      where make_date(2024, number, 1) >= (select recompute_from from config.run)`;
    write("core/a.sql", monthly("(10 / (number - 3.0))::integer"));
    await build();
    await scratch.database.connection.run(
      "insert into staging.numbers values (3), (4), (9999); update config.run set recompute_from = '2024-02-01'",
    );
    const changed = new Set(["staging.numbers"]);
    const again = buildModels(scratch.database.connection, {
      folder: scratch.folder,
      log: silent,
      full: false,
      changed,
    });
    await expect(again).rejects.toMatchObject({ code: "model/failed" });
    const kept = await rows(scratch.database.connection, "select month from core.a order by 1");
    expect(kept).toEqual([{ month: "2024-01-01" }, { month: "2024-02-01" }]);
  });
});
