import type { BuildRun, QuarantineReason, Source } from "../figures/quality.js";
import {
  about,
  day,
  maybe,
  maybeDay,
  maybeText,
  number,
  type Question,
  text,
} from "../question.js";

/** What each source delivered and what became of its rows. */
export const sourcesQuestion: Question<Source> = about("data_quality", {
  by: { source: text("source") },
  of: {
    files: number("files"),
    read: number("rows_read"),
    loaded: number("rows_loaded"),
    quarantined: number("rows_quarantined"),
    duplicate: number("rows_duplicate"),
    filtered: number("rows_filtered"),
    newestLanding: maybeText("last_landed_at"),
    newestRow: maybeText("last_newest_at"),
  },
  order: [["source", "asc"]],
});

/** Rows in quarantine, not yet replayed, the most frequent reason first. */
export const quarantineQuestion: Question<QuarantineReason> = about("quarantine", {
  by: {
    entity: text("entity"),
    column: maybeText("column_name"),
    reason: text("reason"),
  },
  of: { rows: number("open_rows") },
  where: [{ member: "open_rows", operator: "gt", values: ["0"] }],
  order: [
    ["open_rows", "desc"],
    ["entity", "asc"],
    ["reason", "asc"],
  ],
  limit: 100,
});

/** The run that made this build: the newest that the build knows of. */
export const buildQuestion: Question<BuildRun> = about("runs", {
  by: {
    id: text("run_id"),
    startedAt: text("started_at"),
    asOf: text("as_of"),
    configVersion: maybeText("config_version"),
    tenureVersion: maybeText("tenure_version"),
  },
  order: [["started_at", "desc"]],
  limit: 1,
});

/** The runs before, newest first. */
export const runsQuestion = about("runs", {
  by: {
    id: text("run_id"),
    startedAt: text("started_at"),
    asOf: text("as_of"),
    outcome: maybeText("outcome"),
    configVersion: maybeText("config_version"),
  },
  of: { read: maybe("rows_read"), quarantined: maybe("rows_quarantined") },
  order: [["started_at", "desc"]],
  limit: 20,
});

/** Published figures of closed months that a later run changed. */
export const restatementsQuestion = about("restatements", {
  by: {
    id: text("restatement_id"),
    metric: text("metric"),
    period: day("period"),
    run: text("run_id"),
    before: maybe("old_value"),
    after: maybe("new_value"),
    cause: maybeText("cause"),
  },
  order: [
    ["run_id", "desc"],
    ["period", "desc"],
  ],
  limit: 200,
});

/** The newest files that the figures were made of. */
export const filesQuestion = about("data_quality", {
  by: {
    id: text("file_id"),
    source: text("source"),
    entity: text("entity"),
    path: text("path"),
    landedAt: maybeText("landed_at"),
    newest: maybeDay("newest_at"),
  },
  of: {
    read: number("rows_read"),
    loaded: number("rows_loaded"),
    quarantined: number("rows_quarantined"),
    duplicate: number("rows_duplicate"),
    filtered: number("rows_filtered"),
  },
  order: [
    ["landed_at", "desc"],
    ["path", "desc"],
  ],
  limit: 100,
});
