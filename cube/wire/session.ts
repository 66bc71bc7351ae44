import type { Duplex } from "node:stream";
import { isRefusal, refusal, states } from "../sql/refusal.js";
import { statementsOf } from "../sql/tokens.js";
import type { Engine } from "./engine.js";
import { execute, fieldsOf, preparedIn, type State } from "./execute.js";
import { type Message, type Reader, readerOf, readMessage } from "./incoming.js";
import type { Outgoing } from "./outgoing.js";
import {
  closePortals,
  keepPortal,
  keepStatement,
  newPortal,
  newShelves,
  portalAt,
  statementAt,
} from "./portals.js";

export interface SessionOptions {
  readonly stream: Duplex;
  readonly outgoing: Outgoing;
  readonly engine: Engine;
  /** How long a statement may run, at most and unless the client wants less. */
  readonly timeoutMilliseconds: number;
  /** Told of errors that nobody foresaw. */
  readonly failed: (error: unknown) => void;
}

/** A session that is under way. */
export interface Session {
  /** Settles when the client has left. */
  readonly ended: Promise<void>;
  cancel(): void;
  /** Ends it once the statement that runs is done, and tells the client why. */
  stop(): void;
}

const longestMessage = 16 * 1024 * 1024;

/** Answers the messages of one client that is logged in. */
export function startSession(options: SessionOptions): Session {
  const state: State = {
    engine: options.engine,
    outgoing: options.outgoing,
    shelves: newShelves(),
    transaction: "I",
    isSkipping: false,
    isCancelled: false,
    isStopping: false,
    isBusy: false,
    timeout: options.timeoutMilliseconds,
    longestTimeout: options.timeoutMilliseconds,
    working: undefined,
  };
  return {
    ended: loop(state, options),
    cancel: () => cancel(state),
    stop: () => {
      state.isStopping = true;
      if (!state.isBusy) void dismiss(options);
    },
  };
}

const shuttingDown = (): Error => refusal(states.shuttingDown, "the server is shutting down");

async function dismiss({ stream, outgoing }: SessionOptions): Promise<void> {
  outgoing.error(shuttingDown(), "FATAL");
  await outgoing.flush();
  stream.end(() => stream.destroy());
}

function cancel(state: State): void {
  if (!state.isBusy) return;
  state.isCancelled = true;
  state.working?.interrupt();
}

async function loop(state: State, options: SessionOptions): Promise<void> {
  const { stream } = options;
  const gone = (): void => cancel(state);
  stream.once("close", gone);
  try {
    ready(state);
    await state.outgoing.flush();
    for (;;) {
      const message = await readMessage(stream, longestMessage);
      if (message === undefined || message.type === "X") break;
      state.isBusy = true;
      await handle(state, message, options);
      state.isBusy = false;
      if (state.isStopping) throw shuttingDown();
    }
  } catch (error) {
    state.outgoing.error(error, "FATAL");
    await state.outgoing.flush();
  } finally {
    stream.off("close", gone);
    closePortals(state.shelves.portals);
    closePortals(state.shelves.cursors);
    stream.end();
  }
}

function ready({ outgoing, transaction }: State): void {
  outgoing.writer.begin("Z");
  outgoing.writer.byte(transaction.charCodeAt(0));
  outgoing.writer.end();
}

async function handle(state: State, message: Message, options: SessionOptions): Promise<void> {
  if (message.type === "S") return sync(state);
  if (message.type === "Q") {
    return limited(state, () => simple(state, readerOf(message.body).name(), options));
  }
  if (state.isSkipping) return undefined;
  try {
    await limited(state, () => extended(state, message));
  } catch (error) {
    failed(state, error, options);
    state.isSkipping = true;
    await state.outgoing.flush();
  }
}

function failed(state: State, error: unknown, options: SessionOptions): void {
  if (state.transaction === "T") state.transaction = "E";
  if (!isRefusal(error)) options.failed(error);
  state.outgoing.error(error);
}

// with its own clock, and a cancel that counts only for what runs
async function limited(state: State, work: () => Promise<void>): Promise<void> {
  state.isCancelled = false;
  const timer =
    state.timeout > 0
      ? setTimeout(() => {
          cancel(state);
        }, state.timeout)
      : undefined;
  try {
    await work();
  } finally {
    clearTimeout(timer);
    state.working = undefined;
  }
}

async function sync(state: State): Promise<void> {
  state.isSkipping = false;
  if (state.transaction === "I") closePortals(state.shelves.portals);
  ready(state);
  await state.outgoing.flush();
}

async function simple(state: State, text: string, options: SessionOptions): Promise<void> {
  const { outgoing } = state;
  try {
    const statements = statementsOf(text);
    if (statements.length === 0) outgoing.send("I");
    for (const sql of statements) {
      const portal = newPortal(await preparedIn(state, sql, []), [], []);
      try {
        const fields = fieldsOf(state, portal.statement);
        if (fields !== undefined) outgoing.fields(fields, []);
        await execute(state, portal, 0);
      } finally {
        portal.running?.close();
      }
    }
  } catch (error) {
    failed(state, error, options);
  }
  if (state.transaction === "I") closePortals(state.shelves.portals);
  ready(state);
  await outgoing.flush();
}

async function extended(state: State, { type, body }: Message): Promise<void> {
  const reader = readerOf(body);
  switch (type) {
    case "P":
      return parse(state, reader);
    case "B":
      return bind(state, reader);
    case "D":
      return describe(state, reader);
    case "E":
      return execute(state, portalAt(state.shelves, reader.name()), reader.int32());
    case "C":
      return close(state, reader);
    case "H":
      return state.outgoing.flush();
    default:
      throw refusal(states.protocol, `messages of the type ${JSON.stringify(type)} are unknown`);
  }
}

async function parse(state: State, reader: Reader): Promise<void> {
  const name = reader.name();
  const statements = statementsOf(reader.name());
  if (statements.length > 1) {
    throw refusal(states.syntax, "cannot insert multiple commands into a prepared statement");
  }
  const declared = Array.from({ length: reader.int16() }, () => reader.int32());
  if (name === "") state.shelves.statements.delete("");
  keepStatement(state.shelves, name, await preparedIn(state, statements[0] ?? "", declared));
  state.outgoing.send("1");
}

async function bind(state: State, reader: Reader): Promise<void> {
  const name = reader.name();
  const statement = statementAt(state.shelves, reader.name());
  const formats = Array.from({ length: reader.int16() }, () => reader.int16());
  const given = Array.from({ length: reader.int16() }, (_, index) => {
    const size = reader.int32();
    const bytes = size < 0 ? null : reader.bytes(size);
    const format = (formats.length === 1 ? formats[0] : formats[index]) ?? 0;
    return { bytes, isBinary: format === 1 };
  });
  const wanted = Array.from({ length: reader.int16() }, () => reader.int16());
  keepPortal(state.shelves.portals, name, newPortal(statement, given, wanted));
  state.outgoing.send("2");
}

async function describe(state: State, reader: Reader): Promise<void> {
  const kind = String.fromCharCode(reader.byte());
  const name = reader.name();
  const { outgoing, shelves } = state;
  const portal = kind === "P" ? portalAt(shelves, name) : undefined;
  const statement = portal?.statement ?? statementAt(shelves, name);
  if (portal === undefined) {
    const open = statement.given === undefined ? statement.parameters : [];
    outgoing.writer.begin("t");
    outgoing.writer.int16(open.length);
    for (const oid of open) outgoing.writer.int32(oid);
    outgoing.writer.end();
  }
  const fields = fieldsOf(state, statement);
  if (fields === undefined) outgoing.send("n");
  else outgoing.fields(fields, portal?.formats ?? []);
}

function close({ shelves, outgoing }: State, reader: Reader): void {
  const kind = String.fromCharCode(reader.byte());
  const name = reader.name();
  if (kind === "P") closePortals(shelves.portals, name);
  else shelves.statements.delete(name);
  outgoing.send("3");
}
