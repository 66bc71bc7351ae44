import { randomBytes } from "node:crypto";
import { CubejsHandlerError } from "@cubejs-backend/api-gateway";
import type { Request } from "express";
import { z } from "zod";
import type { Log } from "../pipeline/log.js";
import { shipped } from "../pipeline/root.js";
import type { Identify } from "./access.js";
import type { Builds } from "./builds.js";
import { Core } from "./core.js";
import { readModelFiles } from "./model-files.js";
import { PlainQuery } from "./plain-query.js";
import type { Build } from "./shelf.js";

export interface SemanticOptions {
  readonly builds: Builds;
  readonly identify: Identify;
  readonly log: Log;
  /** The build that a request was given when it came in. */
  readonly buildOf: (request: Request) => Build | undefined;
}

const contextSchema = z.object({
  runId: z.string().optional(),
  securityContext: z.object({ role: z.string() }).optional(),
});

/** Cube over the published builds, with the shipped model compiled. */
export async function semanticLayer(options: SemanticOptions): Promise<Core> {
  const core = uncompiled(options);
  // a model that does not compile must stop the start, not the first question
  const compiler = await core.getCompilerApi({ securityContext: { role: "admin" }, requestId: "" });
  await compiler.getCompilers();
  return core;
}

function uncompiled({ builds, identify, log, buildOf }: SemanticOptions): Core {
  const folder = shipped("cube", "model");
  const files = readModelFiles(folder);
  return new Core({
    // demanded by Cube and never asked: checkAuth below decides
    apiSecret: randomBytes(32).toString("hex"),
    logger: (message, parameters) => report(log, message, parameters),
    repositoryFactory: () => ({ localPath: () => folder, dataSchemaFiles: async () => files }),
    checkAuth: async (request, authorization) => {
      const identified = await identify(authorization);
      if (identified.kind === "refused") {
        throw new CubejsHandlerError(identified.status, "Forbidden", identified.message);
      }
      request.securityContext = identified.identity;
    },
    extendContext: (request) => {
      const build = buildOf(request);
      return { runId: build?.runId, currency: build?.currency };
    },
    contextToGroups: (context) => [contextSchema.parse(context).securityContext?.role ?? "nobody"],
    contextToOrchestratorId: (context) => contextSchema.parse(context).runId ?? "published",
    // Cube's types say an instance where it takes the class
    dialectFactory: () => PlainQuery as never,
    driverFactory: (context) => builds.driver(contextSchema.parse(context).runId),
    contextToApiScopes: async () => ["data", "meta", "sql", "graphql"],
    scheduledRefreshTimer: false,
    telemetry: false,
  });
}

const failures = new Set([
  "Internal Server Error",
  "Orchestrator error",
  "Orchestrator Release Error",
  "Compiling schema error",
]);

// only the error itself: Cube's parameters may hold a token
function report(log: Log, message: string, parameters: Record<string, unknown>): void {
  if (!failures.has(message)) return;
  const error = String(parameters.error ?? "");
  log({ step: "cube", level: "warn", message: `${message}: ${error}` });
}
