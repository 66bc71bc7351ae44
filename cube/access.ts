import {
  createRemoteJWKSet,
  errors,
  type JWTPayload,
  type JWTVerifyGetKey,
  type JWTVerifyOptions,
  jwtVerify,
} from "jose";
import { z } from "zod";
import { TenureError } from "../pipeline/error.js";

const roles = ["admin", "leadership", "analyst", "csm"] as const;

const claims = z
  .object({ role: z.enum(roles), csm_id: z.string().min(1).optional() })
  .refine(({ role, csm_id }) => role !== "csm" || csm_id !== undefined);

/** Who asks, as the access policies of the views know them. */
export interface Identity {
  readonly role: (typeof roles)[number];
  readonly csm_id?: string;
}

const monitors: readonly string[] = ["admin", "leadership", "analyst"];

/** Whether somebody sees the whole company, and not their own accounts alone. */
export function seesAll({ role }: Identity): boolean {
  return monitors.includes(role);
}

export type Identified =
  | { readonly kind: "known"; readonly identity: Identity }
  | { readonly kind: "refused"; readonly status: 401 | 403; readonly message: string };

/** Says who sends the value of an Authorization header. */
export type Identify = (authorization: string | undefined) => Promise<Identified>;

/** How tokens are checked; `audience` and `issuer` must be in them where they are given. */
export interface TokenCheck {
  readonly secret?: string;
  readonly jwksUrl?: string;
  readonly audience?: string;
  readonly issuer?: string;
}

export interface AccessOptions {
  readonly host: string;
  readonly demo: boolean;
  readonly jwt?: TokenCheck;
}

const leastSecretBytes = 32;

/** True where anyone may ask without a token: a demo that only this machine can reach. */
export function isOpenDemo({ host, demo }: AccessOptions): boolean {
  return demo && host === "127.0.0.1";
}

/** Decides who may ask; refuses to start where everybody in the network could. */
export function accessBy(options: AccessOptions): Identify {
  const verify = verifier(options);
  if (verify === undefined && options.host !== "127.0.0.1") {
    throw new TenureError("cube/needs-a-secret", `${options.host} is open to the network`, {
      hint: "Give a JWT secret or a JWKS URL, or serve on 127.0.0.1.",
      exitCode: 2,
    });
  }
  const admin: Identified = { kind: "known", identity: { role: "admin" } };
  return async (authorization) => {
    const token = bearer(authorization);
    if (isOpenDemo(options) && (verify === undefined || token === undefined)) return admin;
    if (token === undefined) return refused(401, "A token is needed: Authorization: Bearer <JWT>");
    if (verify === undefined) return refused(401, "The server has no secret to check tokens with");
    return identityOf(verify, token);
  };
}

type Verify = (token: string) => Promise<JWTPayload>;

function verifier({ jwt }: AccessOptions): Verify | undefined {
  const { audience, issuer } = jwt ?? {};
  const claimed = {
    ...(audience === undefined ? {} : { audience }),
    ...(issuer === undefined ? {} : { issuer }),
  };
  if (jwt?.jwksUrl !== undefined) {
    return verifyByKeys(createRemoteJWKSet(new URL(jwt.jwksUrl)), claimed);
  }
  if (jwt?.secret === undefined) return undefined;
  const secret = new TextEncoder().encode(jwt.secret);
  if (secret.length < leastSecretBytes) {
    throw new TenureError("cube/weak-secret", `The JWT secret has ${secret.length} bytes`, {
      hint: `Use at least ${leastSecretBytes} random bytes.`,
      exitCode: 2,
    });
  }
  const wanted = { ...claimed, algorithms: ["HS256"] };
  return async (token) => (await jwtVerify(token, secret, wanted)).payload;
}

// only public-key algorithms: a published key must never be taken for a shared secret
function verifyByKeys(keys: JWTVerifyGetKey, claimed: JWTVerifyOptions): Verify {
  const algorithms = ["RS256", "RS384", "RS512", "PS256", "ES256", "ES384", "EdDSA"];
  return async (token) => (await jwtVerify(token, keys, { ...claimed, algorithms })).payload;
}

async function identityOf(verify: Verify, token: string): Promise<Identified> {
  const verified = await verify(token).catch((error: unknown) => error);
  // its signature has been checked by then: only who was given it is told
  if (verified instanceof errors.JWTExpired) return refused(403, "The token has expired");
  if (verified instanceof Error) return refused(403, "The token is not valid");
  const parsed = claims.safeParse(verified);
  if (!parsed.success) return refused(403, "The token's role is unknown, or it has no csm_id");
  const { role, csm_id } = parsed.data;
  return { kind: "known", identity: { role, ...(csm_id === undefined ? {} : { csm_id }) } };
}

function refused(status: 401 | 403, message: string): Identified {
  return { kind: "refused", status, message };
}

function bearer(authorization: string | undefined): string | undefined {
  const token = authorization?.replace(/^Bearer\s+/i, "").trim();
  return token ? token : undefined;
}
