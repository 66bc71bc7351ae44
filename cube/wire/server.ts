import { randomInt } from "node:crypto";
import type { AddressInfo } from "node:net";
import { createServer, type Server, type Socket } from "node:net";
import type { Duplex } from "node:stream";
import { createSecureContext, type SecureContext, TLSSocket } from "node:tls";
import { messageOf } from "../../pipeline/error.js";
import type { Log } from "../../pipeline/log.js";
import { takePort } from "../listen.js";
import { serverVersion, settings } from "../sql/catalogue.js";
import { refusal, states } from "../sql/refusal.js";
import type { Certificate } from "./certificate.js";
import { type EngineParts, engineFor } from "./engine.js";
import { readerOf, readStartup } from "./incoming.js";
import { type Door, letIn, logIn } from "./login.js";
import { type Outgoing, outgoingTo } from "./outgoing.js";
import { type Session, startSession } from "./session.js";

export interface WireOptions {
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
  readonly parts: EngineParts;
  readonly door: Omit<Door, "isPrivate">;
  readonly certificate: Certificate;
  readonly timeoutMilliseconds: number;
  readonly mostSessions: number;
  /** How long statements that run may take to end once the endpoint closes. */
  readonly graceMilliseconds: number;
  readonly log: Log;
}

/** An endpoint that answers. */
export interface Wire {
  readonly port: number;
  close(): Promise<void>;
}

interface Hall {
  readonly options: WireOptions;
  readonly secure: SecureContext;
  readonly sessions: Map<number, Guest>;
  readonly sockets: Set<Socket>;
  isClosing: boolean;
}

interface Guest {
  readonly secret: number;
  readonly session: Session;
}

const codes = { version3: 196_608, cancel: 80_877_102, tls: 80_877_103, gss: 80_877_104 };
const longestStartup = 16_384;
const loginMilliseconds = 30_000;

/** Listens for clients of the Postgres protocol. */
export async function openWire(options: WireOptions): Promise<Wire> {
  const secure = createSecureContext({ ...options.certificate, minVersion: "TLSv1.2" });
  const hall: Hall = {
    options,
    secure,
    sessions: new Map(),
    sockets: new Set(),
    isClosing: false,
  };
  const server = createServer((socket) => void welcome(socket, hall));
  await takePort(server, options.host, options.port);
  return { port: (server.address() as AddressInfo).port, close: () => close(server, hall) };
}

// for those who were cancelled to be told so
const farewellMilliseconds = 2000;

async function close(server: Server, hall: Hall): Promise<void> {
  hall.isClosing = true;
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  for (const { session } of hall.sessions.values()) session.stop();
  const { graceMilliseconds } = hall.options;
  const cancelling = setTimeout(() => {
    for (const { session } of hall.sessions.values()) session.cancel();
  }, graceMilliseconds);
  const breaking = setTimeout(() => {
    for (const socket of hall.sockets) socket.destroy();
  }, graceMilliseconds + farewellMilliseconds);
  if (hall.sessions.size === 0) for (const socket of hall.sockets) socket.destroy();
  await closed;
  await Promise.all([...hall.sessions.values()].map(({ session }) => session.ended));
  clearTimeout(cancelling);
  clearTimeout(breaking);
}

async function welcome(socket: Socket, hall: Hall): Promise<void> {
  hall.sockets.add(socket);
  socket.setNoDelay(true);
  socket.on("error", () => {});
  socket.once("close", () => hall.sockets.delete(socket));
  const slow = setTimeout(() => socket.destroy(), loginMilliseconds);
  try {
    await receive(socket, hall, () => clearTimeout(slow));
  } catch (error) {
    const message = `the SQL endpoint failed: ${messageOf(error)}`;
    hall.options.log({ step: "cube", level: "warn", message });
  } finally {
    clearTimeout(slow);
    socket.end();
  }
}

interface Opened {
  readonly stream: Duplex;
  readonly isEncrypted: boolean;
  readonly body: Buffer;
}

async function receive(socket: Socket, hall: Hall, loggedIn: () => void): Promise<void> {
  const opened = await opening(socket, hall);
  if (opened === undefined) return;
  const { stream, isEncrypted, body } = opened;
  const outgoing = outgoingTo(stream);
  try {
    const reader = readerOf(body);
    const code = reader.int32();
    if (code === codes.cancel) return cancel(hall, reader.int32(), reader.int32());
    refuseUnlessWelcome(code, hall, socket, isEncrypted);
    const given = parametersIn(reader.rest());
    await serve(given, stream, outgoing, hall, isPrivate(socket, isEncrypted), loggedIn);
  } catch (error) {
    outgoing.error(error, "FATAL");
    await outgoing.flush();
  }
  stream.end();
}

function isPrivate(socket: Socket, isEncrypted: boolean): boolean {
  const address = socket.remoteAddress ?? "";
  return isEncrypted || address === "127.0.0.1" || address === "::1";
}

// TLS may be asked for first, and a client that asks for GSS is told to go on without
async function opening(socket: Socket, hall: Hall): Promise<Opened | undefined> {
  let stream: Duplex = socket;
  let isEncrypted = false;
  for (;;) {
    const body = await readStartup(stream, longestStartup).catch(() => undefined);
    if (body === undefined || body.length < 4) return undefined;
    const code = body.readInt32BE();
    if (code === codes.gss) {
      stream.write("N");
    } else if (code === codes.tls && !isEncrypted) {
      // what came along in the clear could have been put there by anybody
      if (socket.readableLength > 0) return undefined;
      socket.write("S");
      stream = new TLSSocket(socket, { isServer: true, secureContext: hall.secure });
      stream.on("error", () => {});
      isEncrypted = true;
    } else {
      return { stream, isEncrypted, body };
    }
  }
}

function refuseUnlessWelcome(
  code: number,
  { isClosing, options, sessions }: Hall,
  socket: Socket,
  isEncrypted: boolean,
): void {
  if (Math.trunc(code / 65_536) !== 3) throw refusal(states.protocol, "only protocol 3 is spoken");
  if (isClosing) throw refusal(states.shuttingDown, "the server is shutting down");
  if (sessions.size >= options.mostSessions) {
    throw refusal("53300", "sorry, too many clients already");
  }
  if (!isPrivate(socket, isEncrypted)) {
    throw refusal(
      states.notAuthorized,
      "this server is asked over TLS only",
      "Use sslmode=require.",
    );
  }
}

function parametersIn(bytes: Buffer): ReadonlyMap<string, string> {
  const parts = bytes.toString("utf8").split("\0");
  const given = new Map<string, string>();
  for (let at = 0; at + 1 < parts.length && parts[at] !== ""; at += 2) {
    given.set(parts[at] ?? "", parts[at + 1] ?? "");
  }
  return given;
}

function cancel({ sessions }: Hall, id: number, secret: number): void {
  const guest = sessions.get(id);
  if (guest !== undefined && guest.secret === secret) guest.session.cancel();
}

async function serve(
  given: ReadonlyMap<string, string>,
  stream: Duplex,
  outgoing: Outgoing,
  hall: Hall,
  isPrivate: boolean,
  loggedIn: () => void,
): Promise<void> {
  const { options, sessions } = hall;
  const name = given.get("user") ?? "";
  if (given.has("replication")) throw refusal(states.notSupported, "there is nothing to replicate");
  const identity = await logIn(name, stream, outgoing, { ...options.door, isPrivate });
  if (identity === undefined) return;
  loggedIn();
  letIn(outgoing);
  const [id, secret] = newKey(sessions);
  greet(outgoing, name, id, secret);
  const session = startSession({
    stream,
    outgoing,
    engine: engineFor({ name, identity }, options.parts),
    timeoutMilliseconds: options.timeoutMilliseconds,
    failed: (error) => {
      const message = `a statement failed: ${messageOf(error)}`;
      options.log({ step: "cube", level: "warn", message });
    },
  });
  sessions.set(id, { secret, session });
  await session.ended;
  sessions.delete(id);
}

function newKey(sessions: ReadonlyMap<number, Guest>): readonly [number, number] {
  let id = randomInt(1, 0x7f_ff_ff_ff);
  while (sessions.has(id)) id = randomInt(1, 0x7f_ff_ff_ff);
  return [id, randomInt(-0x80_00_00_00, 0x7f_ff_ff_ff)];
}

const told = [
  ["server_encoding", "server_encoding"],
  ["client_encoding", "client_encoding"],
  ["DateStyle", "datestyle"],
  ["TimeZone", "timezone"],
  ["integer_datetimes", "integer_datetimes"],
  ["IntervalStyle", "intervalstyle"],
  ["standard_conforming_strings", "standard_conforming_strings"],
  ["is_superuser", "is_superuser"],
] as const;

function greet(outgoing: Outgoing, name: string, id: number, secret: number): void {
  const status = (key: string, value: string): void => {
    outgoing.writer.begin("S");
    outgoing.writer.name(key);
    outgoing.writer.name(value);
    outgoing.writer.end();
  };
  status("server_version", serverVersion);
  for (const [key, setting] of told) status(key, settings[setting] ?? "");
  status("session_authorization", name);
  outgoing.writer.begin("K");
  outgoing.writer.int32(id);
  outgoing.writer.int32(secret);
  outgoing.writer.end();
}
