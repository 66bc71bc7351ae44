import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";
import { z } from "zod";
import type { Builds } from "./builds.js";
import type { Lease } from "./shelf.js";

/** What the server counts, and how a monitor reads it. */
export interface Metrics {
  readonly contentType: string;
  /** One request of an API: each view that it asked counts once. */
  asked(request: AskedRequest): void;
  cache(outcome: "hit" | "miss"): void;
  /** The counters, and what the published build says of itself at this moment. */
  text(builds: Builds): Promise<string>;
}

export interface AskedRequest {
  /** `load`, `meta`, `sql`, `dry-run`, `graphql`, `download`, or `postgres` for the SQL endpoint. */
  readonly path: string;
  readonly views: readonly string[];
  /** Of HTTP, or the SQLSTATE of a statement. */
  readonly status: number | string;
  readonly seconds: number;
}

// from a cached answer to a scan of everything
const latencyBuckets = [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];

function counters(registers: Registry[]) {
  return {
    queries: new Counter({
      name: "tenure_queries_total",
      help: "Requests and statements answered, by path, view and HTTP status or SQLSTATE",
      labelNames: ["path", "view", "status"],
      registers,
    }),
    latency: new Histogram({
      name: "tenure_query_duration_seconds",
      help: "Time until the last byte of an answer, by path",
      labelNames: ["path"],
      buckets: latencyBuckets,
      registers,
    }),
    cache: new Counter({
      name: "tenure_cache_requests_total",
      help: "Queries to the snapshot that were in memory (hit) or not (miss)",
      labelNames: ["outcome"],
      registers,
    }),
  };
}

function gauges(registers: Registry[]) {
  const gauge = (name: string, help: string, labelNames: string[] = []) =>
    new Gauge({ name, help, labelNames, registers });
  return {
    info: gauge("tenure_build_info", "1 for the build that is served", ["run_id"]),
    published: gauge("tenure_build_published_timestamp_seconds", "When the build was published"),
    age: gauge("tenure_build_age_seconds", "How long ago the build was published"),
    asOf: gauge("tenure_build_as_of_timestamp_seconds", "The instant that the build describes"),
    newest: gauge("tenure_source_newest_timestamp_seconds", "Newest row of a source", [
      "source",
      "entity",
    ]),
    landed: gauge("tenure_source_landed_timestamp_seconds", "When a source's last file landed", [
      "source",
      "entity",
    ]),
    quarantined: gauge("tenure_quarantined_rows", "Rows that are set aside now", [
      "entity",
      "reason",
    ]),
  };
}

/** Counts from nothing; one for each server. */
export function serverMetrics(clock: () => number = Date.now): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const count = counters([registry]);
  const build = gauges([registry]);
  return {
    contentType: registry.contentType,
    asked: ({ path, views, status, seconds }) => {
      for (const view of views.length === 0 ? ["none"] : views) {
        count.queries.inc({ path, view, status: String(status) });
      }
      count.latency.observe({ path }, seconds);
    },
    cache: (outcome) => count.cache.inc({ outcome }),
    text: async (builds) => {
      for (const gauge of Object.values(build)) gauge.reset();
      const lease = await builds.lease();
      try {
        if (lease !== undefined) await describe(lease, build, clock());
        return await registry.metrics();
      } finally {
        lease?.done();
      }
    },
  };
}

const seconds = z.coerce.number();
const runSchema = z.tuple([z.object({ as_of: seconds })]);
const sourceSchema = z.array(
  z.object({
    source: z.string(),
    entity: z.string(),
    newest: seconds.nullable(),
    landed: seconds.nullable(),
  }),
);
const quarantineSchema = z.array(
  z.object({ entity: z.string(), reason: z.string(), open: z.coerce.number() }),
);

const sourcesSql = `select source, entity, epoch(max(newest_at)) as newest,
  epoch(max(landed_at)) as landed from marts.source_files group by source, entity`;
const quarantineSql = `select entity, reason, count(*) as open from marts.quarantine
  where replayed_at is null group by entity, reason`;

async function describe(
  { runId, publishedAt, driver }: Lease,
  build: ReturnType<typeof gauges>,
  now: number,
): Promise<void> {
  const [run] = runSchema.parse(await driver.query("select epoch(as_of) as as_of from config.run"));
  build.info.set({ run_id: runId }, 1);
  build.published.set(publishedAt.getTime() / 1000);
  build.age.set((now - publishedAt.getTime()) / 1000);
  build.asOf.set(run.as_of);
  for (const { newest, landed, ...labels } of sourceSchema.parse(await driver.query(sourcesSql))) {
    if (newest !== null) build.newest.set(labels, newest);
    if (landed !== null) build.landed.set(labels, landed);
  }
  const rows = quarantineSchema.parse(await driver.query(quarantineSql));
  for (const { open, ...labels } of rows) build.quarantined.set(labels, open);
}
