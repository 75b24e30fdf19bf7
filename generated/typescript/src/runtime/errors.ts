// Copied from apiscribe; do not edit.
/**
 * The errors of this package.
 *
 *     APIError
 *     ├── CredentialsError              no credentials, or none that can be used: nothing was sent
 *     ├── APIConnectionError            no answer came, or not the whole of it
 *     │   └── APITimeoutError           not in time
 *     ├── APIResponseError              an answer that is not what it says it is, or not what was due
 *     └── APIStatusError                an answer that says no
 *         ├── OperationFailedError      a status below 300 around the envelope of an error
 *         ├── RedirectError             300 to 399: the answer is elsewhere
 *         ├── BadRequestError           400
 *         ├── AuthenticationError       401
 *         ├── PermissionDeniedError     403
 *         ├── NotFoundError             404
 *         ├── ConflictError             409
 *         ├── UnprocessableEntityError  422
 *         ├── RateLimitError            429
 *         └── InternalServerError       500 and above
 *
 * Neither messages nor bodies show a credential of the request. A signal of your own that aborts a call makes it end
 * with the signal's reason, which is no error of this package.
 */

import { HIDDEN, isSecret, redactText, redactUrl, withoutSecrets } from "./redaction.js";

const MAX_SHOWN = 200;
const MAX_JSON = 1_000_000;
const CODES = ["error_code", "errorCode", "code"] as const;
const MESSAGES = ["error_msg", "error_message", "errorMessage", "message", "msg"] as const;

/** Fields that say nothing but that an operation failed: a body that has others is an answer. */
const ENVELOPE: ReadonlySet<string> = new Set([
  ...CODES,
  ...MESSAGES,
  "is_success",
  "request_id",
  "requestId",
  "encoded_authorization_message",
  "details",
]);

/** What was asked: the method, and the address without what it may hold of secrets. */
export interface Asked {
  readonly method: string;
  readonly url: string;
}

/** An answer, its body read. `secrets` are texts of the request that no error may show. */
export interface Received extends Asked {
  readonly status: number;
  readonly statusText: string;
  readonly headers: Headers;
  readonly content: Uint8Array;
  readonly secrets: readonly string[];
}

/** What a refusal with this code, and all of the words in its message, usually comes from. */
export interface Hint {
  readonly code: string;
  readonly words: readonly string[];
  readonly text: string;
}

/** The base of every error that a call can end in. */
export class APIError extends Error {
  override get name(): string {
    return this.constructor.name;
  }
}

/** There are no credentials, or none that can be used here. */
export class CredentialsError extends APIError {}

/** No answer came, or not the whole of it: the address is wrong, the connection broke. */
export class APIConnectionError extends APIError {
  readonly method: string;
  readonly url: string;

  constructor(problem: string, asked: Asked, options?: ErrorOptions) {
    super(`${asked.method} ${redactUrl(asked.url)}: ${problem}`, options);
    this.method = asked.method;
    this.url = redactUrl(asked.url);
  }
}

/** The answer did not come in time. */
export class APITimeoutError extends APIConnectionError {}

/** The answer cannot be read or is not what was due: a body that is not JSON, a list in place of an object. */
export class APIResponseError extends APIError {
  readonly status: number;
  readonly headers: Headers;
  readonly requestId: string;

  constructor(problem: string, received: Received) {
    const message = `${received.method} ${redactUrl(received.url)}: ${problem}: ${came(received)}`;
    super(withoutSecrets(message, received.secrets));
    this.status = received.status;
    this.headers = shownHeaders(received);
    this.requestId = requestIdOf(received);
  }
}

/** The service refused. `errorCode` and `errorMsg` are its own words, empty where it gives none. */
export class APIStatusError extends APIError {
  readonly status: number;
  readonly errorCode: string;
  readonly errorMsg: string;
  /** The name under which the service keeps the request. */
  readonly requestId: string;
  /** The body as JSON, `undefined` where it is none; what it repeats of the request's credentials is hidden. */
  readonly body: unknown;
  readonly headers: Headers;
  /** What such a refusal usually comes from, where that is known. */
  readonly hint: string;
  /** How many times the request was sent. */
  readonly attempts: number;

  constructor(received: Received, hints: readonly Hint[] = [], attempts = 1) {
    const body = jsonOf(received);
    const errorCode = redactText(firstText(body, CODES), received.secrets);
    const errorMsg = redactText(firstText(body, MESSAGES), received.secrets);
    const requestId = requestIdOf(received) || firstText(body, ["request_id", "requestId"]);
    const hint = hintFor(hints, errorCode, errorMsg);
    const said = [errorCode, errorMsg].filter(Boolean).join(": ");
    const location = redactUrl((received.headers.get("location") ?? "").slice(0, 2 * MAX_SHOWN));
    const message = [
      `${received.method} ${redactUrl(received.url)}: `,
      said ? `${statusOf(received)}: ${said}` : came(received),
      location && `; to ${location}`,
      requestId && ` (request ${requestId})`,
      attempts > 1 ? ` (${attempts} attempts)` : "",
      hint && `; ${hint}`,
    ].join("");
    super(withoutSecrets(message, received.secrets));
    this.status = received.status;
    this.errorCode = errorCode;
    this.errorMsg = errorMsg;
    this.requestId = requestId;
    this.body = body;
    this.headers = shownHeaders(received);
    this.hint = hint;
    this.attempts = attempts;
  }
}

/** The service says in the body that the operation failed, although the status says that it did not. */
export class OperationFailedError extends APIStatusError {}
/** 300 to 399: the answer is said to be elsewhere. It is not fetched: credentials stay here. */
export class RedirectError extends APIStatusError {}
/** 400: the request is wrong. */
export class BadRequestError extends APIStatusError {}
/** 401: the credentials are missing, wrong or too old. */
export class AuthenticationError extends APIStatusError {}
/** 403: the credentials may not do this. */
export class PermissionDeniedError extends APIStatusError {}
/** 404: there is no such thing. */
export class NotFoundError extends APIStatusError {}
/** 409: the state of the resource does not allow it. */
export class ConflictError extends APIStatusError {}
/** 422: the request can be read but not obeyed. */
export class UnprocessableEntityError extends APIStatusError {}
/** 429: too many requests. */
export class RateLimitError extends APIStatusError {}
/** 500 and above: the service failed. */
export class InternalServerError extends APIStatusError {}

const BY_STATUS: ReadonlyMap<number, typeof APIStatusError> = new Map<number, typeof APIStatusError>([
  [400, BadRequestError],
  [401, AuthenticationError],
  [403, PermissionDeniedError],
  [404, NotFoundError],
  [409, ConflictError],
  [422, UnprocessableEntityError],
  [429, RateLimitError],
]);

/** Give the error for an answer that says no. */
export function statusError(received: Received, hints: readonly Hint[], attempts: number): APIStatusError {
  const { status } = received;
  let kind = BY_STATUS.get(status) ?? (status >= 500 ? InternalServerError : APIStatusError);
  // a browser does not show where a redirection leads: its status is 0
  if (status === 0 || (status >= 300 && status < 400)) kind = RedirectError;
  else if (status < 300) kind = OperationFailedError;
  return new kind(received, hints, attempts);
}

/**
 * Tell whether the body of a successful answer is the envelope of an error: it says so itself (`is_success` is false),
 * or it has an error code and message and nothing else. With `ownErrors` the answer documents such fields of its own.
 */
export function isEnvelope(body: unknown, ownErrors: boolean): boolean {
  if (typeof body !== "object" || body === null || Array.isArray(body)) return false;
  const fields = new Map<string, unknown>(Object.entries(body));
  if (fields.get("is_success") === false) return true;
  if (ownErrors || ![...fields.keys()].every((name) => ENVELOPE.has(name))) return false;
  const holds = (names: readonly string[]): boolean =>
    names.some((name) => typeof fields.get(name) === "string" && fields.get(name) !== "");
  return holds(["error_code", "errorCode"]) && holds(MESSAGES);
}

/** Give the name under which the service keeps the request, empty where it gives none. */
function requestIdOf(received: Received): string {
  return withoutSecrets(received.headers.get("x-request-id") ?? "", received.secrets).slice(0, MAX_SHOWN);
}

function hintFor(hints: readonly Hint[], code: string, message: string): string {
  const words = message.toLowerCase();
  const found = hints.find((hint) => hint.code === code && hint.words.every((word) => words.includes(word.toLowerCase())));
  return found?.text ?? "";
}

function statusOf(received: Received): string {
  return `${received.status} ${received.statusText}`.trim();
}

function came(received: Received): string {
  const type = (received.headers.get("content-type") ?? "no content type").slice(0, MAX_SHOWN);
  const text = redactText(textOf(received), received.secrets);
  const shown = text ? JSON.stringify(text.slice(0, MAX_SHOWN)) + (text.length > MAX_SHOWN ? "…" : "") : "empty body";
  return `${statusOf(received)}, ${type}, ${shown}`;
}

function textOf(received: Received): string {
  return new TextDecoder().decode(received.content.subarray(0, MAX_JSON));
}

function jsonOf(received: Received): unknown {
  if (received.content.length > MAX_JSON) return undefined;
  try {
    return JSON.parse(withoutSecrets(textOf(received), received.secrets)) as unknown;
  } catch {
    return undefined;
  }
}

/** Give the first of the names that holds a text or a number, in the body or in its `error`. */
function firstText(body: unknown, names: readonly string[]): string {
  if (typeof body !== "object" || body === null) return "";
  const fields = new Map<string, unknown>(Object.entries(body));
  const inner = fields.get("error");
  const nested = new Map<string, unknown>(typeof inner === "object" && inner !== null ? Object.entries(inner) : []);
  for (const holder of [fields, nested]) {
    for (const name of names) {
      const value = holder.get(name);
      if ((typeof value === "string" && value !== "") || typeof value === "number") return String(value);
    }
  }
  return "";
}

function shownHeaders(received: Received): Headers {
  const shown = new Headers();
  received.headers.forEach((value, name) => {
    shown.set(name, isSecret(name) ? HIDDEN : withoutSecrets(value, received.secrets));
  });
  return shown;
}
