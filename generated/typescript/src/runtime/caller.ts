// Copied from apiscribe; do not edit.
/** One call, from its arguments to its answer: credentials, attempts, limits, errors. */

import type { Authorized, Credentials } from "./auth.js";
import {
  APIConnectionError,
  APIResponseError,
  APITimeoutError,
  CredentialsError,
  isEnvelope,
  statusError,
  type Hint,
  type Received,
} from "./errors.js";
import { PagedList, type Pagination } from "./pages.js";
import { HIDDEN, isSecret } from "./redaction.js";
import { prepare, type Call, type Prepared, type RequestOptions } from "./requests.js";
import { checkedRetries, delayAfterError, delayAfterStatus, MAX_TIMER, type Clock } from "./retries.js";

/** Bytes of a body that a call takes. */
export const MAX_BODY = 100 * 2 ** 20;

/** What all calls of a client share. */
export interface CallerSettings {
  readonly server: string;
  readonly credentials: Credentials | null | undefined;
  readonly scope: Readonly<Record<string, string | undefined>>;
  readonly headers: Readonly<Record<string, string>>;
  readonly timeout: number;
  readonly maxRetries: number;
  readonly hints: readonly Hint[];
  readonly fetch: typeof fetch;
  readonly clock: Clock;
}

/** Sends calls. What it knows of credentials does not show when it is printed. */
export class Caller {
  readonly #settings: CallerSettings;

  constructor(settings: CallerSettings) {
    this.#settings = settings;
  }

  /** Where time and chance come from. */
  get clock(): Clock {
    return this.#settings.clock;
  }

  /** Send a call and give its answer, which is JSON. */
  async json<Answer>(call: Call, options: RequestOptions = {}): Promise<Answer> {
    const [received, attempts] = await this.#send(call, options);
    return this.#read<Answer>(call, received, attempts);
  }

  /** Send a call whose answer holds nothing that is documented. */
  async none(call: Call, options: RequestOptions = {}): Promise<void> {
    const [received, attempts] = await this.#send(call, options);
    const body = parsed(received, true);
    if (isEnvelope(body, call.ownErrors ?? false)) throw this.#refusal(received, attempts);
  }

  /** Send a call and give the bytes of its answer. */
  async bytes(call: Call, options: RequestOptions = {}): Promise<Uint8Array> {
    const [received] = await this.#send(call, options);
    return received.content;
  }

  /** Give the list that a call gives, page by page. Nothing is sent before somebody asks for it. */
  list<Item, Answer>(call: Call, pagination: Pagination, options: RequestOptions = {}): PagedList<Item, Answer> {
    const inBody = pagination.place === "body";
    return new PagedList<Item, Answer>({
      pagination,
      given: (name) => {
        const holders: unknown[] = inBody ? [call.body] : [options.query, call.query];
        const found = holders.map((holder) => new Map<string, unknown>(Object.entries(holder ?? {})).get(name));
        return found.find((value) => value !== undefined && value !== null);
      },
      fetch: async (position) => {
        const moved = position === undefined ? {} : { [pagination.position]: position };
        const there = inBody && position !== undefined ? { ...call, body: { ...(call.body as object), ...moved } } : call;
        const extra = inBody ? options : { ...options, query: { ...options.query, ...moved } };
        const [received, attempts] = await this.#send(there, extra);
        return { answer: this.#read<Answer>(call, received, attempts), received };
      },
    });
  }

  /** Send a request until it is answered, or must not be sent again. */
  async #send(call: Call, options: RequestOptions): Promise<[Received, number]> {
    const { server, scope, credentials, headers, clock, maxRetries } = this.#settings;
    if (credentials === undefined) {
      throw new CredentialsError("no credentials are given; `auth: null` sends requests without any");
    }
    const known = (name: string): string | undefined => ownText(scope, name) ?? ownText(credentials?.scope, name);
    const retries = checkedRetries(options.maxRetries ?? maxRetries);
    const timeout = checkedTimeout(options.timeout ?? this.#settings.timeout);
    const request = await prepare(server, call, options, known, headers);
    for (let attempt = 1; ; attempt += 1) {
      let delay: number | undefined;
      try {
        const received = await this.#attempt(request, timeout, options.signal);
        if (received.status >= 200 && received.status < 300) return [received, attempt];
        if (attempt <= retries) {
          delay = delayAfterStatus(request.method, received.status, received.headers, attempt, clock);
        }
        if (delay === undefined) throw this.#refusal(received, attempt);
      } catch (error) {
        if (attempt > retries || !(error instanceof APIConnectionError)) throw error;
        delay = delayAfterError(request.method, error.cause, attempt, clock);
        if (delay === undefined) throw error;
      }
      await clock.sleep(delay, options.signal);
    }
  }

  /** Send a request once, with credentials of this moment, and read its answer. */
  async #attempt(request: Prepared, timeout: number, signal: AbortSignal | undefined): Promise<Received> {
    const { method, url, body } = request;
    signal?.throwIfAborted();
    const limit = new Limit(timeout, signal);
    const asked = { method, url: url.href };
    let isSent = false;
    try {
      const authorized = await limit.hold(this.#authorized(request));
      const headers = { ...Object.fromEntries(request.headers), ...authorized.headers };
      isSent = true;
      const answered = this.#settings.fetch(url.href, {
        method,
        headers,
        body: body ?? null,
        // credentials go to no other host: a redirection is an error, with the address that it names
        redirect: "manual",
        credentials: "omit",
        signal: limit.signal,
      });
      const response = await limit.hold(answered);
      const content = await limit.hold(contentOf(response));
      const own = Object.entries(headers).flatMap(([name, value]) => (isSecret(name) ? [value] : []));
      const { status, statusText } = response;
      return { ...asked, status, statusText, headers: response.headers, content, secrets: [...authorized.secrets, ...own] };
    } catch (error) {
      if (signal?.aborted) throw signal.reason;
      if (limit.isOver) throw new APITimeoutError(`timed out after ${timeout} ms`, asked, { cause: error });
      if (!isSent) throw error;
      throw new APIConnectionError(`the connection failed: ${reasonOf(error)}`, asked, { cause: error });
    } finally {
      limit.end();
    }
  }

  async #authorized({ method, url, headers, body = new Uint8Array() }: Prepared): Promise<Authorized> {
    const { credentials, clock } = this.#settings;
    const authorized = await credentials?.authorize({ method, url, headers, body, now: clock.now() });
    return authorized ?? { headers: {}, secrets: [] };
  }

  #read<Answer>(call: Call, received: Received, attempts: number): Answer {
    if (received.content.length === 0) {
      if (received.status === 204 || received.status === 205) return {} as Answer;
      throw new APIResponseError("no body came", received);
    }
    const body = parsed(received, false);
    if (isEnvelope(body, call.ownErrors ?? false)) throw this.#refusal(received, attempts);
    return body as Answer;
  }

  #refusal(received: Received, attempts: number): Error {
    return statusError(received, this.#settings.hints, attempts);
  }

  toJSON(): string {
    return HIDDEN;
  }
}

/** The time that one attempt may take, and the signal of the caller, as one signal. */
class Limit {
  isOver = false;
  readonly #controller = new AbortController();
  readonly #outer: AbortSignal | undefined;
  readonly #timer: ReturnType<typeof setTimeout> | undefined;
  readonly #stop = (): void => this.#controller.abort(this.#outer?.reason);

  constructor(milliseconds: number, outer: AbortSignal | undefined) {
    this.#outer = outer;
    const end = (): void => {
      this.isOver = true;
      this.#controller.abort(new Error("timed out"));
    };
    this.#timer = milliseconds <= MAX_TIMER ? setTimeout(end, milliseconds) : undefined;
    outer?.addEventListener("abort", this.#stop, { once: true });
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Give what this work gives, or fail as soon as there is no time for it: not all that a caller brings along obeys. */
  hold<Value>(work: Promise<Value>): Promise<Value> {
    return new Promise((resolve, reject) => {
      const stop = (): void => reject(this.signal.reason as Error);
      if (this.signal.aborted) stop();
      this.signal.addEventListener("abort", stop, { once: true });
      work.then(resolve, reject);
    });
  }

  end(): void {
    clearTimeout(this.#timer);
    this.#outer?.removeEventListener("abort", this.#stop);
  }
}

/** Give a time limit in milliseconds. One that is none is a TypeError. */
export function checkedTimeout(milliseconds: number): number {
  if (!(milliseconds > 0)) throw new TypeError(`timeout must be above 0, not ${String(milliseconds)}`);
  return milliseconds;
}

/** Give what an object itself has under a name: every object inherits `constructor`. */
function ownText(holder: Readonly<Record<string, string | undefined>> | undefined, name: string): string | undefined {
  return holder !== undefined && Object.hasOwn(holder, name) ? holder[name] : undefined;
}

/** Give the JSON of an answer; what is none is an APIResponseError, or `undefined` where `lenient`. */
function parsed(received: Received, lenient: boolean): unknown {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(received.content)) as unknown;
  } catch (error) {
    if (lenient) return undefined;
    throw new APIResponseError(`the body cannot be read: ${error instanceof Error ? error.name : "no JSON"}`, received);
  }
}

/** Read a body to its end, or until it is too large. */
async function contentOf(response: Response): Promise<Uint8Array> {
  if (response.body === null) return new Uint8Array(await response.arrayBuffer());
  const chunks: Uint8Array[] = [];
  let size = 0;
  const reader = response.body.getReader();
  for (let read = await reader.read(); !read.done; read = await reader.read()) {
    chunks.push(read.value);
    size += read.value.length;
    if (size > MAX_BODY) {
      await reader.cancel();
      throw new RangeError(`the body has more than ${MAX_BODY} bytes`);
    }
  }
  const content = new Uint8Array(size);
  let place = 0;
  for (const chunk of chunks) {
    content.set(chunk, place);
    place += chunk.length;
  }
  return content;
}

/** Give the words of a failure of `fetch`; Node keeps them in its cause. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause instanceof Error ? error.cause.message : "";
  return cause ? `${error.message} (${cause})` : error.message;
}
