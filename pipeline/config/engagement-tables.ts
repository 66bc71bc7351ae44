import {
  type EngagementSettings,
  eventEntities,
  type Moment,
  momentsOf,
  type Trigger,
} from "./engagement.js";
import type { ConfigTable } from "./tables.js";

type Row = ConfigTable["rows"][number];
type Named = readonly [string, Moment];

function formOf(trigger: Trigger): string {
  if ("event" in trigger) return "event";
  if ("none_of" in trigger) return "gap";
  return "metric" in trigger ? "metric" : "attribute";
}

function momentRow([moment, written]: Named): Row {
  const { trigger } = written;
  return [
    moment,
    written.title,
    written.kind,
    written.objective,
    written.expected_outcome,
    formOf(trigger),
    "metric" in trigger ? trigger.metric : null,
    "attribute" in trigger ? trigger.attribute : null,
    "at_least" in trigger ? (trigger.at_least ?? null) : null,
    "at_most" in trigger ? (trigger.at_most ?? null) : null,
    "fell_by" in trigger ? trigger.fell_by : null,
    "worsened" in trigger,
    "event" in trigger ? (trigger.unresolved_days ?? 0) : null,
    written.due_in_days,
    written.expires_in_days,
    written.cool_down_days,
    written.owner ?? null,
    written.warns,
  ];
}

function eventRows([moment, { trigger }]: Named): Row[] {
  const events = "event" in trigger ? trigger.event : "none_of" in trigger ? trigger.none_of : [];
  return events.map((event) => [moment, event, eventEntities[event]]);
}

function valueRows([moment, { trigger }]: Named): Row[] {
  const values =
    "event" in trigger ? (trigger.in ?? []) : "became" in trigger ? trigger.became : [];
  return values.map((value) => [moment, value]);
}

// an account whose tier is not known yet has those moments only that are for all tiers
function tierRows([moment, { trigger, tiers }]: Named, all: number): Row[] {
  const days = "none_of" in trigger ? trigger.days : null;
  if (typeof days === "object" && days !== null) {
    return Object.entries(days)
      .filter(([tier]) => tiers?.includes(Number(tier)) ?? true)
      .map(([tier, number]) => [moment, Number(tier), number]);
  }
  const every = [...Array.from({ length: all }, (_, index) => index + 1), null];
  return (tiers ?? every).map((tier) => [moment, tier, days]);
}

const momentColumns = [
  "moment varchar",
  "title varchar",
  "kind varchar",
  "objective varchar",
  "expected_outcome varchar",
  "trigger_form varchar",
  "metric varchar",
  "attribute varchar",
  "at_least double",
  "at_most double",
  "fell_by double",
  "is_worsening boolean",
  "unresolved_days integer",
  "due_in_days integer",
  "expires_in_days integer",
  "cool_down_days integer",
  "owner varchar",
  "warns boolean",
];

function listTables(named: readonly Named[], tiers: number): ConfigTable[] {
  return [
    {
      name: "moment_events",
      columns: ["moment varchar", "event varchar", "entity varchar"],
      rows: named.flatMap(eventRows),
    },
    {
      name: "moment_values",
      columns: ["moment varchar", "value varchar"],
      rows: named.flatMap(valueRows),
    },
    {
      name: "moment_tiers",
      columns: ["moment varchar", "tier integer", "days integer"],
      rows: named.flatMap((one) => tierRows(one, tiers)),
    },
    {
      name: "moment_closers",
      columns: ["moment varchar", "event varchar"],
      rows: named.flatMap(([moment, { done_by }]) => done_by.map((event) => [moment, event])),
    },
  ];
}

/** Moments and their triggers as the models read them. */
export function engagementTables(engagement: EngagementSettings, tiers: number): ConfigTable[] {
  const named = momentsOf(engagement);
  return [
    {
      name: "engagement",
      columns: [
        "loss_window_days integer",
        "warning_window_days integer",
        "early_days integer",
        "warning_index varchar",
        "warning_score double",
      ],
      rows: [
        [
          engagement.loss_window_days,
          engagement.warning_window_days,
          engagement.early_days,
          engagement.warning_index,
          engagement.warning_score,
        ],
      ],
    },
    {
      name: "automated_touch_models",
      columns: ["touch_model varchar"],
      rows: engagement.automated_touch_models.map((model) => [model]),
    },
    { name: "moments", columns: momentColumns, rows: named.map(momentRow) },
    ...listTables(named, tiers),
  ];
}
