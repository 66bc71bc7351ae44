import type { Filters } from "../filters.js";
import { about, is, maybe, maybeDay, maybeText, number, sum, text } from "../question.js";

/** How many moments of each kind wait, are overdue and were taken. */
export function momentsQuestion(filters: Filters) {
  return about("engagement", {
    by: { moment: text("moment"), title: text("title") },
    of: {
      waiting: number("waiting"),
      overdue: number("overdue"),
      done: number("done"),
      expired: number("expired"),
      share: maybe("done_share"),
    },
    order: [
      ["overdue", "desc"],
      ["waiting", "desc"],
    ],
    filters,
  });
}

/** Moments to act on, those that are due first; a repeat waits with the one that it repeats. */
export function dueQuestion(filters: Filters) {
  return about("engagement", {
    by: {
      id: text("moment_id"),
      account: text("account_id"),
      title: text("title"),
      objective: maybeText("objective"),
      due: maybeDay("due_on"),
      expires: maybeDay("expires_on"),
      status: text("status"),
      owner: maybeText("owner"),
      evidence: maybeText("evidence"),
    },
    of: { arr: maybe("arr") },
    where: [is("status", "open", "overdue"), is("is_repeat", "false")],
    order: [
      ["due_on", "asc"],
      ["moment_id", "asc"],
    ],
    limit: 50,
    filters,
  });
}

/** What each CSM looks after at the end of a month. */
export function booksQuestion(month: string, filters: Filters) {
  return about("csm_books", {
    by: {
      csm: text("csm_id"),
      arrBand: maybeText("arr_band"),
      accountsBand: maybeText("accounts_band"),
    },
    of: {
      accounts: number("accounts"),
      onboarding: maybe("accounts_onboarding"),
      arr: maybe("arr"),
      hours: maybe("hours_needed"),
      capacity: maybe("hours_capacity"),
      load: maybe("load"),
    },
    during: ["month", month, month],
    order: [["load", "desc"]],
    filters,
  });
}

/** What looking after everybody takes under each option of the settings. */
export const coverageQuestion = about("coverage", {
  by: { option: text("option"), title: text("title"), kind: text("kind") },
  of: {
    hours: maybe("hours_needed"),
    capacity: maybe("hours_capacity"),
    csmsToday: maybe("csms_today"),
    csmsNeeded: maybe("csms_needed"),
    uncovered: maybe("customers_uncovered"),
    arrUncovered: maybe("arr_uncovered"),
  },
  order: [["kind", "asc"]],
});

/** Objectives agreed with customers: how many are on track and what they are worth. */
export function objectivesQuestion(filters: Filters) {
  return about("objectives", {
    of: {
      objectives: sum("objectives"),
      attained: sum("attained"),
      onTrack: maybe("on_track_share"),
      value: maybe("value"),
    },
    filters,
  });
}
