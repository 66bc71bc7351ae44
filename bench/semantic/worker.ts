import { followBuilds } from "../../cube/builds.js";
import { serve } from "../../cube/cube.js";
import { silent } from "../../pipeline/log.js";
import { warehouseAt } from "../../pipeline/warehouse.js";
import { median, questions, timesOf } from "./questions.js";

/** Medians of the questions' compiled SQL, asked of DuckDB itself. */
async function straight(warehouse: string): Promise<readonly number[]> {
  const { semanticLayer } = await import("../../cube/semantic.js");
  const { semanticsFrom } = await import("../../cube/sql-semantics.js");
  const { openPlanner } = await import("../../cube/sql/planner.js");
  const builds = followBuilds({
    warehouse: warehouseAt(warehouse),
    log: silent,
    dropped: () => {},
  });
  const lease = await builds.lease();
  if (lease === undefined) throw new Error("nothing is published");
  const identify = async () => ({ kind: "refused", status: 401, message: "" }) as const;
  const core = await semanticLayer({ builds, identify, log: silent, buildOf: () => lease });
  const semantics = await semanticsFrom(core)({ role: "admin" }, lease);
  const planner = await openPlanner();
  const { connection, giveBack } = await lease.driver.hold();
  const medians: number[] = [];
  for (const sql of questions) {
    const who = { who: "bench", user: "bench", runId: lease.runId };
    const plan = await planner.plan({ semantics, ...who, sql, parameterTypes: [] });
    await connection.runAndReadAll(plan.sql);
    medians.push(median(await timesOf(60, () => connection.runAndReadAll(plan.sql))));
  }
  giveBack();
  planner.close();
  lease.done();
  await core.shutdown();
  await builds.close();
  return medians;
}

/** Serves a warehouse after having timed its questions straight on DuckDB; ends with its parent. */
async function work(warehouse: string): Promise<void> {
  const serving = await serve({
    warehouse,
    host: "127.0.0.1",
    port: 0,
    demo: true,
    dashboardFolder: "no-page-here",
    sql: { port: 0 },
    log: silent,
  });
  const medians = await straight(warehouse);
  process.send?.({ url: serving.url, sqlPort: serving.sqlPort, straight: medians });
  process.once("disconnect", () => void serving.close().then(() => process.exit(0)));
}

process.once("message", (warehouse) => void work(String(warehouse)));
