import { z } from "zod";
import type { SettingsFile } from "./settings-file.js";

const role = z.strictObject({
  accounts: z.enum(["all", "own"]).describe("`own`: the accounts of the token's csm_id."),
  contacts: z.boolean().describe("May see data about people at the customer."),
});

const isSafeUrl = (text: string) =>
  /^https:\/\/./.test(text) || /^http:\/\/(localhost|127\.0\.0\.1)[:/]/.test(text);

const schema = z.strictObject({
  roles: z.strictObject({ admin: role, leadership: role, analyst: role, csm: role }),
  jwt: z.union([
    z.strictObject({
      algorithm: z.enum(["HS256"]),
      secret_env: z
        .string()
        .regex(/^[A-Z_][A-Z0-9_]*$/, "must be the name of an environment variable")
        .describe("The variable that holds the secret; never the secret itself."),
    }),
    z.strictObject({ jwks_url: z.string().refine(isSafeUrl, "must be an https:// address") }),
  ]),
});

export type AccessSettings = z.infer<typeof schema>;

/** access.yml: roles, and how tokens are checked. */
export const accessFile: SettingsFile<AccessSettings> = {
  name: "access.yml",
  schema,
  alternatives: [
    ["secret_env", "jwks_url"],
    ["algorithm", "jwks_url"],
  ],
};
