import type { Express, Request } from "express";
import { TenureError } from "../pipeline/error.js";
import { warehouseAt } from "../pipeline/warehouse.js";
import { accessBy, type Identify, isOpenDemo } from "./access.js";
import { type Builds, followBuilds } from "./builds.js";
import type { ServeOptions, Serving } from "./cube.js";
import { download } from "./download.js";
import { health, metricsPage } from "./health.js";
import {
  bareApp,
  jsonBody,
  lastResort,
  onlyLocalHost,
  onlyPromisedRoutes,
  page,
  unreadableBody,
} from "./http.js";
import { keptBuilds, type Leases, leaseBuild } from "./lease.js";
import { type Listening, listen } from "./listen.js";
import { serverMetrics } from "./metrics.js";
import { observe } from "./observe.js";
import type { Lease } from "./shelf.js";
import { sqlEndpoint } from "./sql-endpoint.js";
import type { Wire } from "./wire/server.js";

/** Serves the published build until closed; Cube's environment must be set by now. */
export async function start(options: ServeOptions): Promise<Serving> {
  const identify = accessBy(options);
  warnOfClosedDoor(options);
  let forget: (runId: string) => void = () => {};
  const warehouse = warehouseAt(options.warehouse);
  const dropped = (runId: string): void => forget(runId);
  const builds = followBuilds({ warehouse, log: options.log, dropped, ...options.earlier });
  let listening: Listening | undefined;
  let endpoint: Wire | undefined;
  try {
    await refuseEmptyWarehouse(builds, options.warehouse);
    listening = await listen(options.host, options.port);
    let isDraining = false;
    const drain = (): void => {
      isDraining = true;
    };
    const { app, core, metrics } = await semanticApp({
      builds,
      identify,
      options,
      port: listening.port,
      isDraining: () => isDraining,
    });
    forget = (runId) => core.forget(runId);
    endpoint = await sqlEndpoint({ builds, identify, options, core, metrics });
    listening.answer(app);
    const { port, close } = listening;
    return {
      url: `http://${options.host}:${port}`,
      sqlPort: endpoint?.port,
      close: async () => {
        drain();
        await Promise.all([endpoint?.close(), close()]);
        await core.shutdown();
        await builds.close();
      },
    };
  } catch (error) {
    await endpoint?.close();
    await listening?.close();
    await builds.close();
    throw error;
  }
}

interface Parts {
  readonly builds: Builds;
  readonly identify: Identify;
  readonly options: ServeOptions;
  readonly port: number;
  readonly isDraining: () => boolean;
}

async function semanticApp({ builds, identify, options, port, isDraining }: Parts) {
  // Cube takes seconds to load: only now that there is a port and something to serve
  const { semanticLayer } = await import("./semantic.js");
  const leases: Leases = new WeakMap();
  const lease = leaseBuild({ builds, identify, leases });
  const buildOf = (request: Request): Lease | undefined => leases.get(request);
  const core = await semanticLayer({ builds, identify, log: options.log, buildOf });
  const metrics = serverMetrics();
  core.toldOfCache = metrics.cache;
  const app: Express = bareApp();
  app.use(observe(metrics, options.accessLog ?? (() => {})));
  if (isOpenDemo(options)) app.use(onlyLocalHost(port));
  app.use(page(options.dashboardFolder));
  app.get("/healthz", health(builds, identify, isDraining));
  app.get("/metrics", metricsPage(builds, identify, metrics));
  app.get("/v1/builds", keptBuilds(builds, identify));
  app.get("/v1/download/:view", lease, download({ gateway: core.gateway, identify, buildOf }));
  app.use(onlyPromisedRoutes);
  app.use("/cubejs-api/v1", ...jsonBody, unreadableBody);
  app.use(lease);
  await core.initApp(app);
  app.use(lastResort);
  return { app, core, metrics };
}

function warnOfClosedDoor({ log, ...options }: ServeOptions): void {
  const { secret, jwksUrl } = options.jwt ?? {};
  if (isOpenDemo(options) || secret !== undefined || jwksUrl !== undefined) return;
  const message = "no question will be answered: there is neither --demo nor a secret for tokens";
  log({ step: "cube", level: "warn", message });
}

async function refuseEmptyWarehouse(builds: Builds, warehouse: string): Promise<void> {
  const lease = await builds.lease();
  if (lease === undefined) {
    throw new TenureError("cube/nothing-published", `${warehouse} has no published build`, {
      hint: "Run `tenure run` first.",
      exitCode: 2,
    });
  }
  lease.done();
}
