/** Why a planted row cannot be loaded: the reason with which it is quarantined. */
export type Flaw =
  | "not-a-timestamp"
  | "not-a-number"
  | "not-an-amount"
  | "too-few-columns"
  | "unknown-kind"
  | "unknown-status";

/** A row that no system should have written, put at the end of an export on purpose. */
export interface PlantedRow {
  readonly flaw: Flaw;
  readonly line: string;
}

/** At most this share of a file's rows is bad, so that a run stays well under its 1%. */
const largestBadShare = 0.005;

/** Bad rows by export; `{month}` becomes the month of a usage file as YYYY-MM. */
export const plantedRows: Readonly<Record<string, readonly PlantedRow[]>> = {
  "billing/subscriptions.csv": [
    {
      flaw: "unknown-status",
      line: "sub_bad_01,A00001,Team,Platform,awaiting_signature,2025-03-01 00:00,,,,,,,monthly,1,5,8500,,,,usd,no,,,,2025-03-01 00:00",
    },
    {
      flaw: "not-a-timestamp",
      line: "sub_bad_02,A00002,Team,Platform,active,2025-02-30 00:00,,,,,,,monthly,1,5,8500,,,,usd,no,,,,2025-03-01 00:00",
    },
    { flaw: "too-few-columns", line: "sub_bad_03,A00003,Starter,Platform" },
  ],
  "billing/invoices.csv": [
    {
      flaw: "not-an-amount",
      line: "il_bad_1,in_bad_1,A00001,sub_00001_01,Team,Platform,subscription,twelve,0,0,usd,2025-03-01T00:00:00Z,2025-04-01T00:00:00Z,false,5,1,2025-03-01T00:00:00Z,2025-03-31T00:00:00Z,,0,open",
    },
    { flaw: "too-few-columns", line: "il_bad_2,in_bad_2,A00001" },
  ],
  "crm/contacts.csv": [
    { flaw: "not-a-timestamp", line: "C99999-1;A00001;Champion;N;N;31.11.2024;" },
  ],
  "crm/activities.csv": [
    {
      flaw: "unknown-kind",
      line: "ACT-bad-1,A00001,Séance,03/04/2025 10:00,outbound,vendor,Completed,C00001-1,,30",
    },
    {
      flaw: "not-a-timestamp",
      line: "ACT-bad-2,A00001,Call,25/04/2025 10:00,outbound,vendor,Completed,C00001-1,,30",
    },
  ],
  "product/users.ndjson": [
    {
      flaw: "not-a-timestamp",
      line: '{"id":"A00001-9999","workspace":{"id":"A00001"},"profile":{"role":"viewer","department":"Sales"},"is_admin":false,"created_at":"yesterday","deactivated_at":null}',
    },
  ],
  "support/tickets.csv": [
    {
      flaw: "not-a-timestamp",
      line: "Tbad1,A00001,2025-13-01T10:00:00Z,,,Open,normal,,,Bug,,2025-03-01T10:00:00Z",
    },
    {
      flaw: "not-a-number",
      line: "Tbad2,A00001,2025-03-01T10:00:00Z,2025-03-01T11:00:00Z,2025-03-02T10:00:00Z,Closed,normal,0,great,Bug,1,2025-03-02T10:00:00Z",
    },
    { flaw: "too-few-columns", line: "Tbad3,A00001,2025-03-01T10:00:00Z" },
  ],
  "surveys/responses.csv": [
    { flaw: "not-a-timestamp", line: "SR-bad-1,A00001,NPS,7,31/02/2025 10:00,C00001-1," },
  ],
  usage: [
    {
      flaw: "not-a-timestamp",
      line: "e-bad-1,A00001,A00001-1,dashboard_viewed,{month}-32 10:00:00,dashboards,1",
    },
    { flaw: "too-few-columns", line: "e-bad-2,A00001" },
    {
      flaw: "not-a-number",
      line: "e-bad-3,A00001,A00001-1,dashboard_viewed,{month}-28 23:59:58,dashboards,many",
    },
  ],
};

/** Usage of workspaces that neither CRM nor billing knows yet. */
export const unknownAccountRows: readonly string[] = Array.from(
  { length: 12 },
  (_, index) =>
    `e-new-${index + 1},NEW-${1 + (index % 3)},NEW-${1 + (index % 3)}-1,dashboard_viewed,` +
    `{month}-28 23:59:59,dashboards,1`,
);

/** The rows to plant in a file of so many good rows: few enough to stay far below the limit. */
export function rowsToPlant(file: string, goodRows: number): readonly PlantedRow[] {
  const room = Math.floor(goodRows * largestBadShare);
  return (plantedRows[file] ?? []).slice(0, room);
}
