import type { DuckDBConnection, DuckDBPreparedStatement, DuckDBValue } from "@duckdb/node-api";
import type { Identity } from "../access.js";
import type { Builds } from "../builds.js";
import type { Lease } from "../shelf.js";
import { duckTypeOf, modifierOf, oidOf, oids } from "../sql/pg-types.js";
import type { Plan, Planner } from "../sql/planner.js";
import { refusal, states } from "../sql/refusal.js";
import type { SemanticsOf } from "../sql-semantics.js";
import { type KeptAnswers, keyOf } from "./kept.js";
import type { Field } from "./outgoing.js";
import { type Held, type Running, run, toldError } from "./running.js";
import { type Ended, sqlStateOf, type ToldOfStatement, watched } from "./watched.js";

/** What statements are answered with. */
export interface EngineParts {
  readonly builds: Builds;
  readonly planner: Planner;
  readonly semanticsOf: SemanticsOf;
  readonly told: ToldOfStatement;
  readonly answers: KeptAnswers;
}

/** Who a session is, once logged in. */
export interface User {
  readonly name: string;
  readonly identity: Identity;
}

/** The columns and the parameters of a statement. */
export interface Described {
  readonly fields: readonly Field[];
  readonly parameters: readonly number[];
}

export interface Started {
  readonly running: Running;
  readonly fields: readonly Field[];
}

export interface StartOptions {
  readonly sql: string;
  /** Types of the parameters, as they were told or inferred before. */
  readonly parameters: readonly number[];
  readonly values: readonly DuckDBValue[];
  readonly formats: readonly number[];
  /** Whether all rows are asked for at once. */
  readonly isWhole: boolean;
  readonly isCancelled: () => boolean;
  /** Told which connection works, so that it can be interrupted. */
  readonly working: (connection: DuckDBConnection) => void;
}

/** Answers the statements of one session. */
export interface Engine {
  describe(sql: string, declared: readonly number[]): Promise<Described>;
  start(options: StartOptions): Promise<Started>;
}

const shapes = new WeakMap<Plan, Promise<Shape>>();

interface Shape {
  readonly fields: readonly Field[];
  /** DuckDB's types of the parameters; undefined where nothing says them. */
  readonly parameters: readonly (string | undefined)[];
}

/** The engine of one session. */
export function engineFor(user: User, parts: EngineParts): Engine {
  const settled = (sql: string, declared: readonly number[], lease: Lease) =>
    settle(sql, declared, { user, parts, lease });
  return {
    describe: async (sql, declared) => {
      const lease = await leased(parts.builds);
      const ended = endOf(user, parts, lease);
      try {
        const { shape, parameters } = await settled(sql, declared, lease);
        return { fields: shape.fields, parameters };
      } catch (error) {
        ended([])(sqlStateOf(error), false);
        throw error;
      } finally {
        lease.done();
      }
    },
    start: async (options) => {
      const lease = await leased(parts.builds);
      const ended = endOf(user, parts, lease);
      let views: readonly string[] = [];
      try {
        const { plan, shape } = await settled(options.sql, options.parameters, lease);
        views = plan.views;
        const running = await answer(plan, shape, options, { user, parts, lease });
        return { running: watched(running, ended(views)), fields: shape.fields };
      } catch (error) {
        ended(views)(sqlStateOf(error), false);
        lease.done();
        throw error;
      }
    },
  };
}

// the clock starts with the statement; which views it reads is known once it is planned
function endOf({ identity }: User, { told }: EngineParts, { runId }: Lease) {
  const begun = performance.now();
  return (views: readonly string[]): Ended =>
    (status, isComplete) => {
      const seconds = (performance.now() - begun) / 1000;
      told({ views, status, seconds, identity, runId, isComplete });
    };
}

async function leased(builds: Builds): Promise<Lease> {
  const lease = await builds.lease();
  if (lease === undefined) throw refusal(states.shuttingDown, "nothing is published");
  return lease;
}

interface Asking {
  readonly user: User;
  readonly parts: EngineParts;
  readonly lease: Lease;
}

interface Settled {
  readonly plan: Plan;
  readonly shape: Shape;
  readonly parameters: readonly number[];
}

// planned twice where DuckDB had to infer types: then every parameter is cast to what it is for
async function settle(sql: string, declared: readonly number[], asking: Asking): Promise<Settled> {
  const first = await planned(sql, declared.map(duckTypeOf), asking);
  const inferred = first.shape.parameters.map((type, index) => {
    const told = declared[index] ?? 0;
    return told !== 0 && told !== oids.unknown ? told : oidOf(type ?? "VARCHAR");
  });
  if (inferred.every((oid, index) => duckTypeOf(oid) === duckTypeOf(declared[index] ?? 0))) {
    return { ...first, parameters: inferred };
  }
  const second = await planned(sql, inferred.map(duckTypeOf), asking);
  return { ...second, parameters: inferred };
}

async function planned(
  sql: string,
  parameterTypes: readonly (string | undefined)[],
  { user, parts, lease }: Asking,
): Promise<{ readonly plan: Plan; readonly shape: Shape }> {
  const semantics = await parts.semanticsOf(user.identity, lease);
  const who = JSON.stringify(user.identity);
  const { runId } = lease;
  const question = { semantics, who, user: user.name, runId, sql, parameterTypes };
  const plan = await parts.planner.plan(question);
  const known = shapes.get(plan) ?? shapeOf(plan, lease);
  shapes.set(plan, known);
  try {
    return { plan, shape: await known };
  } catch (error) {
    shapes.delete(plan);
    throw toldError(error, { isDiscreet: semantics.hidesRows, isCancelled: () => false });
  }
}

async function shapeOf(plan: Plan, lease: Lease): Promise<Shape> {
  const held = await hold(plan, lease);
  try {
    const prepared = await held.connection.prepare(plan.sql);
    const shape = { fields: fieldsOf(prepared), parameters: parametersOf(prepared) };
    prepared.destroySync();
    return shape;
  } finally {
    held.release(false);
  }
}

function fieldsOf(prepared: DuckDBPreparedStatement): readonly Field[] {
  return Array.from({ length: prepared.columnCount }, (_, index) => {
    const type = typeTold(() => prepared.columnType(index)) ?? "VARCHAR";
    return { name: prepared.columnName(index), oid: oidOf(type), modifier: modifierOf(type) };
  });
}

function parametersOf(prepared: DuckDBPreparedStatement): readonly (string | undefined)[] {
  const types: (string | undefined)[] = [];
  for (let index = 1; index <= prepared.parameterCount; index += 1) {
    const place = Number(prepared.parameterName(index)) - 1;
    types[place] = typeTold(() => prepared.parameterType(index));
  }
  return Array.from({ length: types.length }, (_, place) => types[place]);
}

// DuckDB fails to say the type of a parameter that nothing restricts, and of what is made of it
function typeTold(type: () => { toString(): string }): string | undefined {
  try {
    return type().toString();
  } catch {
    return undefined;
  }
}

async function hold(plan: Plan, lease: Lease): Promise<Held> {
  if (plan.kind === "data") {
    const { connection, giveBack } = await lease.driver.hold();
    return { connection, release: giveBack };
  }
  const connection = await plan.catalogue.connect();
  return { connection, release: () => connection.closeSync() };
}

async function answer(
  plan: Plan,
  shape: Shape,
  options: StartOptions,
  asking: Asking,
): Promise<Running> {
  const { answers } = asking.parts;
  const { values, formats } = options;
  const key = options.isWhole ? keyOf({ plan, values, formats }) : undefined;
  if (key === undefined) return start(plan, shape, options, asking);
  const known = answers.at(key);
  if (known === undefined) return answers.keeping(key, await start(plan, shape, options, asking));
  asking.lease.done();
  return known;
}

async function start(
  plan: Plan,
  shape: Shape,
  options: StartOptions,
  { user, lease }: Asking,
): Promise<Running> {
  const held = await hold(plan, lease);
  options.working(held.connection);
  const release = (isSpoiled: boolean): void => {
    held.release(isSpoiled);
    lease.done();
  };
  const values = new Map(options.values.map((value, index) => [String(index + 1), value]));
  return run({
    held: { connection: held.connection, release },
    sql: plan.sql,
    values,
    fields: shape.fields,
    formats: options.formats,
    isDiscreet: user.identity.role === "csm",
    isCancelled: options.isCancelled,
  });
}
