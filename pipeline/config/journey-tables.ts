import type { JourneyActivity, JourneyCriterion, JourneySettings } from "./journey.js";
import type { ConfigTable } from "./tables.js";

type Row = ConfigTable["rows"][number];

/** A criterion as columns: kind, name, count, at_least, at_most, and how it is told. */
function factOf(criterion: JourneyCriterion): readonly Row[number][] {
  const { milestone, event, active_users, metric, movement } = criterion;
  if (milestone !== undefined) return ["milestone", milestone, null, null, null, milestone];
  if (event !== undefined) {
    return ["event", event.name, event.count, null, null, `${event.count} × ${event.name}`];
  }
  if (active_users !== undefined) {
    return ["active_users", null, active_users, null, null, `${active_users} active users`];
  }
  if (metric !== undefined) {
    const { at_least = null, at_most = null } = metric;
    const bound = at_least === null ? `at most ${at_most}` : `at least ${at_least}`;
    return ["metric", metric.name, null, at_least, at_most, `${metric.name} ${bound}`];
  }
  return ["movement", movement ?? null, null, null, null, `first ${movement}`];
}

/** What must be met before each stage: its own entry and the exit of the one in front of it. */
function openings({ stages }: JourneySettings): readonly Row[] {
  return stages
    .flatMap((stage, index) => {
      const before = stages[index - 1]?.exit ?? [];
      return [...before, ...(stage.entry ?? [])].map((criterion) => ({ criterion, index }));
    })
    .map(({ criterion, index }, number) => [number + 1, index + 1, ...factOf(criterion)]);
}

function holds({ stages }: JourneySettings): readonly Row[] {
  return stages.flatMap(({ entry = [], hold }, index) => {
    const metrics = (hold ?? entry).flatMap(({ metric }) => (metric === undefined ? [] : [metric]));
    return metrics.map(({ name, at_least, at_most }) => [
      index + 1,
      name,
      at_least ?? null,
      at_most ?? null,
    ]);
  });
}

function activityRows(settings: JourneySettings): readonly Row[] {
  const owed = (stage: string, activities: readonly JourneyActivity[] = []): readonly Row[] =>
    activities.map(({ kind, at_least }) => [stage, kind, at_least ?? 1]);
  return [
    ...settings.stages.flatMap(({ stage, activities }) => owed(stage, activities)),
    ...owed("renewal", settings.renewal.activities),
  ];
}

function stageTable({ stages, renewal, churn }: JourneySettings): ConfigTable {
  const steps = stages.map(({ stage, title, expected_days }, index) => [
    ...[index + 1, stage, title, "step"],
    expected_days ?? null,
  ]);
  const next = stages.length + 1;
  return {
    name: "journey_stages",
    columns: [
      "position integer",
      "stage varchar",
      "title varchar",
      "kind varchar",
      "expected_days integer",
    ],
    rows: [
      ...steps,
      [next, "renewal", renewal.title, "window", renewal.expected_days ?? null],
      [next + 1, "churn", churn.title, "end", null],
    ],
  };
}

function oneRow(settings: JourneySettings): ConfigTable {
  return {
    name: "journey",
    columns: [
      "hold_days integer",
      "onboarding_stage varchar",
      "value_stage varchar",
      "days_before_renewal integer",
      "min_term_months integer",
    ],
    rows: [
      [
        settings.hold_days,
        settings.onboarding_stage,
        settings.value_stage,
        settings.renewal.entry[0]?.days_before_renewal ?? null,
        settings.renewal.min_term_months,
      ],
    ],
  };
}

/** The journey as the models read it; a later position comes later, or stands above. */
export function journeyTables(settings: JourneySettings): ConfigTable[] {
  return [
    oneRow(settings),
    stageTable(settings),
    {
      name: "journey_criteria",
      columns: [
        "criterion_no integer",
        "position integer",
        "kind varchar",
        "name varchar",
        "needed integer",
        "at_least double",
        "at_most double",
        "title varchar",
      ],
      rows: openings(settings),
    },
    {
      name: "journey_holds",
      columns: ["position integer", "metric varchar", "at_least double", "at_most double"],
      rows: holds(settings),
    },
    {
      name: "journey_activities",
      columns: ["stage varchar", "kind varchar", "needed integer"],
      rows: activityRows(settings),
    },
    {
      name: "journey_milestones",
      columns: ["position integer", "milestone varchar", "title varchar", "expected_days integer"],
      rows: settings.milestones.map(({ milestone, title, expected_days }, index) => [
        ...[index + 1, milestone, title ?? milestone, expected_days],
      ]),
    },
  ];
}
