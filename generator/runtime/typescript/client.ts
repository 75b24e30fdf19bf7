/** What every client and every resource of it consists of. */

import type { Credentials } from "./auth.js";
import { Caller, checkedTimeout } from "./caller.js";
import type { Hint } from "./errors.js";
import { redactUrl } from "./redaction.js";
import { checkedRetries, DEFAULT_MAX_RETRIES, SYSTEM_CLOCK, type Clock } from "./retries.js";
import type { RequestOptions } from "./requests.js";
import type { AnswerAt, HttpMethod, PathsWith, RequestAt } from "./types.js";

/** Milliseconds that one attempt may take. */
export const DEFAULT_TIMEOUT = 60_000;

/** What every client takes, whatever its service is. */
export interface BaseOptions {
  /** `token(…)` or `accessKey(…)`; `null` sends requests without credentials. */
  auth: Credentials | null;
  /** Another address of the service. */
  baseUrl?: string | undefined;
  /** Milliseconds that one attempt may take, its body included; 60 seconds where nothing is said. */
  timeout?: number | undefined;
  /** How many times a request may be sent again, 2 where nothing is said. */
  maxRetries?: number | undefined;
  /** Headers of every request. */
  headers?: Readonly<Record<string, string>> | undefined;
  /** What sends requests, in place of the `fetch` of the platform. */
  fetch?: typeof fetch | undefined;
  /** Time and chance, for tests. */
  clock?: Clock | undefined;
}

/** What is known of the service: its address with `{name}` for variables, and their defaults. */
export interface Service {
  readonly server: string;
  readonly variables: readonly (readonly [string, string | undefined])[];
  readonly hints: readonly Hint[];
}

/** A client of a service: how it sends, without the calls that it offers. */
export class BaseClient {
  /** Sends the calls of all resources. */
  protected readonly _caller: Caller;

  constructor(
    service: Service,
    options: BaseOptions,
    variables: Readonly<Record<string, string | undefined>>,
    scope: Readonly<Record<string, string | undefined>>,
  ) {
    this._caller = new Caller({
      server: serverUrl(service, options.baseUrl, variables),
      credentials: options.auth,
      scope,
      headers: { ...options.headers },
      timeout: checkedTimeout(options.timeout ?? DEFAULT_TIMEOUT),
      maxRetries: checkedRetries(options.maxRetries ?? DEFAULT_MAX_RETRIES),
      hints: service.hints,
      fetch: options.fetch ?? ((...call) => globalThis.fetch(...call)),
      clock: options.clock ?? SYSTEM_CLOCK,
    });
  }

  /** Send any documented request; what it takes and gives is typed by its method and path. */
  request<Method extends HttpMethod, Path extends PathsWith<Method>>(
    method: Method,
    path: Path,
    request: RequestAt<Path, Method> = {},
    options: RequestOptions = {},
  ): Promise<AnswerAt<Path, Method>> {
    return this.requestUntyped(method, path, request, options) as Promise<AnswerAt<Path, Method>>;
  }

  /** Send a request that this package does not know. The path begins with a slash. */
  requestUntyped(
    method: string,
    path: string,
    request: { path?: object; query?: object; body?: unknown } = {},
    options: RequestOptions = {},
  ): Promise<unknown> {
    const values = Object.entries(request.path ?? {});
    const call = { method: method.toUpperCase(), path, values, query: request.query, body: request.body, ownErrors: true };
    return this._caller.json(call, options);
  }
}

/** A namespace of calls. */
export class Resource {
  /** Sends the calls. */
  protected readonly _caller: Caller;

  constructor(caller: Caller) {
    this._caller = caller;
  }
}

/** Give the address of the server, without a slash at its end. */
function serverUrl(
  service: Service,
  baseUrl: string | undefined,
  variables: Readonly<Record<string, string | undefined>>,
): string {
  let url = baseUrl ?? service.server;
  for (const [name, fallback] of baseUrl === undefined ? service.variables : []) {
    const value = variables[name] ?? fallback;
    if (!value || !/^[\w.-]+$/.test(value)) throw new TypeError(`give a valid "${name}" or baseUrl: the server is ${url}`);
    url = url.split(`{${name}}`).join(value);
  }
  // what stands behind the path would be lost, and what stands in front of the host is shown in errors of `fetch`
  if (!/^https?:\/\/[^/?#@\s\\]+(\/[^?#\s\\]*)?$/.test(url)) {
    const problem = `not an address of a server, without user, query and fragment: "${redactUrl(url)}"`;
    throw new TypeError(`${problem}; give baseUrl`);
  }
  return url.replace(/\/+$/, "");
}
