import { activity, type Fact, incident, type MetricCase } from "./case.js";

const contact = (contact_id: string, row: Fact[1]): Fact => ["contacts", { contact_id, ...row }];
const milestone = (due_on: string, reached_at: string | null): Fact => [
  "milestones",
  { milestone: due_on, due_on, reached_at },
];
const held = { status: "held" };

// 90 days before 1 June begin on 3 March, before 16 June 12:00 on 18 March 12:00
export const communication: readonly MetricCase[] = [
  {
    metric: "days_since_last_contact",
    says: "looks at contacts that were held, and an e-mail needs no status",
    facts: [
      activity("meeting", "2024-04-20 09:00", held),
      activity("email", "2024-05-20 09:00"),
      activity("call", "2024-05-25", { status: "no_show" }),
      activity("incident_notice", "2024-05-30"),
    ],
    // 20 May 9:00 to 1 June is 11 days and 15 hours
    values: { "03": null, "04": 10, "05": 11, "06": 27 },
  },
  {
    metric: "days_since_executive_contact",
    says: "looks at contacts with executives alone",
    facts: [
      contact("boss", { is_executive: true }),
      contact("clerk", { is_executive: false }),
      activity("meeting", "2024-05-20 09:00", { ...held, contact_id: "boss" }),
      activity("meeting", "2024-05-30", { ...held, contact_id: "clerk" }),
      activity("meeting", "2024-05-31", { status: "cancelled", contact_id: "boss" }),
      activity("meeting", "2024-05-31 10:00", held),
    ],
    values: { "04": null, "05": 11 },
  },
  {
    metric: "days_since_business_review",
    says: "looks at reviews that were held",
    facts: [
      activity("business_review", "2024-05-01", held),
      activity("business_review", "2024-05-20", { status: "rescheduled" }),
      activity("meeting", "2024-05-21", held),
    ],
    values: { "04": null, "05": 31 },
  },
  {
    metric: "meetings_90d",
    says: "counts meetings and reviews that were held in its window",
    facts: [
      activity("meeting", "2024-03-02 23:59", held),
      activity("meeting", "2024-03-03", held),
      activity("business_review", "2024-05-31 23:59"),
      activity("meeting", "2024-06-01", held),
      activity("meeting", "2024-05-10", { status: "no_show" }),
      activity("call", "2024-05-11", held),
    ],
    values: { "01": 0, "04": 2, "05": 2, "06": 2 },
  },
  {
    metric: "meetings_missed_share_90d",
    says: "is the share of cancelled and missed, and leaves out rescheduled ones",
    facts: [
      activity("meeting", "2024-05-01", held),
      activity("meeting", "2024-05-02", held),
      activity("meeting", "2024-05-03", { status: "cancelled" }),
      activity("meeting", "2024-05-04", { status: "no_show" }),
      activity("meeting", "2024-05-05", { status: "rescheduled" }),
      activity("meeting", "2024-06-01", { status: "no_show" }),
    ],
    values: { "04": null, "05": 0.5, "06": 0.6 },
  },
  {
    metric: "sponsor_in_place",
    says: "is 1 from the month in which a sponsor came to the one before it left",
    facts: [
      contact("a", { is_sponsor: true, since: "2024-02-01", left_at: "2024-05-01" }),
      contact("b", { is_sponsor: false, since: "2024-01-01" }),
      contact("c", { is_sponsor: true, since: "2024-06-16" }),
    ],
    // a came on January's snapshot and left on April's
    values: { "01": 0, "02": 1, "04": 1, "05": 0, "06": 1 },
  },
  {
    metric: "sponsor_in_place",
    says: "is 0 for an account without any contact",
    facts: [],
    values: { "01": 0, "06": 0 },
  },
  {
    metric: "incidents_communicated_share_90d",
    says: "is the share of incidents with notice in time, once it is decided",
    facts: [
      incident("2024-05-10", "2024-05-10 02:00"),
      activity("incident_notice", "2024-05-10 20:00"),
      incident("2024-05-20", "2024-05-20 02:00"),
      // 24 hours later is too late
      activity("incident_notice", "2024-05-21"),
      // its hours end in June
      incident("2024-05-31 12:00", "2024-05-31 13:00"),
      activity("incident_notice", "2024-06-01 06:00"),
    ],
    // everybody's of 10 January has no notice, and lies in the windows of January to March
    values: { "01": 0, "04": null, "05": 1 / 2, "06": 2 / 3 },
  },
  {
    metric: "milestones_missed_90d",
    says: "counts what was not reached by the end of its due day",
    facts: [
      milestone("2024-03-02", null),
      milestone("2024-03-03", "2024-03-04"),
      milestone("2024-05-30", "2024-05-30 15:00"),
      milestone("2024-05-31", null),
      milestone("2024-06-01", "2024-06-03"),
      milestone("2024-06-16", null),
    ],
    // May: 3 March and 31 May; June, from 18 March 12:00 on: 31 May and 1 June
    values: { "01": 0, "05": 2, "06": 2 },
  },
];
