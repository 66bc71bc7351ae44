import { rmSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { type Place, place, staged } from "../extract/landing.js";
import { oneIn } from "../sampled.js";

oneIn(6);

const crm =
  "source: crm\nfiles: [{ entity: accounts, match: crm.csv, columns: { account_id: id } }]\n";

function billing(update: string, ...more: readonly string[]): Place {
  const columns =
    "subscription_id: id, account_id: a, started_at: s, mrr: mrr, updated_at: { from: u, optional: true }";
  return place()
    .source(
      [
        "source: b",
        "files:",
        "  - entity: subscriptions",
        '    match: "subs-*.csv"',
        `    update: ${update}`,
        ...more.map((line) => `    ${line}`),
        `    columns: { ${columns} }`,
        "",
      ].join("\n"),
      "b",
    )
    .source(crm, "crm")
    .file("crm.csv", "id\na\nb\n");
}

const head = "id,a,s,mrr,u\n";

function mrr(at: Place, request: Parameters<typeof staged>[2] = {}): Promise<string> {
  return staged(
    at,
    async ({ table }) =>
      (await table("subscriptions", "subscription_id as id, mrr::integer as mrr"))
        .map((row) => `${row.id}=${row.mrr}`)
        .join(" "),
    request,
  );
}

test("a snapshot is its newest file alone, by name and then by landing", async () => {
  const at = billing("snapshot")
    .file("subs-2.csv", `${head}1,a,2024-01-01,20,\n3,a,2024-01-01,3,\n`)
    .file("subs-1.csv", `${head}1,a,2024-01-01,10,\n2,a,2024-01-01,2,\n`);
  expect(await mrr(at)).toBe("1=20 3=3");
  at.file("subs-2.csv", `${head}1,a,2024-01-01,30,\n`);
  expect(await mrr(at)).toBe("1=30");
  at.file("subs-1.csv", `${head}1,a,2024-01-01,99,\n`);
  expect(await mrr(at)).toBe("1=30");
});

test("rows that a newer file supersedes count as loaded", async () => {
  const at = billing("snapshot")
    .file("subs-1.csv", `${head}1,a,2024-01-01,10,\n`)
    .file("subs-2.csv", `${head}1,a,2024-01-01,20,\n`);
  await staged(at, async ({ query }) => {
    expect(
      await query(
        `select path, rows_read::integer as r, rows_loaded::integer as l from staging.ledger_files
         where source = 'b' order by path`,
      ),
    ).toEqual([
      { path: "subs-1.csv", r: 1, l: 1 },
      { path: "subs-2.csv", r: 1, l: 1 },
    ]);
  });
});

test("an upsert takes the newest change, then the greatest file name, then the later landing", async () => {
  const at = billing("upsert")
    .file(
      "subs-9.csv",
      `${head}1,a,2024-01-01,10,2024-02-01\n2,a,2024-01-01,10,\n3,a,2024-01-01,10,2024-02-01\n`,
    )
    .file(
      "subs-8.csv",
      `${head}1,a,2024-01-01,11,2024-03-01\n2,a,2024-01-01,11,\n3,a,2024-01-01,11,\n4,b,2024-01-01,4,\n`,
    );
  expect(await mrr(at)).toBe("1=11 2=10 3=10 4=4");
  at.file("subs-9.csv", `${head}2,a,2024-01-01,12,\n`);
  expect(await mrr(at)).toBe("1=11 2=12 3=10 4=4");
});

test("a change from after as_of is used only where there is none from before", async () => {
  const at = billing("upsert")
    .file("subs-1.csv", `${head}1,a,2024-01-01,10,2024-02-01\n`)
    .file(
      "subs-2.csv",
      `${head}1,a,2024-01-01,20,2024-06-01\n2,a,2024-01-01,7,2024-07-01\n2,a,2024-01-01,8,2024-08-01\n`,
    );
  expect(await mrr(at, { asOf: "2024-07-15" })).toBe("1=20 2=7");
  expect(await mrr(at, { asOf: "2024-05-01" })).toBe("1=10 2=7");
  expect(await mrr(at, { asOf: "2024-06-01" })).toBe("1=10 2=7");
});

test("append keeps every fact of every file", async () => {
  const at = billing("append", "key: [subscription_id]")
    .file("subs-1.csv", `${head}1,a,2024-01-01,10,\n2,a,2024-01-01,2,\n`)
    .file("subs-2.csv", `${head}1,a,2024-02-01,20,\n2,a,2024-01-01,99,\n`);
  expect(await mrr(at)).toBe("1=10 1=20 2=2");
});

test("a key of a column beyond the canonical ones decides in a snapshot and an upsert", async () => {
  const at = place()
    .source(
      "source: u\nfiles: [{ entity: users, match: 'users-*.csv', update: upsert, key: [email], columns: { user_id: id, account_id: a, email: email } }]\n",
      "u",
    )
    .source(crm, "crm")
    .file("crm.csv", "id\na\n")
    .file("users-1.csv", "id,a,email\n1,a,x\n2,a,y\n")
    .file("users-2.csv", "id,a,email\n3,a,x\n");
  await staged(at, async ({ table }) => {
    expect(await table("users", "user_id")).toEqual([{ user_id: "2" }, { user_id: "3" }]);
  });
});

const usage = (update: string): Place =>
  place()
    .source(
      `source: p\nfiles: [{ entity: usage_events, match: 'u-*.csv', update: ${update}, columns: { event_id: id, account_id: a, event: e, occurred_at: at } }]\n`,
      "p",
    )
    .source(crm, "crm")
    .file("crm.csv", "id\na\nb\n");

function events(at: Place, request: Parameters<typeof staged>[2] = {}): Promise<string> {
  return staged(
    at,
    async ({ table }) =>
      (await table("usage_events", "event_id as id")).map((row) => row.id).join(" "),
    request,
  );
}

test("a day that is sent again replaces that day whole, also the rows that stayed the same", async () => {
  const at = usage("replace_by_day")
    .file(
      "u-1.csv",
      "id,a,e,at\n1,a,x,2024-01-01 10:00:00\n2,a,x,2024-01-01 11:00:00\n3,a,x,2024-01-02\n",
    )
    .file("u-2.csv", "id,a,e,at\n1,a,x,2024-01-01 10:00:00\n4,a,x,2024-01-01 12:00:00\n");
  expect(await events(at)).toBe("1 3 4");
  at.file("u-3.csv", "id,a,e,at\n3,a,x,2024-01-02\n5,a,x,2024-01-02\n");
  expect(await events(at)).toBe("1 3 4 5");
});

test("rows at as_of and after it are not seen, known_at hides what landed later", async () => {
  const at = usage("append").file(
    "u-1.csv",
    "id,a,e,at\n1,a,x,2024-01-01\n2,a,x,2024-02-01\n3,a,x,2024-02-02\n",
  );
  expect(await events(at, { asOf: "2024-02-01" })).toBe("1");
  expect(await events(at, { asOf: "2024-02-01T00:00:01Z" })).toBe("1 2");
  expect(await events(at, { knownAt: "2025-12-31" })).toBe("");
  expect(await events(at, { knownAt: "2027-01-01" })).toBe("1 2 3");
});

test("an overlap with a file that is gone is no double after the contract has changed", async () => {
  const at = usage("append").file("u-1.csv", "id,a,e,at\n1,a,x,2024-01-01\n2,a,x,2024-01-02\n");
  expect(await events(at)).toBe("1 2");
  rmSync(join(at.folder, "data", "u-1.csv"));
  at.file("u-2.csv", "id,a,e,at\n2,a,x,2024-01-02\n3,a,x,2024-01-03\n");
  at.source(
    "source: p\nfiles: [{ entity: usage_events, match: 'u-*.csv', update: append, columns: { event_id: [id, event_id], account_id: a, event: e, occurred_at: at } }]\n",
    "p",
  );
  expect(await events(at)).toBe("1 2 3");
});

test("rows of a file that the globs no longer match are news again in another", async () => {
  const at = usage("append").file("u-1.csv", "id,a,e,at\n1,a,x,2024-01-01\n2,a,x,2024-01-02\n");
  expect(await events(at)).toBe("1 2");
  at.file("v.csv", "id,a,e,at\n2,a,x,2024-01-02\n3,a,x,2024-01-03\n");
  at.source(
    "source: p\nfiles: [{ entity: usage_events, match: v.csv, update: append, columns: { event_id: id, account_id: a, event: e, occurred_at: at } }]\n",
    "p",
  );
  expect(await events(at)).toBe("2 3");
});

/** How often files of the source have landed. */
function landings(at: Place): Promise<number> {
  return staged(at, async ({ query }) => {
    const [row] = await query(
      "select count(*)::integer as landings from ledger.files where source = 'b'",
    );
    return Number(row?.landings);
  });
}

const worth = (amount: number): string => `${head}1,a,2024-01-01,${amount},\n`;

test.each([
  "snapshot",
  "upsert",
])("bytes that come back are in force again and loaded once, under %s", async (mode) => {
  const at = billing(mode);
  for (const amount of [100, 300, 100]) {
    expect(await mrr(at.file("subs-1.csv", worth(amount)))).toBe(`1=${amount}`);
  }
  expect(await landings(at)).toBe(2);
});

test("bytes that come back under a later name are in force again", async () => {
  const at = billing("snapshot");
  expect(await mrr(at.file("subs-1.csv", worth(200)))).toBe("1=200");
  expect(await mrr(at.file("subs-2.csv", worth(300)))).toBe("1=300");
  expect(await mrr(at.file("subs-3.csv", worth(200)))).toBe("1=200");
  expect(await landings(at)).toBe(2);
});

test("bytes are not known to have come back before they did", async () => {
  const at = billing("snapshot");
  await mrr(at.file("subs-1.csv", worth(100)));
  await mrr(at.file("subs-1.csv", worth(300)));
  const knownAt = await staged(at, async ({ query }) => {
    const [row] = await query("select max(landed_at)::varchar || 'Z' as at from ledger.files");
    return new Date(Date.parse(String(row?.at)) + 500).toISOString();
  });
  at.file("subs-1.csv", worth(100));
  expect(await mrr(at)).toBe("1=100");
  expect(await mrr(at, { knownAt })).toBe("1=300");
});

test("a day's usage is that of the file whose bytes came last", async () => {
  const at = usage("replace_by_day");
  const rows = (...ids: readonly number[]) =>
    ["id,a,e,at", ...ids.map((id) => `${id},a,x,2024-03-20 10:00:00`), ""].join("\n");
  expect(await events(at.file("u-1.csv", rows(1)))).toBe("1");
  expect(await events(at.file("u-1.csv", rows(1, 2)))).toBe("1 2");
  expect(await events(at.file("u-1.csv", rows(1)))).toBe("1");
});

test("every entity has a table with its columns, its file and its line, also those not configured", async () => {
  const { entities, entityNames } = await import("../../pipeline/entities.js");
  expect(entityNames).toHaveLength(25);
  await staged(billing("snapshot").file("subs-1.csv", head), async ({ query }) => {
    for (const entity of entityNames) {
      const described = await query(`describe staging.${entity}`);
      const names = described.map((row) => row.column_name);
      expect(names.slice(-2)).toEqual(["file_id", "line"]);
      expect(names).toEqual(expect.arrayContaining(Object.keys(entities[entity].columns)));
      expect(names.includes("attributes")).toBe(["accounts", "usage_events"].includes(entity));
    }
    expect(await query("select count(*)::integer as n from staging.fx_rates")).toEqual([{ n: 0 }]);
  });
});

test("two contracts of one entity each read their own files, and no row is doubled", async () => {
  const at = place()
    .source(
      `source: b
files:
  - { entity: subscriptions, match: old.csv, columns: { subscription_id: id, account_id: a, started_at: s, mrr: mrr } }
  - { entity: subscriptions, match: new.ndjson, columns: { subscription_id: sub, account_id: acc, started_at: at, mrr: price } }
`,
      "b",
    )
    .file("old.csv", "id,a,s,mrr\n1,a,2024-01-01,10\n")
    .file("new.ndjson", '{"sub":"2","acc":"a","at":"2024-01-01","price":5}\n');
  expect(await mrr(at)).toBe("1=10 2=5");
});

test("the bad rows of each contract are held against its own limit", async () => {
  const source = (limit: string): string => `source: b
files:
  - { entity: subscriptions, match: good.csv, max_bad_rows: 0%, columns: { subscription_id: id, account_id: a, started_at: s } }
  - { entity: subscriptions, match: bad.csv, max_bad_rows: ${limit}, columns: { subscription_id: id, account_id: a, started_at: s, plan: p } }
`;
  const at = place()
    .source(source("50%"), "b")
    .file("good.csv", "id,a,s\n1,a,2024-01-01\n")
    .file("bad.csv", "id,a,s,p\n2,a,2024-01-01,x\n3,a,soon,x\n");
  await staged(at, async ({ staged: report }) => expect(report.rowsQuarantined).toBe(1));
  at.source(source("49%"), "b");
  await expect(staged(at, async () => {})).rejects.toMatchObject({
    code: "stage/too-many-bad-rows",
    exitCode: 4,
    message:
      'bad.csv has 1 bad row of 2 (limit 49%), the first in line 3: started_at "soon" not-a-timestamp',
  });
});
