import { renameSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { tenure } from "../cli/command.js";
import { type Marts, readMarts, warehouseOf } from "./flow.js";
import { createShop, type Shop } from "./shop.js";

const header = {
  accounts: "id,name,country,csm",
  subscriptions: "id,account,plan,mrr,seats,status,from,to,updated",
  usage: "account,user,event,at",
};

function month(at: number): string {
  return String(1 + (at % 6)).padStart(2, "0");
}

/** Enough accounts of equal worth that an order left open would show. */
function fill(shop: Shop): readonly string[] {
  const numbers = Array.from({ length: 120 }, (_, at) => at);
  const files: Record<string, readonly string[]> = {
    "accounts.csv": [header.accounts, ...numbers.map((at) => `I${at},İ ı ${at % 7},DE,m${at % 3}`)],
    "subscriptions.csv": [
      header.subscriptions,
      ...numbers.map(
        (at) =>
          `S${at},I${at},p,${100 + (at % 5)},${at % 4},active,2024-${month(at)}-11,,2024-01-01`,
      ),
    ],
  };
  for (const nth of [1, 2, 3]) {
    const rows = numbers.map(
      (at) => `I${(at * nth) % 120},u${at % 9},e,2024-${month(at + nth)}-2${nth}T23:30:0${nth}Z`,
    );
    files[`usage-${nth}.csv`] = [header.usage, ...rows, rows[0] ?? "", "I1,u1,e,bad"];
  }
  return Object.entries(files).map(([name, rows]) => {
    shop.write(`exports/${name}`, `${rows.join("\n")}\n`);
    return name;
  });
}

async function martsUnder(
  env: Readonly<Record<string, string>>,
  threads: number,
  prepare: (shop: Shop) => void = () => {},
): Promise<Marts> {
  const shop = createShop();
  try {
    shop.write("config/tenure.yml", `threads: ${threads}\n`);
    shop.write("exports/usage.csv", `${header.usage}\n`);
    fill(shop);
    prepare(shop);
    const run = await tenure(["run", "--as-of", "2024-07-01"], { cwd: shop.folder, env });
    expect({ code: run.code, stderr: run.stderr }).toMatchObject({ code: 0 });
    return await readMarts(warehouseOf(shop));
  } finally {
    shop.remove();
  }
}

/** By mart, the first rows that only one of the two has. */
function differences(one: Marts, other: Marts): Record<string, readonly string[]> {
  const names = [...new Set([...Object.keys(one), ...Object.keys(other)])];
  const only = (left: readonly string[] = [], right: readonly string[] = []) => {
    const known = new Set(right);
    return left.filter((row) => !known.has(row)).slice(0, 2);
  };
  const found = names.map((name): [string, readonly string[]] => [
    name,
    [...only(one[name], other[name]), ...only(other[name], one[name])],
  ]);
  return Object.fromEntries(found.filter(([, rows]) => rows.length > 0));
}

let first: Marts;
beforeAll(async () => {
  first = await martsUnder({ TZ: "America/New_York", LC_ALL: "C" }, 1);
});

test("threads, time zone and locale change no row of any mart", async () => {
  expect(first.account_months?.length).toBeGreaterThan(400);
  expect(first.quarantine).toHaveLength(3);
  const second = await martsUnder({ TZ: "Asia/Kolkata", LC_ALL: "tr_TR.UTF-8" }, 2);
  expect(differences(first, second)).toEqual({});
  expect(Object.keys(second)).toEqual(Object.keys(first));
});

test("the order in which files are read changes no figure", async () => {
  const second = await martsUnder({}, 1, ({ folder }) => {
    const at = (name: string): string => join(folder, "exports", name);
    renameSync(at("usage-1.csv"), at("usage-9.csv"));
    renameSync(at("usage-3.csv"), at("usage-0.csv"));
  });
  const { source_files: one, ...figures } = first;
  const { source_files: other, ...others } = second;
  expect(differences(others, figures)).toEqual({});
  expect(other?.length).toBe(one?.length);
});
