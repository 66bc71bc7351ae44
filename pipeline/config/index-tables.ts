import type { Index } from "./indexes.js";
import { ruleRows } from "./segments.js";
import type { ConfigTable } from "./tables.js";

type Row = ConfigTable["rows"][number];

const byNumber = <Value>(values: readonly Value[]) =>
  values.map((value, at) => [value, at + 1] as const);

function factorsOf(index: Index) {
  return byNumber(Object.entries(index.factors)).map(([[factor, written], number]) => {
    return { factor, number, ...written };
  });
}

function factorRows(index: Index): Row[] {
  return factorsOf(index).map((factor) => {
    const { scale } = factor;
    const isLinear = typeof scale === "object" && "linear" in scale;
    const missing = factor.missing ?? "exclude";
    return [
      index.index,
      factor.factor,
      factor.number,
      factor.title,
      factor.element,
      index.elements.indexOf(factor.element),
      factor.input,
      factor.question === undefined ? "metric" : "assessment",
      factor.question ?? factor.metric ?? null,
      typeof scale === "string" ? scale : isLinear ? "linear" : "steps",
      isLinear ? scale.linear.worst : null,
      isLinear ? scale.linear.best : null,
      missing === "exclude" ? null : missing.score,
      factor.max_age_days ?? null,
    ];
  });
}

// the first step's bound ends a step below it that scores nothing
function stepRows(index: Index): Row[] {
  return factorsOf(index).flatMap(({ factor, scale }) => {
    if (typeof scale === "string" || "linear" in scale) return [];
    const steps = [[null, 0] as const, ...scale.steps];
    return steps.map(([bound, score], at): Row => {
      return [index.index, factor, bound, steps[at + 1]?.[0] ?? null, score];
    });
  });
}

function profileTables(indexes: readonly Index[]): ConfigTable[] {
  const profiles = indexes.flatMap((index) =>
    byNumber(index.profiles).map(([profile, priority]) => ({ index, profile, priority })),
  );
  return [
    {
      name: "index_profiles",
      columns: ["index varchar", "profile varchar", "priority integer", "conditions integer"],
      rows: profiles.map(({ index, profile, priority }) => {
        return [index.index, profile.profile, priority, profile.conditions.length];
      }),
    },
    {
      name: "index_profile_rules",
      columns: [
        "index varchar",
        "profile varchar",
        "condition integer",
        "attribute varchar",
        "value varchar",
        "at_least integer",
        "at_most integer",
      ],
      rows: profiles.flatMap(({ index, profile }) =>
        byNumber(profile.conditions).flatMap(([{ attribute, rule }, condition]) =>
          ruleRows(rule).map((row) => [index.index, profile.profile, condition, attribute, ...row]),
        ),
      ),
    },
    {
      name: "index_profile_weights",
      columns: ["index varchar", "profile varchar", "factor varchar", "weight decimal(12, 6)"],
      rows: profiles.flatMap(({ index, profile }) =>
        factorsOf(index).map(({ factor, weight }) => {
          // as text, so that 0.1 is exactly 0.1 in the table
          const own = (profile.weights[factor] ?? weight).toFixed(6);
          return [index.index, profile.profile, factor, own];
        }),
      ),
    },
  ];
}

function factorsTable(indexes: readonly Index[]): ConfigTable {
  return {
    name: "index_factors",
    columns: [
      "index varchar",
      "factor varchar",
      "factor_number integer",
      "title varchar",
      "element varchar",
      "element_number integer",
      "input varchar",
      "source varchar",
      "metric varchar",
      "scale varchar",
      "worst double",
      "best double",
      "missing_score double",
      "max_age_days integer",
    ],
    rows: indexes.flatMap(factorRows),
  };
}

function headTables(indexes: readonly Index[]): ConfigTable[] {
  return [
    {
      name: "indexes",
      columns: [
        "index varchar",
        "index_number integer",
        "title varchar",
        "says varchar",
        "min_coverage double",
        "hysteresis double",
        "trend_points double",
        "evidence_from_months integer",
        "evidence_to_months integer",
        "evidence_over_months integer",
        "evidence_every_months integer",
        "evidence_min_lost integer",
        "evidence_z double",
        "config_version varchar",
      ],
      rows: byNumber(indexes).map(([index, number]) => [
        index.index,
        number,
        index.title,
        index.says,
        index.min_coverage,
        index.hysteresis,
        index.trend_points,
        index.evidence.from_months,
        index.evidence.to_months,
        index.evidence.over_months,
        index.evidence.every_months,
        index.evidence.min_lost,
        index.evidence.z,
        index.version,
      ]),
    },
    {
      name: "index_bands",
      columns: [
        "index varchar",
        "band integer",
        "status varchar",
        "from_score double",
        "to_score double",
        "is_fine boolean",
      ],
      rows: indexes.flatMap(({ index, bands }) =>
        byNumber(bands).map(([{ status, from, fine }, band]) => {
          return [index, band, status, from, bands[band]?.from ?? null, fine ?? false];
        }),
      ),
    },
  ];
}

/** Everything that config/indexes says, as the models join to it. */
export function indexTables(indexes: readonly Index[]): ConfigTable[] {
  return [
    ...headTables(indexes),
    factorsTable(indexes),
    {
      name: "index_steps",
      columns: [
        "index varchar",
        "factor varchar",
        "from_value double",
        "to_value double",
        "score double",
      ],
      rows: indexes.flatMap(stepRows),
    },
    ...profileTables(indexes),
  ];
}
