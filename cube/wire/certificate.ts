import { generate } from "selfsigned";

/** A certificate and its key, as PEM. */
export interface Certificate {
  readonly cert: string;
  readonly key: string;
}

const days = 365;

/** Makes a certificate that nobody else vouches for: it hides what is sent, not who answers. */
export async function selfSigned(host: string, now: Date): Promise<Certificate> {
  const isAddress = /^[\d.]+$/.test(host) || host.includes(":");
  const named = [{ type: 2, value: "localhost" } as const, { type: 7, ip: "127.0.0.1" } as const];
  const own = isAddress ? ({ type: 7, ip: host } as const) : ({ type: 2, value: host } as const);
  const altNames = host === "127.0.0.1" ? named : [...named, own];
  const made = await generate([{ name: "commonName", value: host }], {
    keyType: "ec",
    algorithm: "sha256",
    notBeforeDate: new Date(now.getTime() - 3_600_000),
    notAfterDate: new Date(now.getTime() + days * 86_400_000),
    extensions: [{ name: "subjectAltName", altNames }],
  });
  return { cert: made.cert, key: made.private };
}
