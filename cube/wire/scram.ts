import { createHash, createHmac, pbkdf2Sync, randomBytes, timingSafeEqual } from "node:crypto";

/** What a server keeps of a password: enough to check it, too little to use it elsewhere. */
export interface Verifier {
  readonly iterations: number;
  readonly salt: Buffer;
  readonly storedKey: Buffer;
  readonly serverKey: Buffer;
}

const defaultIterations = 4096;
const form = /^SCRAM-SHA-256\$(\d{1,7}):([A-Za-z0-9+/=]+)\$([A-Za-z0-9+/=]+):([A-Za-z0-9+/=]+)$/;

const hmac = (key: Uint8Array, text: Uint8Array | string): Buffer =>
  createHmac("sha256", key).update(text).digest();
const hash = (bytes: Uint8Array): Buffer => createHash("sha256").update(bytes).digest();

/** Makes a verifier of a password. */
export function verifierOf(password: string, salt: Buffer = randomBytes(16)): Verifier {
  const iterations = defaultIterations;
  const salted = pbkdf2Sync(password.normalize("NFKC"), salt, iterations, 32, "sha256");
  const storedKey = hash(hmac(salted, "Client Key"));
  return { iterations, salt, storedKey, serverKey: hmac(salted, "Server Key") };
}

/** A verifier as Postgres stores it. */
export function verifierText({ iterations, salt, storedKey, serverKey }: Verifier): string {
  const [first, second, third] = [salt, storedKey, serverKey].map((key) => key.toString("base64"));
  return `SCRAM-SHA-256$${iterations}:${first}$${second}:${third}`;
}

/** Reads a verifier; undefined where the text is none. */
export function readVerifier(text: string): Verifier | undefined {
  const [, iterations, salt, storedKey, serverKey] = form.exec(text) ?? [];
  if (salt === undefined || storedKey === undefined || serverKey === undefined) return undefined;
  const keys = [salt, storedKey, serverKey].map((key) => Buffer.from(key, "base64"));
  const [first, second, third] = keys as [Buffer, Buffer, Buffer];
  if (second.length !== 32 || third.length !== 32) return undefined;
  return { iterations: Number(iterations), salt: first, storedKey: second, serverKey: third };
}

/** One log-in: the server's first message, and its last one or undefined where the proof is wrong. */
export interface Exchange {
  readonly first: string;
  finish(clientFinal: string): string | undefined;
}

/** Begins a log-in with the client's first message; undefined where that makes no sense. */
export function beginScram(clientFirst: string, verifier: Verifier): Exchange | undefined {
  const found = /^([ny],[^,]*,)(n=[^,]*,r=([\x21-\x2b\x2d-\x7e]+).*)$/s.exec(clientFirst);
  const [, header, bare, clientNonce] = found ?? [];
  if (header === undefined || bare === undefined || clientNonce === undefined) return undefined;
  const nonce = `${clientNonce}${randomBytes(18).toString("base64")}`;
  const first = `r=${nonce},s=${verifier.salt.toString("base64")},i=${verifier.iterations}`;
  return {
    first,
    finish: (clientFinal) => finish({ clientFinal, header, nonce, bare, first, verifier }),
  };
}

interface Final {
  readonly clientFinal: string;
  readonly header: string;
  readonly nonce: string;
  readonly bare: string;
  readonly first: string;
  readonly verifier: Verifier;
}

function finish({ clientFinal, header, nonce, bare, first, verifier }: Final): string | undefined {
  const found = /^((?:c=([^,]+)),r=([^,]+)(?:,[^,]*)*?),p=([A-Za-z0-9+/=]+)$/.exec(clientFinal);
  const [, withoutProof, binding = "", returned, proofText = ""] = found ?? [];
  const proof = Buffer.from(proofText, "base64");
  const isBound = Buffer.from(binding, "base64").toString() === header;
  if (withoutProof === undefined || !isBound || returned !== nonce || proof.length !== 32) {
    return undefined;
  }
  const message = `${bare},${first},${withoutProof}`;
  const signature = hmac(verifier.storedKey, message);
  const clientKey = Buffer.from(proof.map((byte, at) => byte ^ (signature[at] ?? 0)));
  if (!timingSafeEqual(hash(clientKey), verifier.storedKey)) return undefined;
  return `v=${hmac(verifier.serverKey, message).toString("base64")}`;
}
