import { closeSync, constants, copyFileSync, openSync, readSync, writeSync } from "node:fs";

// memory that begins where a page does, which a Buffer does not
declare const WebAssembly: {
  readonly Memory: new (size: { readonly initial: number }) => { readonly buffer: ArrayBuffer };
};
const wasmPage = 65_536;
const chunk = 8 * 1024 * 1024;

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : "";
}

/** Whether the work was done; not when the file system knows no such way of doing it. */
function ifAble(work: () => void): boolean {
  try {
    work();
    return true;
  } catch (error) {
    if (["EINVAL", "ENOTSUP", "EOPNOTSUPP", "ENOSYS", "EXDEV", "ENOTTY"].includes(codeOf(error))) {
      return false;
    }
    throw error;
  }
}

/** Writes past the cache of the system, which asks for whole blocks that begin where a page does. */
function copyDirect(from: number, to: number): void {
  const room = new Uint8Array(new WebAssembly.Memory({ initial: chunk / wasmPage }).buffer);
  let at = 0;
  for (;;) {
    const read = readSync(from, room, 0, room.length, at);
    if (read === 0) return;
    at += writeSync(to, room, 0, read, at);
  }
}

function copyPastCache(from: string, to: string): void {
  const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_TRUNC | constants.O_DIRECT;
  const source = openSync(from, "r");
  try {
    const target = openSync(to, flags, 0o644);
    try {
      copyDirect(source, target);
    } finally {
      closeSync(target);
    }
  } finally {
    closeSync(source);
  }
}

/**
 * Copies the file of a database: by sharing its blocks where the file system can do that, else past
 * the system's cache, which would need as much memory as the file is large and spend more time on
 * getting it than on copying. Of what is copied most is never read. Throws as node:fs does.
 */
export function copyDatabase(from: string, to: string): void {
  if (ifAble(() => copyFileSync(from, to, constants.COPYFILE_FICLONE_FORCE))) return;
  const isDirectKnown = constants.O_DIRECT !== undefined;
  if (isDirectKnown && ifAble(() => copyPastCache(from, to))) return;
  copyFileSync(from, to);
}
