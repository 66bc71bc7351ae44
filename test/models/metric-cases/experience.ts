import { activity, answer, incident, type MetricCase, ticket } from "./case.js";

// 90 days before 1 June begin on 3 March, before 1 May on 1 February, before 16 June 12:00 on
// 18 March 12:00
export const experience: readonly MetricCase[] = [
  {
    metric: "tickets_90d",
    says: "counts from the first instant of its window",
    facts: [ticket("2024-03-02 23:59"), ticket("2024-03-03"), ticket("2024-06-01")],
    values: { "01": 0, "04": 2, "05": 1, "06": 1 },
  },
  {
    metric: "urgent_tickets_90d",
    says: "counts urgent priorities whatever their case",
    facts: [
      ticket("2024-03-03", { priority: "Urgent" }),
      ticket("2024-05-02", { priority: "CRITICAL" }),
      ticket("2024-05-03", { priority: "high" }),
      ticket("2024-05-04"),
    ],
    values: { "04": 1, "05": 2, "06": 1 },
  },
  {
    metric: "open_tickets",
    says: "counts a ticket that is solved on the snapshot as still open",
    facts: [
      ticket("2024-03-01", { solved_at: "2024-06-01" }),
      ticket("2024-05-01", { solved_at: "2024-05-31 23:59" }),
    ],
    // another case solves the source's first ticket in March
    values: { "01": null, "03": 1, "04": 1, "05": 1, "06": 0 },
  },
  {
    metric: "first_response_hours_p50_90d",
    says: "is the median of what was answered in the window, whenever it was asked",
    facts: [
      ticket("2024-03-02 20:00", { first_response_at: "2024-03-03 05:00" }),
      ticket("2024-04-01", { first_response_at: "2024-04-01 02:00" }),
      ticket("2024-04-02", { first_response_at: "2024-04-02 04:00" }),
      ticket("2024-02-01", { first_response_at: "2024-03-02 23:00" }),
      ticket("2024-05-31", { first_response_at: "2024-06-01" }),
      ticket("2024-05-20"),
    ],
    // May: 9, 2 and 4 hours; June, from 18 March on: 2, 4 and 24
    values: { "02": null, "05": 4, "06": 4 },
  },
  {
    metric: "resolution_hours_p50_90d",
    says: "is the mean of the middle two where their number is even",
    facts: [
      ticket("2024-02-20", { solved_at: "2024-03-03" }),
      ticket("2024-05-30", { solved_at: "2024-05-30 12:00" }),
      ticket("2024-05-31", { solved_at: "2024-06-01" }),
    ],
    // May: 12 days are 288 hours, and 12: 150; June: 12 and 24
    values: { "02": null, "05": 150, "06": 18 },
  },
  {
    metric: "sla_attainment_90d",
    says: "judges a ticket when it is answered or when its hours are over",
    facts: [
      // on the last instant of its hour
      ticket("2024-05-10", { priority: "urgent", first_response_at: "2024-05-10 01:00" }),
      // an hour too late
      ticket("2024-05-11", { priority: "normal", first_response_at: "2024-05-11 09:00" }),
      // solved without a first answer after two of eight hours
      ticket("2024-05-12", { solved_at: "2024-05-12 02:00" }),
      // its eight hours end on 1 June at 4:00
      ticket("2024-05-31 20:00", { priority: "normal" }),
    ],
    values: { "04": null, "05": 2 / 3, "06": 2 / 4 },
  },
  {
    metric: "reopen_rate_90d",
    says: "is the share of what was solved in the window and says whether it was reopened",
    facts: [
      ticket("2024-03-01", { solved_at: "2024-03-03", reopened_count: 2 }),
      ticket("2024-05-01", { solved_at: "2024-05-02", reopened_count: 0 }),
      ticket("2024-05-02", { solved_at: "2024-05-03", reopened_count: 0 }),
      ticket("2024-05-03", { solved_at: "2024-05-04" }),
      ticket("2024-05-04", { solved_at: "2024-06-01", reopened_count: 1 }),
    ],
    // June leaves out 3 March and takes in 1 June
    values: { "02": null, "03": 1, "05": 1 / 3, "06": 1 / 3 },
  },
  {
    metric: "csat_90d",
    says: "is the mean rating of tickets by solution and of surveys by answer",
    facts: [
      ticket("2024-03-01", { solved_at: "2024-05-31", csat: 5 }),
      ticket("2024-05-02", { solved_at: "2024-06-01", csat: 1 }),
      ticket("2024-05-03", { csat: 1 }),
      answer("csat", 3, "2024-05-04"),
      answer("nps", 9, "2024-05-04 10:00"),
    ],
    values: { "04": null, "05": 4, "06": 3 },
  },
  {
    metric: "ces_90d",
    says: "is the mean answer of its window",
    facts: [
      answer("ces", 1, "2024-03-02 23:59"),
      answer("ces", 4, "2024-03-03"),
      answer("ces", 7, "2024-05-31 23:59"),
      answer("nps", 0, "2024-05-05"),
    ],
    values: { "02": null, "04": 2.5, "05": 5.5, "06": 7 },
  },
  {
    metric: "nps_latest",
    says: "takes each contact's last answer, and an answer of nobody for itself",
    facts: [
      answer("nps", 10, "2024-03-05", { contact_id: "c1" }),
      answer("nps", 6, "2024-05-10", { contact_id: "c1" }),
      answer("nps", 9, "2024-04-02", { contact_id: "c2" }),
      answer("nps", 7, "2024-04-03"),
      answer("nps", 9, "2024-04-04"),
      answer("nps", 0, "2024-06-01", { contact_id: "c2" }),
    ],
    // April: 100, 100, 0, 100; May: -100, 100, 0, 100; June: -100, -100, 0, 100
    values: { "02": null, "03": 100, "04": 75, "05": 25, "06": -25 },
  },
  {
    metric: "nps_latest",
    says: "forgets an answer after 365 days",
    facts: [answer("nps", 9, "2023-06-02")],
    // 1 June 2024 is 365 days after 2 June 2023
    values: { "05": 100, "06": null },
  },
  {
    metric: "detractor_follow_up_days",
    says: "is the mean wait of detractors for a contact that was held",
    facts: [
      answer("nps", 6, "2024-05-02"),
      answer("nps", 0, "2024-05-30"),
      answer("nps", 7, "2024-05-03"),
      activity("email", "2024-05-04 12:00"),
      activity("meeting", "2024-05-31", { status: "cancelled" }),
      activity("call", "2024-06-10", { status: "held" }),
    ],
    // May: 2.5 days, and 2 so far; June: 2.5 and 11
    values: { "04": null, "05": 2.25, "06": 6.75 },
  },
  {
    metric: "days_since_last_ticket",
    says: "counts whole days, from the first ticket on",
    facts: [ticket("2024-05-01"), ticket("2024-05-10 10:00"), ticket("2024-06-16 11:00")],
    values: { "04": null, "05": 21, "06": 0 },
  },
  {
    metric: "incident_minutes_90d",
    says: "counts the minutes inside its window, of everybody's incidents too",
    facts: [
      incident("2024-03-02 23:00", "2024-03-03 01:00"),
      incident("2024-05-31 23:30", "2024-06-01 00:30"),
      incident("2024-06-16 11:00", null),
    ],
    // everybody's is 10 January 10:00 to 10:30
    values: { "01": 30, "03": 150, "04": 120, "05": 90, "06": 120 },
  },
  {
    metric: "incident_minutes_90d",
    says: "counts none of before the account's first month",
    subscriptions: [{ started_at: "2024-02-10", mrr: 100 }],
    facts: [incident("2024-01-31 23:00", "2024-02-01 01:00")],
    values: { "02": 60, "05": 0 },
  },
  {
    metric: "support_hours_per_1k_arr",
    says: "sums the hours of each priority per 1,000 of ARR",
    facts: [
      ticket("2024-03-02", { priority: "urgent" }),
      ticket("2024-03-03", { priority: "urgent" }),
      ticket("2024-05-03", { priority: "unheard of" }),
    ],
    // May: 3 and 1 hours, ARR 1,200; April: 3 and 3
    values: { "01": 0, "04": 6 / 1.2, "05": 4 / 1.2 },
  },
];
