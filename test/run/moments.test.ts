import { setTimeout as wait } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { handOutMoments, type Moment, openMoments } from "../../pipeline/moments.js";
import { startTenure } from "../cli/command.js";
import { runShop, warehouseOf } from "./flow.js";
import { createShop, type Shop } from "./shop.js";

const support = `source: support
files:
  - entity: tickets
    match: exports/tickets*.csv
    columns: { ticket_id: id, account_id: account, priority: priority, created_at: at }
`;

const moments = { tables: ["marts.engagement_moments"] };

let shop: Shop;
beforeAll(async () => {
  shop = createShop();
  shop.write("config/sources/support.yml", support);
  shop.write("exports/tickets-1.csv", "id,account,priority,at\nK1,A,urgent,2024-06-28\n");
  await runShop(shop, moments);
});
afterAll(() => shop.remove());

async function handOut(fails = false): Promise<readonly Moment[]> {
  const given: Moment[] = [];
  const handed = handOutMoments({
    warehouse: warehouseOf(shop),
    now: new Date("2024-07-01T06:00:00Z"),
    write: async (moments) => {
      given.push(...moments);
      if (fails) throw new Error("the receiver went away");
    },
  });
  if (fails) await expect(handed).rejects.toThrow("went away");
  else await handed;
  return given;
}

const idsOf = (moments: readonly Moment[]) => moments.map(({ moment_id }) => moment_id);

test("a moment is handed out once, again only when its batch was not written", async () => {
  expect(idsOf(await openMoments(warehouseOf(shop)))).toEqual(["A/urgent_ticket/K1"]);
  const [lost] = await handOut(true);
  const [again, ...others] = await handOut();
  expect(again).toEqual(lost);
  expect(again).toMatchObject({ moment_id: "A/urgent_ticket/K1", owner: "m1", status: "open" });
  expect(others).toEqual([]);
  expect(await handOut()).toEqual([]);
});

test("an older ticket that comes late hands out no second moment in the days of cool-down", async () => {
  shop.write(
    "exports/tickets-2.csv",
    "id,account,priority,at\nK0,A,urgent,2024-06-26\nK1,A,urgent,2024-06-28\n",
  );
  await runShop(shop, moments);
  // K0 is raised and K1 a repeat of it now, but K1 is what somebody was asked to do
  expect(idsOf(await openMoments(warehouseOf(shop)))).toEqual(["A/urgent_ticket/K0"]);
  expect(await handOut()).toEqual([]);
});

test("killed at any moment, a hand-out loses nothing and repeats only its own batch", async () => {
  shop.write(
    "exports/tickets-3.csv",
    "id,account,priority,at\nK0,A,urgent,2024-06-26\nK1,A,urgent,2024-06-28\nK9,A,urgent,2024-07-20\n",
  );
  await runShop(shop, { ...moments, asOf: new Date("2024-07-22T00:00:00Z") });
  const command = ["moments", "--new", "--json"];
  const printed: Moment[] = [];
  for (const milliseconds of [900, 1500, 2500]) {
    const started = startTenure(command, { cwd: shop.folder });
    await Promise.race([wait(milliseconds), started.finished]);
    started.child.kill("SIGKILL");
    printed.push(...linesOf((await started.finished).stdout));
  }
  const last = await startTenure(command, { cwd: shop.folder }).finished;
  printed.push(...linesOf(last.stdout));
  expect(new Set(idsOf(printed))).toEqual(new Set(["A/urgent_ticket/K9"]));
  expect(new Set(printed.map(({ batch_id }) => batch_id)).size).toBe(1);
  const none = await startTenure(command, { cwd: shop.folder }).finished;
  expect([none.code, none.stdout]).toEqual([0, ""]);
});

function linesOf(stdout: string): Moment[] {
  const whole = stdout.split("\n").slice(0, -1);
  return whole.map((line) => JSON.parse(line) as Moment);
}
