// A token, or the signature of a key (SDK-HMAC-SHA256), on every request.
import { createHash, createHmac } from "node:crypto";

export type Headers = (request: Request) => Promise<Record<string, string>>;

export const token =
  (value: string): Headers =>
  async () => ({ "X-Auth-Token": value });

const ALGORITHM = "SDK-HMAC-SHA256";

export const key =
  (access: string, secret: string): Headers =>
  async (request) => {
    const url = new URL(request.url);
    const date = new Date().toISOString().replace(/[-:]|\.\d+/g, "");
    const pairs = [...url.searchParams].map(([name, value]) => `${escaped(name)}=${escaped(value)}`).sort();
    const path = url.pathname.split("/").map((segment) => escaped(decodeURIComponent(segment)));
    const canonical = [
      request.method,
      `${path.join("/").replace(/\/$/, "")}/`,
      pairs.join("&"),
      `host:${url.host}\nx-sdk-date:${date}\n`,
      "host;x-sdk-date",
      digest(new Uint8Array(await request.clone().arrayBuffer())),
    ].join("\n");
    const signature = createHmac("sha256", secret).update(`${ALGORITHM}\n${date}\n${digest(canonical)}`).digest("hex");
    const authorization = `${ALGORITHM} Access=${access}, SignedHeaders=host;x-sdk-date, Signature=${signature}`;
    return { "X-Sdk-Date": date, Authorization: authorization };
  };

const digest = (text: string | Uint8Array): string => createHash("sha256").update(text).digest("hex");

const escaped = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
