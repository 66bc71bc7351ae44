/** The steps of the flow, in order; an error code and a log line start with one of them. */
export type Step =
  | "cli"
  | "config"
  | "extract"
  | "stage"
  | "model"
  | "check"
  | "publish"
  | "cube"
  | "dashboard"
  | "warehouse"
  | "demo";

/** A code is `<step>/<what>`, for instance `extract/missing-column`. */
export type ErrorCode = `${Step}/${string}`;

export interface TenureErrorOptions {
  /** What the reader should do now, in one sentence. */
  readonly hint?: string;
  /** Exit code of the command; 1 when it is none of the documented ones. */
  readonly exitCode?: number;
  readonly cause?: unknown;
}

/** Exit codes that users script against; the numbers are part of the contract. */
export const exitCodes = {
  ok: 0,
  unexpected: 1,
  config: 2,
  checksFailed: 3,
  tooManyBadRows: 4,
  modelFailed: 5,
  locked: 6,
  interrupted: 130,
} as const;

/** Stops a command: says what is wrong and where in `message`, and what to do in `hint`. */
export class TenureError extends Error {
  readonly code: ErrorCode;
  readonly hint: string | undefined;
  readonly exitCode: number;

  constructor(code: ErrorCode, message: string, options: TenureErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = "TenureError";
    this.code = code;
    this.hint = options.hint;
    this.exitCode = options.exitCode ?? exitCodes.unexpected;
  }
}

/** The message of anything that was thrown, without its stack. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
