import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

/** A folder with a config and a few exports, as a user of tenure has it. */
export interface Shop {
  readonly folder: string;
  /** Writes a file below the folder; an existing one is replaced. */
  write(path: string, text: string | Buffer): void;
  remove(): void;
}

/** Three exports: accounts as snapshots, subscriptions by update, usage by appending. */
export const sourceFile = `source: shop
timezone: UTC
files:
  - entity: accounts
    match: exports/accounts*.csv
    format: csv
    update: snapshot
    columns: { account_id: id, name: name, country: country, csm_id: csm }
  - entity: subscriptions
    match: exports/subscriptions*.csv
    format: csv
    update: upsert
    columns:
      subscription_id: id
      account_id: account
      plan: plan
      mrr: mrr
      quantity: seats
      status: status
      started_at: from
      ended_at: to
      updated_at: updated
  - entity: usage_events
    match: exports/usage*.csv
    format: csv
    update: append
    max_bad_rows: 40%
    columns: { account_id: account, user_id: user, event: event, occurred_at: at }
`;

const accounts = `id,name,country,csm
A,Alpha,DE,m1
B,Beta,FR,m1
C,Gamma,,m2
`;

const subscriptions = `id,account,plan,mrr,seats,status,from,to,updated
S1,A,pro,100,5,active,2024-01-10,,2024-01-10
S2,B,basic,50,2,active,2024-02-01,2024-05-01,2024-02-01
S3,C,pro,80.5,4,active,2024-03-15,,2024-03-15
`;

const usage = `account,user,event,at
A,u1,login,2024-03-01T10:00:00Z
B,u2,login,2024-03-02T10:00:00Z
C,u3,login,2024-06-20T10:00:00Z
`;

function shopAt(folder: string): Shop {
  return {
    folder,
    write: (path, text) => {
      const target = join(folder, path);
      mkdirSync(dirname(target), { recursive: true });
      writeFileSync(target, text);
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** A new shop in the folder for temporary files; remove it when the test is over. */
export function createShop(): Shop {
  const shop = shopAt(mkdtempSync(join(tmpdir(), "tenure-shop-")));
  shop.write("config/sources/shop.yml", sourceFile);
  // no test of a shop is about intervals, and each run waits for them
  shop.write("config/forecast.yml", "draws: 100\n");
  // a table of three rows is made sooner by one thread than by two
  shop.write("config/tenure.yml", "threads: 1\n");
  shop.write("exports/accounts.csv", accounts);
  shop.write("exports/subscriptions.csv", subscriptions);
  shop.write("exports/usage.csv", usage);
  return shop;
}

/** Another shop with the same files and, where one was run, the same warehouse. */
export function copyShop({ folder }: Shop): Shop {
  const copy = mkdtempSync(join(tmpdir(), "tenure-shop-"));
  cpSync(folder, copy, { recursive: true, preserveTimestamps: true });
  return shopAt(copy);
}
