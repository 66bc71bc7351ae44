import { z } from "zod";
import type { SettingsFile } from "./settings-file.js";

const isSafeUrl = (text: string) =>
  /^https:\/\/./.test(text) || /^http:\/\/(localhost|127\.0\.0\.1)[:/]/.test(text);

const variable = z
  .string()
  .regex(/^[A-Z_][A-Z0-9_]*$/, "must be the name of an environment variable");

const sqlUser = z
  .strictObject({
    name: z.string().min(1).describe("The name to log in with."),
    role: z.enum(["admin", "leadership", "analyst", "csm"]),
    csm_id: z.string().min(1).optional().describe("Whose accounts a csm sees."),
    password_env: variable.describe(
      "The variable that holds the password, or its SCRAM-SHA-256 verifier; never the password.",
    ),
  })
  .refine(({ role, csm_id: id }) => role !== "csm" || id !== undefined, {
    message: "a csm needs a csm_id",
    path: ["csm_id"],
  });

const sql = z.strictObject({
  users: z.array(sqlUser).default([]).describe("Users of the SQL endpoint who have no token."),
  statement_timeout_seconds: z.int().min(1).max(3600).default(60),
  sessions: z.int().min(1).max(1000).default(100).describe("Most sessions at a time."),
  tls: z
    .strictObject({ cert: z.string().min(1), key: z.string().min(1) })
    .optional()
    .describe("PEM files; without them a certificate is made at the start."),
});
const claims = {
  audience: z.string().min(1).optional().describe("What `aud` of a token must be or contain."),
  issuer: z.string().min(1).optional().describe("What `iss` of a token must be."),
};

const schema = z.strictObject({
  sql: sql.prefault({}).describe("The SQL endpoint, tenure serve --sql-port 15432."),
  jwt: z.union([
    z.strictObject({
      ...claims,
      algorithm: z.enum(["HS256"]),
      secret_env: variable.describe("The variable that holds the secret; never the secret itself."),
    }),
    z.strictObject({
      ...claims,
      jwks_url: z.string().refine(isSafeUrl, "must be an https:// address"),
    }),
  ]),
});

export type AccessSettings = z.infer<typeof schema>;

/** access.yml: how tokens are checked, and who may ask the SQL endpoint without one. */
export const accessFile: SettingsFile<AccessSettings> = {
  name: "access.yml",
  schema,
  alternatives: [
    ["secret_env", "jwks_url"],
    ["algorithm", "jwks_url"],
  ],
};
