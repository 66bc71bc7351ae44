import { z } from "zod";
import type { SettingsFile } from "./settings-file.js";

const isSafeUrl = (text: string) =>
  /^https:\/\/./.test(text) || /^http:\/\/(localhost|127\.0\.0\.1)[:/]/.test(text);

const schema = z.strictObject({
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

/** access.yml: how tokens are checked. */
export const accessFile: SettingsFile<AccessSettings> = {
  name: "access.yml",
  schema,
  alternatives: [
    ["secret_env", "jwks_url"],
    ["algorithm", "jwks_url"],
  ],
};
