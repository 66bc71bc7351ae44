import type { Duplex } from "node:stream";
import type { Identify, Identity } from "../access.js";
import { refusal, states } from "../sql/refusal.js";
import { readerOf, readMessage } from "./incoming.js";
import type { Outgoing } from "./outgoing.js";
import { beginScram, type Verifier } from "./scram.js";

/** A user with a password of their own. */
export interface SqlUser {
  readonly identity: Identity;
  readonly verifier: Verifier;
}

export interface Door {
  readonly identify: Identify;
  readonly users: ReadonlyMap<string, SqlUser>;
  /** True where anyone on this machine may ask: a demo. */
  readonly isOpen: boolean;
  /** True where nobody between the client and this server can listen. */
  readonly isPrivate: boolean;
}

const mechanism = "SCRAM-SHA-256";
const longestPassword = 16_384;

const authentication = { ok: 0, password: 3, sasl: 10, saslContinue: 11, saslFinal: 12 };

/** Finds out who asks; throws where they may not. */
export async function logIn(
  name: string,
  stream: Duplex,
  outgoing: Outgoing,
  door: Door,
): Promise<Identity | undefined> {
  const user = door.users.get(name);
  if (user !== undefined) return byScram(user, stream, outgoing);
  if (door.isOpen) {
    const open = await door.identify(undefined);
    if (open.kind === "known") return open.identity;
  }
  if (!door.isPrivate) throw refusal(states.notAuthorized, "a token is taken over TLS only");
  return byToken(stream, outgoing, door.identify);
}

const wrong = (): Error => refusal(states.badPassword, "password authentication failed");

function ask(outgoing: Outgoing, kind: number, content: Uint8Array = Buffer.alloc(0)): void {
  outgoing.writer.begin("R");
  outgoing.writer.int32(kind);
  outgoing.writer.bytes(content);
  outgoing.writer.end();
}

/** Tells the client that it is let in. */
export function letIn(outgoing: Outgoing): void {
  ask(outgoing, authentication.ok);
}

async function answer(stream: Duplex, outgoing: Outgoing): Promise<Buffer | undefined> {
  await outgoing.flush();
  const message = await readMessage(stream, longestPassword);
  if (message !== undefined && message.type !== "p") {
    throw refusal(states.protocol, "a password was expected");
  }
  return message?.body;
}

async function byToken(
  stream: Duplex,
  outgoing: Outgoing,
  identify: Identify,
): Promise<Identity | undefined> {
  ask(outgoing, authentication.password);
  const body = await answer(stream, outgoing);
  if (body === undefined) return undefined;
  const identified = await identify(`Bearer ${readerOf(body).name()}`);
  if (identified.kind === "refused") throw wrong();
  return identified.identity;
}

async function byScram(
  { identity, verifier }: SqlUser,
  stream: Duplex,
  outgoing: Outgoing,
): Promise<Identity | undefined> {
  ask(outgoing, authentication.sasl, Buffer.from(`${mechanism}\0\0`));
  const first = await answer(stream, outgoing);
  if (first === undefined) return undefined;
  const reader = readerOf(first);
  if (reader.name() !== mechanism) throw refusal(states.protocol, `only ${mechanism} is known`);
  const exchange = beginScram(reader.bytes(reader.int32()).toString("utf8"), verifier);
  if (exchange === undefined) throw wrong();
  ask(outgoing, authentication.saslContinue, Buffer.from(exchange.first));
  const last = await answer(stream, outgoing);
  if (last === undefined) return undefined;
  const proof = exchange.finish(last.toString("utf8"));
  if (proof === undefined) throw wrong();
  ask(outgoing, authentication.saslFinal, Buffer.from(proof));
  return identity;
}
