import { get } from "node:http";
import { expect, test } from "vitest";
import { listen } from "../../cube/listen.js";

const bytes = 40_000_000;

interface Reading {
  readonly finished: Promise<number>;
  begin(): void;
}

/** Asks, and reads nothing of the answer before it is told to. */
function ask(port: number): Promise<Reading> {
  return new Promise((resolve) => {
    get({ port, host: "127.0.0.1", agent: false }, (answer) => {
      const finished = new Promise<number>((done) => {
        let read = 0;
        answer.on("data", (piece: Buffer) => {
          read += piece.length;
        });
        answer.once("close", () => done(read));
        answer.pause();
      });
      resolve({ finished, begin: () => answer.resume() });
    });
  });
}

test("an answer that ends while the server does leaves the others whole", async () => {
  const { port, answer, close } = await listen("127.0.0.1", 0);
  answer((_request, response) => response.end(Buffer.alloc(bytes)));
  const [slow, quick] = [await ask(port), await ask(port)];
  const closing = close();
  quick.begin();
  expect(await quick.finished).toBe(bytes);
  slow.begin();
  expect(await slow.finished).toBe(bytes);
  await closing;
});
