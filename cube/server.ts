import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { Express, Request, RequestHandler } from "express";
import { TenureError } from "../pipeline/error.js";
import { warehouseAt } from "../pipeline/warehouse.js";
import { accessBy, type Identify, isOpenDemo } from "./access.js";
import { type Builds, followBuilds, type Lease } from "./builds.js";
import type { ServeOptions, Serving } from "./cube.js";
import { health } from "./health.js";
import {
  bareApp,
  jsonBody,
  lastResort,
  onlyLocalHost,
  onlyPromisedRoutes,
  page,
  refuse,
  unreadableBody,
} from "./http.js";
import { semanticLayer } from "./semantic.js";

/** Serves the published build until closed; Cube's environment must be set by now. */
export async function start(options: ServeOptions): Promise<Serving> {
  const identify = accessBy(options);
  const builds = followBuilds({
    warehouse: warehouseAt(options.warehouse),
    log: options.log,
    dropped: (runId) => core.forget(runId),
  });
  const leases = new WeakMap<Request, Lease>();
  const runIdOf = (request: Request) => leases.get(request)?.runId;
  const core = semanticLayer({ builds, identify, log: options.log, runIdOf });
  const app = bareApp();
  const server = createServer(app);
  try {
    await refuseEmptyWarehouse(builds, options.warehouse);
    // a model that does not compile must stop the start, not the first question
    await (await core.getCompilerApi({ securityContext: { role: "admin" }, requestId: "start" })).getCompilers();
    await mount(app, { core, builds, identify, leases, options, port: () => portOf(server) });
    await listen(server, options);
  } catch (error) {
    await builds.close();
    throw error;
  }
  return { url: `http://${options.host}:${portOf(server)}`, close: () => close(server, core, builds) };
}

interface Mounted {
  readonly core: ReturnType<typeof semanticLayer>;
  readonly builds: Builds;
  readonly identify: Identify;
  readonly leases: WeakMap<Request, Lease>;
  readonly options: ServeOptions;
  readonly port: () => number;
}

async function mount(app: Express, mounted: Mounted): Promise<void> {
  const { core, builds, identify, leases, options, port } = mounted;
  if (isOpenDemo(options)) app.use(onlyLocalHost(port));
  app.use(onlyPromisedRoutes);
  app.use(page(options.dashboardFolder));
  app.get("/healthz", health(builds, identify));
  app.use("/cubejs-api/v1", jsonBody, unreadableBody);
  app.use("/cubejs-api", leaseBuild(builds, leases));
  app.get(["/", "/readyz", "/livez"], (_request, response) => refuse(response, 404, "Nothing here"));
  await core.initApp(app);
  app.use(lastResort);
}

// every part of a request reads the build that was published when it came in
function leaseBuild(builds: Builds, leases: WeakMap<Request, Lease>): RequestHandler {
  return async (request, response, next) => {
    const lease = await builds.lease();
    if (lease === undefined) return refuse(response, 503, "Nothing is published");
    response.once("close", lease.done);
    response.set({ "X-Tenure-Run": lease.runId, "Cache-Control": "no-store" });
    leases.set(request, lease);
    next();
  };
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

function listen(server: Server, { host, port }: ServeOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => {
      reject(error.code === "EADDRINUSE" ? portInUse(host, port, error) : error);
    });
    server.listen(port, host, resolve);
  });
}

function portInUse(host: string, port: number, cause: unknown): TenureError {
  return new TenureError("cube/port-in-use", `Port ${port} of ${host} is taken`, {
    hint: "Choose another with --port.",
    exitCode: 2,
    cause,
  });
}

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port;
}

async function close(
  server: Server,
  core: ReturnType<typeof semanticLayer>,
  builds: Builds,
): Promise<void> {
  const closed = new Promise((resolve) => server.close(resolve));
  server.closeIdleConnections();
  await closed;
  await core.shutdown();
  await builds.close();
}
