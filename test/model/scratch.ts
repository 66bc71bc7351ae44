import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach } from "vitest";
import { type Database, openDatabase } from "../../pipeline/database.js";

/** A folder of model files and a database in memory, as they are during a test. */
export interface Scratch {
  readonly folder: string;
  readonly database: Database;
  /** Writes a file below the folder. */
  readonly write: (file: string, contents: string) => void;
  /** Writes a model of numbers with a sound header, and what more that is to say. */
  readonly model: (file: string, source: string, sql: string, more?: string) => void;
}

/** An empty folder and a database in which these statements were run, new for each test. */
export function scratchWith(statements: string): Scratch {
  let folder: string;
  let database: Database;
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), "models-"));
    database = await openDatabase(":memory:");
    await database.connection.run(statements);
  });
  afterEach(() => {
    database.close();
    rmSync(folder, { recursive: true });
  });
  const write = (file: string, contents: string): void => {
    const path = join(folder, file);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, contents);
  };
  return {
    get folder() {
      return folder;
    },
    get database() {
      return database;
    },
    write,
    model: (file, source, sql, more = "") => {
      const header = `grain: [number]\nsays: Numbers.\nsource: [${source}]\n${more}`;
      write(file, `/*---\n${header}---*/\n${sql}\n`);
    },
  };
}
