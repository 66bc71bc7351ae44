import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Database, literal, openDatabase, rows } from "../../pipeline/database.js";
import { type DemoSummary, writeDemo } from "../../pipeline/demo/demo.js";
import { silent } from "../../pipeline/log.js";

/** A written demo and a database with a view on each of its exports, read as any reader would. */
export interface Company {
  readonly summary: DemoSummary;
  query(sql: string): Promise<Record<string, unknown>[]>;
  number(sql: string): Promise<number>;
  close(): Promise<void>;
}

/** Bad rows are left out by the reader; their dates would not cast. */
const views: Readonly<Record<string, string>> = {
  subscriptions: "billing/subscriptions.csv",
  invoices: "billing/invoices.csv",
  accounts: "crm/accounts.csv",
  contacts: "crm/contacts.csv",
  activities: "crm/activities.csv",
  incidents: "support/incidents.csv",
  churn_reasons: "success/churn-reasons.csv",
  tickets: "support/tickets.csv",
  usage: "product/usage/usage-*.csv*",
};

async function openViews(summary: DemoSummary): Promise<Database> {
  const database = await openDatabase(":memory:", { threads: 2 });
  for (const [name, path] of Object.entries(views)) {
    const delimiter = name === "contacts" ? ";" : ",";
    await database.connection.run(`create view ${name} as
      from read_csv(${literal(join(summary.exports, path))}, all_varchar = true, header = true,
        delim = '${delimiter}', quote = '"', ignore_errors = true, auto_detect = false,
        columns = ${await columnsOf(database, join(summary.exports, path), delimiter)})`);
  }
  return database;
}

async function columnsOf(database: Database, path: string, delimiter: string): Promise<string> {
  const described = await rows(
    database.connection,
    `describe from read_csv(${literal(path)}, all_varchar = true, header = true,
      delim = '${delimiter}', ignore_errors = true, null_padding = true)`,
  );
  const columns = described.map((row) => `${literal(String(row.column_name))}: 'varchar'`);
  return `{${columns.join(", ")}}`;
}

/** What each paying subscription is worth a month, by its own columns, computed apart from tenure. */
const lines = `create view lines as
  select
    id, "Customer ID" as account, "Plan" as plan, "Product" as product, "Status" as status,
    "Start (UTC)"::timestamp::date as started_on, "End (UTC)"::timestamp::date as ended_on,
    "Canceled At (UTC)"::timestamp::date as cancelled_on, "Contract Start"::date as term_start,
    "Contract End"::date as term_end, "Seats"::bigint as seats,
    "Past Due Since"::date as past_due_since, "Paused From"::date as paused_from,
    "Paused Until"::date as paused_until, "Discount Until"::date as discount_until,
    case "Interval" when 'yearly' then 12 else 1 end * "Interval Count"::integer as months,
    "Seats"::decimal(18, 4) * "Price per Seat"::decimal(18, 4) / 100 as price,
    coalesce("Discount %"::decimal(18, 4), 0) as percent_off,
    coalesce("Discount Off"::decimal(18, 4), 0) / 100 as amount_off
  from subscriptions
  where "Status" not in ('trial', 'awaiting_signature')
    and try_cast("Start (UTC)" as timestamp) is not null`;

/** A table macro `mrr_on(day)`: each customer's MRR at the end of the day before. */
const mrrOn = `create macro mrr_on(day) as table
  select account, sum(
      (price * (1 - case when discount_until <= day then 0 else percent_off end / 100)
        - case when discount_until <= day then 0 else amount_off end) / months
    )::double as mrr
  from lines
  where started_on < day and (ended_on is null or ended_on >= day)
    and (past_due_since is null or past_due_since + 90 >= day)
    and (paused_from is null or paused_from >= day or paused_until < day)
  group by account`;

export async function makeCompany(options: {
  accounts: number;
  eventsPerAccount: number;
  seed: number;
}): Promise<Company> {
  const parent = await mkdtemp(join(tmpdir(), "tenure-demo-"));
  const summary = await writeDemo({ folder: join(parent, "demo"), log: silent, ...options });
  const database = await openViews(summary);
  await database.connection.run(lines);
  await database.connection.run(mrrOn);
  const query = (sql: string) => rows(database.connection, sql);
  return {
    summary,
    query,
    number: async (sql) => Number(Object.values((await query(sql))[0] ?? {})[0]),
    close: async () => {
      database.close();
      await rm(parent, { recursive: true, force: true });
    },
  };
}
