import type { Identity } from "../../cube/access.js";
import { followBuilds } from "../../cube/builds.js";
import type { Core } from "../../cube/core.js";
import { setCubeEnvironment } from "../../cube/environment.js";
import { provideNative, silenceCubeAdvice } from "../../cube/native.js";
import type { Lease } from "../../cube/shelf.js";
import { openPlanner, type Plan } from "../../cube/sql/planner.js";
import type { SemanticsOf } from "../../cube/sql-semantics.js";
import { silent } from "../../pipeline/log.js";
import { warehouseAt } from "../../pipeline/warehouse.js";
import { sharedWarehouse } from "../cube/shared.js";

/** The semantic layer over a small build, without a socket. */
export interface Layer {
  readonly core: Core;
  readonly lease: Lease;
  readonly semanticsOf: SemanticsOf;
  plan(sql: string, identity?: Identity): Promise<Plan>;
  rows(sql: string, identity?: Identity): Promise<unknown[][]>;
  close(): Promise<void>;
}

export const admin: Identity = { role: "admin" };
export const csm: Identity = { role: "csm", csm_id: "c1" };

/** Compiles the model over the shared warehouse. */
export async function openLayer(): Promise<Layer> {
  setCubeEnvironment(process.env);
  provideNative();
  silenceCubeAdvice();
  const { semanticLayer } = await import("../../cube/semantic.js");
  const { semanticsFrom } = await import("../../cube/sql-semantics.js");
  const warehouse = warehouseAt(await sharedWarehouse());
  const builds = followBuilds({ warehouse, log: silent, dropped: () => {} });
  const lease = await builds.lease();
  if (lease === undefined) throw new Error("nothing is published");
  const identify = async () => ({ kind: "refused", status: 401, message: "nobody asks" }) as const;
  const core = await semanticLayer({ builds, identify, log: silent, buildOf: () => lease });
  const semanticsOf = semanticsFrom(core);
  const planner = await openPlanner();
  const plan = async (sql: string, identity = admin): Promise<Plan> => {
    const semantics = await semanticsOf(identity, lease);
    const who = { who: JSON.stringify(identity), user: identity.role, runId: lease.runId };
    return planner.plan({ semantics, ...who, sql, parameterTypes: [] });
  };
  return {
    core,
    lease,
    semanticsOf,
    plan,
    rows: async (sql, identity) => {
      const planned = await plan(sql, identity);
      const held = planned.kind === "data" ? await lease.driver.hold() : undefined;
      const connection =
        planned.kind === "data" ? held?.connection : await planned.catalogue.connect();
      try {
        const reader = await connection?.runAndReadAll(planned.sql);
        return (reader?.getRowsJson() ?? []) as unknown[][];
      } finally {
        held?.giveBack(true);
      }
    },
    close: async () => {
      planner.close();
      lease.done();
      await core.shutdown();
      await builds.close();
    },
  };
}
