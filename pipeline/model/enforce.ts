import type { DuckDBConnection } from "@duckdb/node-api";
import { identifier, rows } from "../database.js";
import type { Model } from "./models.js";

/** How one promise of a model's header was kept; zero violations means that it was. */
export interface ModelFinding {
  readonly model: string;
  readonly file: string;
  /** `grain is unique`, `grain is not null`, or a check as its header writes it. */
  readonly rule: string;
  readonly violations: number;
  /** At most five of the rows that break the rule. */
  readonly sample: readonly Readonly<Record<string, unknown>>[];
}

interface Rule {
  readonly rule: string;
  /** An aggregate that counts violations. */
  readonly count: string;
  /** A condition or a query that shows some of them. */
  readonly sample: string;
}

function rulesOf(model: Model, scope: string): readonly Rule[] {
  const grain = model.header.grain.map(identifier);
  const isNull = grain.map((column) => `${column} is null`).join(" or ");
  const isBroken = (check: string) => `(${check}) is false`;
  const checks =
    model.kind === "metric" ? ["value is not null", ...model.header.checks] : model.header.checks;
  return [
    {
      rule: "grain is unique",
      count: `count(*) - count(distinct hash(${grain.join(", ")}))`,
      sample: `select ${grain.join(", ")}, count(*)::integer as times from ${model.name} ${scope}
        group by all having count(*) > 1 order by all limit 5`,
    },
    ...[
      { rule: "grain is not null", condition: isNull },
      ...checks.map((check) => ({ rule: check, condition: isBroken(check) })),
    ].map(({ rule, condition }) => ({
      rule,
      count: `count(*) filter (where ${condition})`,
      sample: `select * from ${model.name} ${scope === "" ? "where" : `${scope} and`} (${condition}) limit 5`,
    })),
  ];
}

function finding(model: Model, rule: string, sample: ModelFinding["sample"], counts: number) {
  // two keys may have one hash: what the sample does not find was no violation
  const violations = sample.length === 0 ? 0 : counts;
  return { model: model.name, file: model.file, rule, violations, sample };
}

/** What `enforce` finds about no rows. */
export function unbroken(model: Model): readonly ModelFinding[] {
  return rulesOf(model, "").map(({ rule }) => finding(model, rule, [], 0));
}

/** How many rows were held against a header, and how it was kept. */
export interface Held {
  readonly rows: number;
  readonly findings: readonly ModelFinding[];
}

/** Rows of one model's table (those of a where clause) held against its header, in one pass. */
export async function enforce(
  connection: DuckDBConnection,
  model: Model,
  scope: string,
): Promise<Held> {
  const rules = rulesOf(model, scope);
  const selected = rules.map((rule, index) => `${rule.count} as rule_${index}`).join(", ");
  const [counted] = await rows(
    connection,
    `select count(*)::double as rows, ${selected} from ${model.name} ${scope}`,
  );
  const findings: ModelFinding[] = [];
  for (const [index, rule] of rules.entries()) {
    const counts = Number(counted?.[`rule_${index}`]);
    const sample = counts === 0 ? [] : await rows(connection, rule.sample);
    findings.push(finding(model, rule.rule, sample, counts));
  }
  return { rows: Number(counted?.["rows"]), findings };
}
