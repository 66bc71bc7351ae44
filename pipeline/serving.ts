import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import type { TokenCheck } from "../cube/access.js";
import type { ServeOptions, SqlOptions } from "../cube/cube.js";
import { readVerifier, verifierOf } from "../cube/wire/scram.js";
import type { ServeFlags } from "./command-line.js";
import { loadConfig } from "./config/config.js";
import { exitCodes, messageOf, TenureError } from "./error.js";

type Environment = Readonly<Record<string, string | undefined>>;
type Access = ReturnType<typeof loadConfig>["access"];

/** Who may ask, and how: by the config's access.yml, else by the environment alone. */
export function accessOptions(
  { config, sqlPort }: ServeFlags,
  environment: Environment,
): Pick<ServeOptions, "jwt" | "sql"> {
  const access = config === undefined ? undefined : loadConfig({ folder: config }).access;
  const sql = sqlPort === undefined ? undefined : sqlOptions(sqlPort, access, config, environment);
  return { jwt: tokenCheck(access?.jwt, environment), ...(sql === undefined ? {} : { sql }) };
}

function given(name: keyof TokenCheck, value: string | undefined): TokenCheck {
  return value === undefined ? {} : { [name]: value };
}

function tokenCheck(jwt: Access["jwt"] | undefined, environment: Environment): TokenCheck {
  if (jwt === undefined) {
    return {
      ...given("secret", environment.TENURE_JWT_SECRET),
      ...given("jwksUrl", environment.TENURE_JWKS_URL),
      ...given("audience", environment.TENURE_JWT_AUDIENCE),
      ...given("issuer", environment.TENURE_JWT_ISSUER),
    };
  }
  const claimed = { ...given("audience", jwt.audience), ...given("issuer", jwt.issuer) };
  return "jwks_url" in jwt
    ? { ...claimed, jwksUrl: jwt.jwks_url }
    : { ...claimed, ...given("secret", environment[jwt.secret_env]) };
}

function sqlOptions(
  port: number,
  access: Access | undefined,
  folder: string | undefined,
  environment: Environment,
): SqlOptions {
  if (access === undefined) return { port };
  const { users, tls, sessions, statement_timeout_seconds: seconds } = access.sql;
  return {
    port,
    users: new Map(users.map((user) => [user.name, userOf(user, environment)])),
    timeoutMilliseconds: seconds * 1000,
    mostSessions: sessions,
    ...(tls === undefined
      ? {}
      : { certificate: { cert: pem(folder, tls.cert), key: pem(folder, tls.key) } }),
  };
}

function userOf(
  { name, role, csm_id: id, password_env: variable }: Access["sql"]["users"][number],
  environment: Environment,
) {
  const password = environment[variable];
  if (password === undefined || password === "") {
    throw new TenureError("cube/no-password", `${variable}, the password of ${name}, is not set`, {
      hint: "Set the variable, or take the user out of access.yml.",
      exitCode: exitCodes.config,
    });
  }
  const verifier = readVerifier(password) ?? verifierOf(password);
  return { identity: { role, ...(id === undefined ? {} : { csm_id: id }) }, verifier };
}

function pem(folder: string | undefined, path: string): string {
  const file = resolve(folder ?? ".", path);
  try {
    return readFileSync(file, "utf8");
  } catch (cause) {
    throw new TenureError("cube/no-certificate", `${file} cannot be read: ${messageOf(cause)}`, {
      hint: "Correct tls in access.yml: its paths begin at the config folder.",
      exitCode: exitCodes.config,
      cause,
    });
  }
}
