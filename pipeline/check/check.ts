import type { DuckDBConnection } from "@duckdb/node-api";
import { rows } from "../database.js";
import { shipped } from "../root.js";
import { type CheckQuery, readChecks } from "./read-checks.js";

/** What the model stage found out about one promise of one model header. */
export interface HeaderFinding {
  readonly model: string;
  readonly rule: string;
  readonly violations: number;
  readonly sample: readonly Readonly<Record<string, unknown>>[];
}

export interface CheckResult {
  /** `check/<file>` of a query here, or `<model>: <rule>` of a model header. */
  readonly name: string;
  /** What a violating row means, in one sentence. */
  readonly says: string;
  /** `warned` does not keep a build from being published. */
  readonly outcome: "passed" | "failed" | "warned";
  readonly violations: number;
  /** At most five of the violating rows. */
  readonly sample: readonly Readonly<Record<string, unknown>>[];
}

export interface CheckReport {
  readonly checks: readonly CheckResult[];
  /** Whether nothing failed; warnings pass. */
  readonly isPassed: boolean;
}

export interface CheckOptions {
  readonly findings: readonly HeaderFinding[];
  /** Leaves out the queries about tables that the build does not have. */
  readonly isPart?: boolean;
}

function ofHeader(finding: HeaderFinding): CheckResult {
  return {
    name: `${finding.model}: ${finding.rule}`,
    says: `a row of ${finding.model} breaks the promise of its header: ${finding.rule}`,
    outcome: finding.violations === 0 ? "passed" : "failed",
    violations: finding.violations,
    sample: finding.sample,
  };
}

async function ofQuery(connection: DuckDBConnection, check: CheckQuery): Promise<CheckResult> {
  const { name, says, sql } = check;
  const [counted] = await rows(
    connection,
    `with violations as (${sql}) select count(*)::bigint as found from violations`,
  );
  const violations = Number(counted?.found);
  if (violations === 0) return { name, says, outcome: "passed", violations, sample: [] };
  const sample = await rows(connection, `with violations as (${sql}) from violations limit 5`);
  return { name, says, outcome: check.severity, violations, sample };
}

async function presentTables(connection: DuckDBConnection): Promise<ReadonlySet<string>> {
  const found = await rows(
    connection,
    `select table_schema || '.' || table_name as name from information_schema.tables
     where table_catalog = current_database()`,
  );
  return new Set(found.map(({ name }) => String(name)));
}

async function queriesFor(connection: DuckDBConnection, isPart: boolean) {
  const queries = await readChecks(shipped("pipeline", "check"));
  if (!isPart) return queries;
  const present = await presentTables(connection);
  const isAnswerable = ({ sql }: CheckQuery): boolean =>
    (sql.match(/\b(?:core|metrics|marts)\.\w+/g) ?? []).every((name) => present.has(name));
  return queries.filter(isAnswerable);
}

/** Holds an unpublished build against every promise; a broken one is a value, never a throw. */
export async function checkBuild(
  connection: DuckDBConnection,
  options: CheckOptions,
): Promise<CheckReport> {
  const checks = options.findings.map(ofHeader);
  for (const check of await queriesFor(connection, options.isPart === true)) {
    checks.push(await ofQuery(connection, check));
  }
  return { checks, isPassed: checks.every((check) => check.outcome !== "failed") };
}
