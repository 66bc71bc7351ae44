import { type MetricCase, use, user } from "./case.js";

// 28 days before 1 June begin on 4 May, before 1 May on 3 April, before 16 June 12:00 on 19 May
// 12:00; the 84 days before those of May are 10 February to 4 May
export const adoption: readonly MetricCase[] = [
  {
    metric: "usage_events_28d",
    says: "counts from the first instant of its window to the last before the snapshot",
    facts: ["2024-05-03 23:59:59", "2024-05-04", "2024-05-31 23:59:59", "2024-06-01"].map((at) =>
      use(at),
    ),
    // April: none in [3 April, 1 May); May: the second and third; June: the last two
    values: { "04": 0, "05": 2, "06": 2 },
  },
  {
    metric: "active_days_28d",
    says: "counts a UTC day once, and a day that the window cuts when its part is used",
    facts: [
      use("2024-05-10 08:00"),
      use("2024-05-10 20:00"),
      use("2024-05-11"),
      use("2024-05-19 11:00"),
      use("2024-05-19 13:00"),
      use("2024-06-16 11:00"),
    ],
    // May: the 10th, 11th, 19th; June: the 19th after noon and the 16th
    values: { "04": 0, "05": 3, "06": 2 },
  },
  {
    metric: "active_users_28d",
    says: "counts a user once and nobody for events without a user",
    facts: [
      use("2024-05-10", { user_id: "a" }),
      use("2024-05-11", { user_id: "a" }),
      use("2024-05-31", { user_id: "b" }),
      use("2024-05-12"),
    ],
    values: { "04": 0, "05": 2, "06": 1 },
  },
  {
    metric: "stickiness",
    says: "is the mean of daily users over 28 days per user",
    facts: [
      ...["2024-05-04", "2024-05-05", "2024-05-06", "2024-05-06 10:00"].map((at) =>
        use(at, { user_id: "a" }),
      ),
      use("2024-05-07", { user_id: "b" }),
    ],
    // 3 days of a and 1 of b: 4 / 28 a day, of 2 users
    values: { "04": null, "05": 4 / 28 / 2, "06": null },
  },
  {
    metric: "usage_change",
    says: "compares 28 days with the mean of the three windows before",
    facts: [
      use("2024-02-09 23:59"),
      ...["2024-02-10", "2024-03-08 23:00", "2024-03-09"].map((at) => use(at)),
      ...["2024-04-05 23:59", "2024-04-06", "2024-05-03 23:59"].map((at) => use(at)),
      ...["2024-05-04", "2024-05-09", "2024-05-14", "2024-05-15"].map((at) => use(at)),
      ...["2024-05-16", "2024-05-17", "2024-05-18", "2024-05-18 01:00"].map((at) => use(at)),
    ],
    // May: 8 against (2 + 2 + 2) / 3; January: nothing before it
    values: { "01": null, "05": 3 },
  },
  {
    metric: "key_features_used_28d",
    says: "counts key features, by the event where it names no feature",
    facts: [
      use("2024-05-10", { feature: "export" }),
      use("2024-05-11", { feature: "export" }),
      use("2024-05-12", { event: "share" }),
      use("2024-05-13", { event: "share", feature: "other" }),
    ],
    values: { "04": 0, "05": 2, "06": 0 },
  },
  {
    metric: "key_feature_breadth",
    says: "is the used share of the two key features",
    facts: [use("2024-05-10", { feature: "export" }), use("2024-05-10", { feature: "api" })],
    values: { "04": 0, "05": 0.5 },
  },
  {
    metric: "integrations_active_28d",
    says: "counts integrations, not other features",
    facts: ["api", "sync", "sync", "export"].map((feature) => use("2024-05-10", { feature })),
    values: { "04": 0, "05": 2 },
  },
  {
    metric: "automation_share_28d",
    says: "is the automations' share of all events, and unknown without any",
    facts: ["rule", "api", "export", "other", "other"].map((feature) =>
      use("2024-05-10", { feature }),
    ),
    values: { "04": null, "05": 0.4, "06": null },
  },
  {
    metric: "days_since_last_use",
    says: "counts whole days, from the first use on",
    facts: [use("2024-05-08"), use("2024-05-10 10:00")],
    // 10 May 10:00 to 1 June is 21 days and 14 hours, to 16 June 12:00 37 days and 2 hours
    values: { "04": null, "05": 21, "06": 37 },
  },
  {
    metric: "days_since_last_use",
    says: "keeps a use of 1 December for as long as it is the last one",
    facts: [use("2023-12-01")],
    // to 1 February 62 days, to 16 June 198
    values: { "01": 62, "06": 198 },
  },
  {
    metric: "admin_users_28d",
    says: "counts active users who are administrators",
    facts: [
      user("a", { is_admin: true }),
      user("b", { is_admin: false }),
      user("c", { is_admin: null }),
      user("d", { is_admin: true }),
      ...["a", "b", "c"].map((user_id) => use("2024-05-10", { user_id })),
    ],
    values: { "04": 0, "05": 1 },
  },
  {
    metric: "departments_active_28d",
    says: "counts each department of active users once",
    facts: [
      user("a", { department: "Sales" }),
      user("b", { department: "Sales" }),
      user("c", { department: "Operations" }),
      user("d", { department: null }),
      user("e", { department: "Finance" }),
      ...["a", "b", "c", "d"].map((user_id) => use("2024-05-10", { user_id })),
    ],
    values: { "04": 0, "05": 2 },
  },
  {
    metric: "mrr_per_active_user",
    says: "divides MRR by active users, and is unknown without any",
    facts: [
      use("2024-05-10", { user_id: "a" }),
      use("2024-05-10", { user_id: "b" }),
      use("2024-05-10", { user_id: "c" }),
      use("2024-05-10", { user_id: "d" }),
    ],
    values: { "04": null, "05": 25 },
  },
  {
    metric: "staff_share_28d",
    says: "divides active users by employees, and may exceed one",
    attributes: { employees: 8 },
    facts: [
      ...["a", "b", "b"].map((user_id) => use("2024-05-10", { user_id })),
      ...[..."abcdefghij"].map((user_id) => use("2024-06-10", { user_id })),
    ],
    // nobody of 8 in April, 2 of 8 in May, 10 of 8 in June: people from elsewhere use it too
    values: { "04": 0, "05": 0.25, "06": 1.25 },
  },
  ...[null, 0].map((employees) => ({
    metric: "staff_share_28d",
    says: `is unknown with ${employees ?? "an unknown number of"} employees`,
    attributes: { employees },
    facts: [use("2024-05-10", { user_id: "a" })],
    values: { "04": null, "05": null },
  })),
  {
    metric: "seat_utilisation",
    says: "divides active users by seats",
    facts: [use("2024-05-10", { user_id: "a" })],
    values: { "04": 0, "05": 0.25 },
  },
];
