import { z } from "zod";
import { entityOf } from "../entities.js";
import type { SettingsFile } from "./settings-file.js";
import type { ConfigTable } from "./tables.js";

const text = z.string().min(1);
const hours = z.number().min(0);
const days = z.int().min(0);
const priority = z.strictObject({
  priority: text,
  is_urgent: z.boolean().exactOptional(),
  first_response_hours: hours,
  support_hours: hours,
});
const kind = z.enum(entityOf("activities").columns.kind?.oneOf ?? []);

const outside = z.strictObject({
  title: text.exactOptional(),
  says: text.exactOptional(),
  unit: text.exactOptional(),
  direction: z.enum(["higher_is_better", "lower_is_better", "neither"]).exactOptional(),
  provenance: z.enum(["product", "customer_reported"]).exactOptional(),
  max_age_days: z.int().min(1).exactOptional(),
});

const peerGroup = z.array(z.enum(["tier", "size", "industry", "maturity_stage"]));

const schema = z.strictObject({
  ticket_priorities: z.array(priority).superRefine((priorities, context) => {
    const names = priorities.map((one) => one.priority.toLowerCase());
    for (const [index, name] of names.entries()) {
      if (names.indexOf(name) === index) continue;
      const message = `repeats the priority "${name}"`;
      context.addIssue({ code: "custom", path: [index, "priority"], message });
    }
  }),
  other_tickets: z.strictObject({ first_response_hours: hours, support_hours: hours }),
  contact_kinds: z.array(kind),
  meeting_kinds: z.array(kind),
  incident_notice_hours: z.int().min(1),
  payment_grace_days: days,
  outside_max_age_days: z.int().min(1),
  outside_metrics: z.record(text, outside),
  peer_groups: z
    .array(peerGroup)
    .min(1)
    .superRefine((groups, context) => {
      for (const [index, group] of groups.entries()) {
        const finer = groups[index - 1];
        const isPart = group.every((attribute) => finer?.includes(attribute) ?? true);
        const isSmaller = finer === undefined || group.length < finer.length;
        if (isPart && isSmaller) continue;
        const message = "must name some of the attributes of the group before, and fewer";
        context.addIssue({ code: "custom", path: [index], message });
      }
      if (groups.at(-1)?.length === 0) return;
      context.addIssue({ code: "custom", path: [], message: "must end with [], all customers" });
    }),
});

export type MetricSettings = z.infer<typeof schema>;

/** metrics.yml: what metrics need to know about the way a company works. */
export const metricsFile: SettingsFile<MetricSettings> = {
  name: "metrics.yml",
  schema,
  isText: (path) => path[0] === "ticket_priorities" && path[2] === "priority",
};

function oneRow(settings: MetricSettings): ConfigTable {
  return {
    name: "metric_settings",
    columns: [
      "other_first_response_hours decimal(18, 6)",
      "other_support_hours decimal(18, 6)",
      "incident_notice_hours integer",
      "payment_grace_days integer",
      "outside_max_age_days integer",
    ],
    rows: [
      [
        settings.other_tickets.first_response_hours,
        settings.other_tickets.support_hours,
        settings.incident_notice_hours,
        settings.payment_grace_days,
        settings.outside_max_age_days,
      ],
    ],
  };
}

function peerTables({ peer_groups }: MetricSettings): readonly ConfigTable[] {
  return [
    {
      name: "peer_levels",
      columns: ["level integer", "attributes integer"],
      rows: peer_groups.map((group, index) => [index + 1, group.length]),
    },
    {
      name: "peer_attributes",
      columns: ["level integer", "attribute varchar", "position integer"],
      rows: peer_groups.flatMap((group, index) =>
        group.map((attribute, position) => [index + 1, attribute, position + 1]),
      ),
    },
  ];
}

/** The settings as the models read them; priorities are compared in lower case. */
export function metricTables(settings: MetricSettings): readonly ConfigTable[] {
  const kinds = [...new Set([...settings.contact_kinds, ...settings.meeting_kinds])].sort();
  return [
    oneRow(settings),
    ...peerTables(settings),
    {
      name: "ticket_priorities",
      columns: [
        "priority varchar",
        "is_urgent boolean",
        "first_response_hours decimal(18, 6)",
        "support_hours decimal(18, 6)",
      ],
      rows: settings.ticket_priorities.map((one) => [
        one.priority.toLowerCase(),
        one.is_urgent ?? false,
        one.first_response_hours,
        one.support_hours,
      ]),
    },
    {
      name: "activity_kinds",
      columns: ["kind varchar", "is_contact boolean", "is_meeting boolean"],
      rows: kinds.map((one) => [
        one,
        settings.contact_kinds.includes(one),
        settings.meeting_kinds.includes(one),
      ]),
    },
    {
      name: "outside_metric_settings",
      columns: [
        ...["metric", "title", "says", "unit", "direction", "provenance"].map(
          (name) => `${name} varchar`,
        ),
        "max_age_days integer",
      ],
      rows: Object.entries(settings.outside_metrics).map(([metric, one]) => [
        metric,
        one.title ?? null,
        one.says ?? null,
        one.unit ?? null,
        one.direction ?? null,
        one.provenance ?? null,
        one.max_age_days ?? null,
      ]),
    },
  ];
}
