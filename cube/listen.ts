import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo, Server as NetServer, Socket } from "node:net";
import { TenureError } from "../pipeline/error.js";

/** A server that holds its port; who asks before `answer` was called waits for it. */
export interface Listening {
  readonly port: number;
  answer(listener: RequestListener): void;
  /** Takes no new connection, lets running answers end, and breaks off what takes too long. */
  close(): Promise<void>;
}

const drainMilliseconds = 30_000;
// longer than clients and proxies keep an idle connection: who closes first must not be the server,
// or a question that is just being sent is lost
const keepAliveMilliseconds = 75_000;

/** Takes a port, or says why it cannot be had. */
export async function listen(host: string, port: number): Promise<Listening> {
  let answer: (listener: RequestListener) => void = () => {};
  const answering = new Promise<RequestListener>((resolve) => {
    answer = resolve;
  });
  const server = createServer((request, response) => {
    // while the server ends, a connection that stays open would keep it from ending
    if (!server.listening) response.setHeader("Connection", "close");
    void answering.then((listener) => listener(request, response));
  });
  server.keepAliveTimeout = keepAliveMilliseconds;
  knowIdleConnections(server);
  await takePort(server, host, port);
  return { port: (server.address() as AddressInfo).port, answer, close: () => close(server) };
}

/**
 * Closes connections as idle only when their answer has left: Node does so once it was written,
 * which cuts off who reads slowly. An answer that began before the server ended has promised to
 * keep its connection, and is the last on it.
 */
function knowIdleConnections(server: Server): void {
  const idle = new Set<Socket>();
  server.on("connection", (socket: Socket) => {
    idle.add(socket);
    socket.once("close", () => idle.delete(socket));
  });
  server.on("request", ({ socket }, response) => {
    idle.delete(socket);
    response.once("close", () => {
      if (!server.listening) socket.destroySoon();
      else if (!socket.destroyed) idle.add(socket);
    });
  });
  server.closeIdleConnections = () => {
    for (const socket of idle) socket.destroySoon();
  };
}

/** Takes a port for a server, or says why it cannot be had. */
export function takePort(server: NetServer, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => {
      reject(
        error.code === "EADDRINUSE" ? portInUse(host, port, error) : cannotListen(host, error),
      );
    });
    server.listen(port, host, resolve);
  });
}

function portInUse(host: string, port: number, cause: unknown): TenureError {
  return new TenureError("cube/port-in-use", `Port ${port} of ${host} is taken`, {
    hint: "Choose another with --port.",
    exitCode: 2,
    cause,
  });
}

function cannotListen(host: string, cause: NodeJS.ErrnoException): TenureError {
  return new TenureError("cube/cannot-listen", `Cannot listen on ${host}: ${cause.message}`, {
    hint: "Choose an address of this machine with --host, and a port above 1023 with --port.",
    exitCode: 2,
    cause,
  });
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => server.closeAllConnections(), drainMilliseconds).unref();
    server.close(() => {
      clearTimeout(timer);
      resolve();
    });
    server.closeIdleConnections();
  });
}
