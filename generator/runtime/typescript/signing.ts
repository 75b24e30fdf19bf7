/** SDK-HMAC-SHA256: the signature of a request, from values to values. No clock and no network in here. */

export const ALGORITHM = "SDK-HMAC-SHA256";
export const UNSIGNED_PAYLOAD = "UNSIGNED-PAYLOAD";

/** Bytes that WebCrypto and fetch take. */
export type Bytes = Uint8Array<ArrayBuffer>;

/** What is signed. `headers` has `x-sdk-date` in it; names with an underscore are left out, as gateways drop them. */
export interface Signable {
  readonly method: string;
  /** The path as it is sent, percent-encoded. */
  readonly path: string;
  readonly query: Iterable<readonly [string, string]>;
  readonly headers: Iterable<readonly [string, string]>;
  readonly body: Bytes;
}

const encoder = new TextEncoder();

/** Give the `Authorization` header for a request, all of whose headers are signed. */
export async function authorization(request: Signable, accessKey: string, secretKey: string): Promise<string> {
  const headers = new Map<string, string>();
  for (const [name, value] of request.headers) {
    if (!name.includes("_")) headers.set(name.toLowerCase(), value.trim());
  }
  const names = [...headers.keys()].sort();
  const canonical = [
    request.method.toUpperCase(),
    canonicalPath(request.path),
    canonicalQuery(request.query),
    names.map((name) => `${name}:${headers.get(name) ?? ""}\n`).join(""),
    names.join(";"),
    headers.get("x-sdk-content-sha256") ?? (await sha256(request.body)),
  ].join("\n");
  const toSign = `${ALGORITHM}\n${headers.get("x-sdk-date") ?? ""}\n${await sha256(encoder.encode(canonical))}`;
  const signature = await hmacSha256(secretKey, toSign);
  return `${ALGORITHM} Access=${accessKey}, SignedHeaders=${names.join(";")}, Signature=${signature}`;
}

/** Give the path with each segment encoded anew, always with a slash at its end. */
export function canonicalPath(path: string): string {
  const encoded = path
    .split("/")
    .map((segment) => percentEncode(percentDecode(segment)))
    .join("/");
  return encoded.endsWith("/") ? encoded : `${encoded}/`;
}

/** Give the query sorted by key, the values of one key sorted too. */
export function canonicalQuery(query: Iterable<readonly [string, string]>): string {
  return [...query]
    .sort(([key, value], [otherKey, otherValue]) => compare(key, otherKey) || compare(value, otherValue))
    .map(([key, value]) => `${percentEncode(key)}=${percentEncode(value)}`)
    .join("&");
}

/** Give the text with every character but `A-Z a-z 0-9 - _ . ~` percent-encoded. Half a character is a TypeError. */
export function percentEncode(text: string): string {
  try {
    return encodeURIComponent(text).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
  } catch {
    throw new TypeError("no address can hold half a character (a lone surrogate)");
  }
}

/** Give the moment (milliseconds since 1970) as `X-Sdk-Date` writes it. */
export function sdkDate(moment: number): string {
  return new Date(moment).toISOString().replace(/[-:]|\.\d{3}/g, "");
}

function percentDecode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Compare by code points: UTF-16, which JavaScript sorts by, has another order beyond U+FFFF. */
function compare(left: string, right: string): number {
  const [one, other] = [Array.from(left), Array.from(right)];
  const index = one.findIndex((sign, at) => sign !== other[at]);
  if (index < 0) return one.length - other.length;
  const there = other[index];
  return there === undefined ? 1 : (one[index]?.codePointAt(0) ?? 0) - (there.codePointAt(0) ?? 0);
}

async function sha256(bytes: Bytes): Promise<string> {
  return hex(await crypto.subtle.digest("SHA-256", bytes));
}

async function hmacSha256(key: string, text: string): Promise<string> {
  const algorithm = { name: "HMAC", hash: "SHA-256" };
  const imported = await crypto.subtle.importKey("raw", encoder.encode(key), algorithm, false, ["sign"]);
  return hex(await crypto.subtle.sign("HMAC", imported, encoder.encode(text)));
}

function hex(buffer: ArrayBuffer): string {
  return Array.from(new Uint8Array(buffer), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
