import { createHmac, generateKeyPairSync } from "node:crypto";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import jsonwebtoken from "jsonwebtoken";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { accessBy, type Identify } from "../../cube/access.js";
import { token } from "./client.js";

describe("keys from a URL", () => {
  const pair = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const stranger = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const keys = { keys: [{ ...pair.publicKey.export({ format: "jwk" }), kid: "k1", alg: "RS256" }] };
  let keyServer: Server;
  let identify: Identify;

  beforeAll(async () => {
    keyServer = createServer((_request, response) => {
      response.setHeader("Content-Type", "application/json");
      response.end(JSON.stringify(keys));
    });
    await new Promise<void>((resolve) => keyServer.listen(0, "127.0.0.1", resolve));
    const { port } = keyServer.address() as AddressInfo;
    const jwt = { jwksUrl: `http://127.0.0.1:${port}/jwks.json` };
    identify = accessBy({ host: "0.0.0.0", demo: false, jwt });
  });
  afterAll(async () => {
    keyServer.closeAllConnections();
    await new Promise((resolve) => keyServer.close(resolve));
  });

  function signed(key: typeof pair.privateKey): string {
    const options = { algorithm: "RS256", keyid: "k1", expiresIn: "5m" } as const;
    return jsonwebtoken.sign({ role: "analyst" }, key, options);
  }

  // the published key taken for a shared secret, a classic forgery
  function forged(): string {
    const pem = pair.publicKey.export({ format: "pem", type: "spki" }).toString();
    const header = Buffer.from('{"alg":"HS256","kid":"k1"}').toString("base64url");
    const claims = Buffer.from('{"role":"admin"}').toString("base64url");
    const signature = createHmac("sha256", pem).update(`${header}.${claims}`).digest("base64url");
    return `${header}.${claims}.${signature}`;
  }

  test("open the door to what they signed, and to nothing else", async () => {
    expect(await identify(`Bearer ${signed(pair.privateKey)}`)).toEqual({
      kind: "known",
      identity: { role: "analyst" },
    });
    for (const wrong of [signed(stranger.privateKey), forged(), token({ role: "admin" })]) {
      expect(await identify(`Bearer ${wrong}`)).toMatchObject({ kind: "refused", status: 403 });
    }
  });
});
