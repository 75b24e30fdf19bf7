// Copied from apiscribe; do not edit.
/** Credentials: a token, or an access key that signs each request. Neither `inspect` nor JSON shows their secrets. */

import { CredentialsError } from "./errors.js";
import { HIDDEN } from "./redaction.js";
import { authorization, sdkDate, UNSIGNED_PAYLOAD, type Bytes } from "./signing.js";

/** A request that is about to be sent, as credentials see it. Header names are in lower case. */
export interface Outgoing {
  readonly method: string;
  readonly url: URL;
  readonly headers: ReadonlyMap<string, string>;
  readonly body: Bytes;
  /** The moment of this attempt, in milliseconds since 1970. */
  readonly now: number;
}

/** What is added to a request, and which texts of it no error may show. */
export interface Authorized {
  readonly headers: Readonly<Record<string, string>>;
  readonly secrets: readonly string[];
}

/** What makes the headers of each attempt. An object of your own may stand in the place of `token` and `accessKey`. */
export interface Credentials {
  /** Path parameters that the credentials know, by their name in the path (`project_id`). */
  readonly scope?: Readonly<Record<string, string | undefined>>;
  authorize(request: Outgoing): Authorized | Promise<Authorized>;
}

/** What an access key may come with. */
export interface AccessKeyOptions {
  /** Of temporary keys. */
  securityToken?: string | undefined;
  /** The project that the key is used for: signed along, and the project of calls that name none. */
  projectId?: string | undefined;
  /** The domain that the key is used for: signed along. */
  domainId?: string | undefined;
}

/**
 * Give credentials that send a token as `X-Auth-Token`.
 *
 * A function is asked at every attempt: it may keep a token and fetch a new one before the old one expires.
 * @throws TypeError for a token that is empty or that no header can hold.
 */
export function token(value: string | (() => string | Promise<string>)): Credentials {
  return new Token(value);
}

/**
 * Give credentials that sign each attempt (SDK-HMAC-SHA256) with an access key and its secret key.
 *
 * @throws TypeError for a key that is empty or that no header can hold.
 */
export function accessKey(ak: string, sk: string, options: AccessKeyOptions = {}): Credentials {
  return new AccessKey(ak, sk, options);
}

const INSPECT = Symbol.for("nodejs.util.inspect.custom");

/** Headers that browsers, proxies and `fetch` itself set or rewrite: they are not signed. */
const CHANGED_ON_THE_WAY: ReadonlySet<string> = new Set([
  "accept",
  "accept-encoding",
  "connection",
  "content-length",
  "transfer-encoding",
  "user-agent",
]);

class Token implements Credentials {
  readonly #give: () => string | Promise<string>;

  constructor(value: string | (() => string | Promise<string>)) {
    if (typeof value === "string") {
      const known = checked(value, "token");
      this.#give = () => known;
    } else {
      this.#give = value;
    }
  }

  async authorize(): Promise<Authorized> {
    const value = checked(await this.#give(), "token");
    return { headers: { "x-auth-token": value }, secrets: [value] };
  }

  toJSON(): string {
    return HIDDEN;
  }

  [INSPECT](): string {
    return `token("${HIDDEN}")`;
  }
}

class AccessKey implements Credentials {
  readonly scope: Readonly<Record<string, string | undefined>>;
  readonly #ak: string;
  readonly #sk: string;
  readonly #extra: Readonly<Record<string, string>>;
  readonly #secrets: readonly string[];

  constructor(ak: string, sk: string, options: AccessKeyOptions) {
    this.#ak = checked(ak, "access key");
    this.#sk = checked(sk, "secret key");
    const { securityToken, projectId, domainId } = options;
    this.scope = { project_id: projectId, domain_id: domainId };
    const given = {
      "x-security-token": securityToken === undefined ? undefined : checked(securityToken, "security token"),
      "x-project-id": projectId,
      "x-domain-id": domainId,
    };
    this.#extra = Object.fromEntries(Object.entries(given).filter((pair): pair is [string, string] => !!pair[1]));
    this.#secrets = [this.#sk, ...(given["x-security-token"] ? [given["x-security-token"]] : [])];
  }

  async authorize(request: Outgoing): Promise<Authorized> {
    if (request.headers.has("authorization")) return { headers: {}, secrets: this.#secrets };
    if (globalThis.crypto?.subtle === undefined) {
      throw new CredentialsError("an access key signs with WebCrypto, which browsers have on https and localhost alone");
    }
    const added: Record<string, string> = { "x-sdk-date": sdkDate(request.now), ...this.#extra };
    const contentType = (request.headers.get("content-type") ?? "").toLowerCase();
    if (contentType && !/^application\/(json|bson)/.test(contentType)) {
      added["x-sdk-content-sha256"] = UNSIGNED_PAYLOAD;
    }
    const signed = [...request.headers, ...Object.entries(added), ["host", request.url.host] as const].filter(
      ([name]) => !CHANGED_ON_THE_WAY.has(name.toLowerCase()),
    );
    const { method, url, body } = request;
    added["authorization"] = await authorization(
      { method, path: url.pathname, query: url.searchParams, headers: signed, body },
      this.#ak,
      this.#sk,
    );
    return { headers: added, secrets: [...this.#secrets, added["authorization"]] };
  }

  toJSON(): string {
    return HIDDEN;
  }

  [INSPECT](): string {
    return `accessKey("${HIDDEN}", "${HIDDEN}")`;
  }
}

/** Give a secret without the blanks around it; one that no header can hold is a TypeError that names `what`. */
function checked(value: unknown, what: string): string {
  const text = typeof value === "string" ? value.trim() : "";
  if (text === "") throw new TypeError(`the ${what} is empty`);
  if (!/^[\x20-\x7e]*$/.test(text)) throw new TypeError(`the ${what} has characters that no header can hold`);
  return text;
}
