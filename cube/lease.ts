import type { Request, RequestHandler, Response } from "express";
import { type Identify, seesAll } from "./access.js";
import { admit, authorizationOf } from "./admit.js";
import type { Builds } from "./builds.js";
import { refuse } from "./http.js";
import type { Lease } from "./shelf.js";

/** The build that each request was given when it came in. */
export type Leases = WeakMap<Request, Lease>;

export interface LeaseOptions {
  readonly builds: Builds;
  readonly identify: Identify;
  readonly leases: Leases;
}

/**
 * Every part of a request reads one build: the one that was published when it came in, or the kept
 * one whose run it names.
 */
export function leaseBuild({ builds, identify, leases }: LeaseOptions): RequestHandler {
  return async (request, response, next) => {
    response.set("Cache-Control", "no-store");
    const run = runNamedBy(request);
    const lease =
      run === undefined
        ? ((await builds.lease()) ?? refused(response, 503, "Nothing is published"))
        : await leaseOf(run, { request, response, builds, identify });
    if (lease === undefined) return;
    // who left while it was being opened does not close any more
    if (response.destroyed) {
      lease.done();
      return;
    }
    response.once("close", lease.done);
    leases.set(request, lease);
    next();
  };
}

/** Which earlier builds the asker may ask. */
export function keptBuilds(builds: Builds, identify: Identify): RequestHandler {
  return async (request, response) => {
    response.set("Cache-Control", "no-store");
    const identity = await admit(identify, request.headers.authorization, response);
    if (identity === undefined) return;
    const kept = await builds.kept();
    response.json(seesAll(identity) ? kept : { ...kept, builds: [] });
  };
}

function runNamedBy(request: Request): string | undefined {
  const { run } = request.query;
  return request.get("X-Tenure-Run") ?? (typeof run === "string" ? run : undefined);
}

interface Asking extends Omit<LeaseOptions, "leases"> {
  readonly request: Request;
  readonly response: Response;
}

async function leaseOf(run: string, asking: Asking): Promise<Lease | undefined> {
  const { request, response, builds, identify } = asking;
  const identity = await admit(identify, authorizationOf(request), response);
  if (identity === undefined) return undefined;
  // whose an account was in an earlier build is not whose it is now
  if (!seesAll(identity)) {
    return refused(response, 403, "Earlier builds are not for a customer-success manager");
  }
  const outcome = await builds.leaseOf(run);
  switch (outcome.kind) {
    case "lent":
      return outcome.lease;
    case "unknown":
      return refused(response, 404, `There is no build of run ${run}, or it is no longer kept`);
    case "busy":
      response.set("Retry-After", "5");
      return refused(response, 503, "As many earlier builds as may be are being asked: try again");
  }
}

function refused(response: Response, status: number, message: string): undefined {
  refuse(response, status, message);
}
