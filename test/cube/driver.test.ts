import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openDriver, type SnapshotDriver } from "../../cube/driver.js";
import { sharedRun, sharedWarehouse } from "./shared.js";

let file: string;
let driver: SnapshotDriver;

beforeAll(async () => {
  file = join(await sharedWarehouse(), "builds", `${sharedRun}.duckdb`);
  driver = await openDriver(file);
});
afterAll(() => driver.release());

describe("a snapshot", () => {
  test.each([
    "delete from marts.accounts",
    "create table marts.other as select 1 as one",
    "attach ':memory:' as elsewhere",
    "copy marts.accounts to '/tmp/accounts.csv'",
    "select * from read_csv('/etc/passwd')",
    "select * from read_text('/etc/hostname')",
    "install httpfs",
    "load httpfs",
    "set enable_external_access = true",
    "set memory_limit = '1MB'",
    "reset lock_configuration",
  ])("refuses: %s", async (sql) => {
    await expect(driver.query(sql)).rejects.toThrow();
  });

  test("that is not there fails when it is opened, not when it is asked", async () => {
    await expect(openDriver(`${file}.nothing`)).rejects.toThrow();
  });

  test("lets four short queries pass a slow one", async () => {
    let isSlowDone = false;
    const slow = driver
      .query(
        "select count(*) as n from range(60000) as a, range(20000) as b where a.range < b.range",
      )
      .finally(() => {
        isSlowDone = true;
      });
    const short = await Promise.all([1, 2, 3].map((n) => driver.query(`select ${n} as n`)));
    expect(short).toEqual([[{ n: "1" }], [{ n: "2" }], [{ n: "3" }]]);
    expect(isSlowDone).toBe(false);
    await slow;
  });

  test("closes only after the queries that run", async () => {
    const other = await openDriver(file);
    const running = Array.from({ length: 9 }, () =>
      other.query("select count(*) as n from marts.accounts"),
    );
    await other.release();
    expect(await Promise.all(running)).toEqual(Array.from({ length: 9 }, () => [{ n: "5" }]));
    await expect(other.query("select 1")).rejects.toThrow("closed");
  });
});

describe("a value", () => {
  test("leaves as exact text, times in UTC", async () => {
    const sql = `select 1::integer as small, 9007199254740993::bigint as big,
      170141183460469231731687303715884105727::hugeint as huge, 100::decimal(18, 4) as hundred,
      1200.5000::decimal(18, 4) as money, -0.0001::decimal(18, 4) as least, 0.1::double as share,
      true as yes, null::double as nothing, 'Ünï' as text, date '2025-03-01' as day,
      timestamp '2025-03-01 12:30:00.123456' as instant,
      timestamptz '2025-03-01 12:30:00+02' as zoned, date '1969-12-31' as before`;
    expect(await driver.query(sql)).toEqual([
      {
        small: "1",
        big: "9007199254740993",
        huge: "170141183460469231731687303715884105727",
        hundred: "100",
        money: "1200.5",
        least: "-0.0001",
        share: "0.1",
        yes: true,
        nothing: null,
        text: "Ünï",
        day: "2025-03-01T00:00:00.000Z",
        instant: "2025-03-01T12:30:00.123Z",
        zoned: "2025-03-01T10:30:00.000Z",
        before: "1969-12-31T00:00:00.000Z",
      },
    ]);
  });

  test("is bound, not pasted", async () => {
    const values = ["a1' or 1=1 --"];
    const sql = "select name from marts.accounts where account_id = ?";
    expect(await driver.query(sql, values)).toEqual([]);
    expect(await driver.query(sql, ["a1"])).toEqual([{ name: "Alder" }]);
  });
});
