import type { BookSettings, CoverageOption } from "./books.js";
import type { ConfigTable } from "./tables.js";

type Row = ConfigTable["rows"][number];
type TouchModel = BookSettings["touch_models"][string];

function bookRow({
  hours_per_month,
  productive_share,
  onboarding_days,
  arr_band,
}: BookSettings): Row {
  return [
    hours_per_month,
    productive_share,
    onboarding_days,
    arr_band.at_least,
    arr_band.target,
    arr_band.at_most,
  ];
}

function activityRows([touchModel, model]: [string, TouchModel]): Row[] {
  return (["onboarding", "ongoing"] as const).flatMap((phase) =>
    model[phase].map(({ activity, times_per_year, minutes, by }): Row => {
      return [touchModel, phase, activity, times_per_year, minutes, by];
    }),
  );
}

function optionRow([option, written]: [string, CoverageOption]): Row {
  const { title } = written;
  if ("floor" in written) {
    return [option, title, "floor", written.floor.tier, null, written.floor.factor];
  }
  if ("automation" in written) {
    const { touch_model, share } = written.automation;
    return [option, title, "automation", null, touch_model, 1 - share];
  }
  const { touch_model, factor } = written.service_level;
  return [option, title, "service_level", null, touch_model, factor];
}

function touchTables({ touch_models }: BookSettings): ConfigTable[] {
  const models = Object.entries(touch_models);
  return [
    {
      name: "touch_models",
      columns: ["touch_model varchar", "accounts_at_least double", "accounts_at_most double"],
      rows: models.map(([touchModel, { accounts_band }]) => {
        return [touchModel, accounts_band?.at_least ?? null, accounts_band?.at_most ?? null];
      }),
    },
    {
      name: "touch_activities",
      columns: [
        "touch_model varchar",
        "phase varchar",
        "activity varchar",
        "times_per_year double",
        "minutes double",
        "done_by varchar",
      ],
      rows: models.flatMap(activityRows),
    },
  ];
}

/** Books, touch models and the options of coverage as the models read them. */
export function bookTables(books: BookSettings): ConfigTable[] {
  return [
    {
      name: "books",
      columns: [
        "hours_per_month double",
        "productive_share double",
        "onboarding_days integer",
        "arr_at_least decimal(18, 4)",
        "arr_target decimal(18, 4)",
        "arr_at_most decimal(18, 4)",
      ],
      rows: [bookRow(books)],
    },
    {
      name: "csm_hours",
      columns: ["csm_id varchar", "hours_per_month double"],
      rows: Object.entries(books.csm_hours),
    },
    ...touchTables(books),
    {
      name: "coverage_options",
      columns: [
        "option varchar",
        "title varchar",
        "kind varchar",
        "tier integer",
        "touch_model varchar",
        "factor double",
      ],
      rows: [
        ["as_is", "As it is", "as_is", null, null, 1],
        ...Object.entries(books.coverage).map(optionRow),
      ],
    },
  ];
}
