const sqlState = Symbol("sqlState");

interface Refusal extends Error {
  readonly [sqlState]: string;
  readonly hint: string | undefined;
}

/** The SQLSTATEs that are used, by what they mean. */
export const states = {
  syntax: "42601",
  noSuchTable: "42P01",
  noSuchColumn: "42703",
  noSuchFunction: "42883",
  grouping: "42803",
  notSupported: "0A000",
  notAllowed: "42501",
  readOnly: "25006",
  badValue: "22P02",
  dataException: "22000",
  tooComplex: "54001",
  tooMany: "54000",
  cancelled: "57014",
  shuttingDown: "57P01",
  noSuchStatement: "26000",
  noSuchCursor: "34000",
  taken: "42P05",
  protocol: "08P01",
  badPassword: "28P01",
  notAuthorized: "28000",
  failedTransaction: "25P02",
  internal: "XX000",
} as const;

/** An error that a client of the SQL endpoint is told as it is. */
export function refusal(state: string, message: string, hint?: string): Error {
  return Object.assign(new Error(message), { [sqlState]: state, hint });
}

/** True for an error whose message was written for the client. */
export function isRefusal(error: unknown): error is Refusal {
  return error instanceof Error && sqlState in error;
}

/** The SQLSTATE of a refusal. */
export function stateOf(error: Refusal): string {
  return error[sqlState];
}
