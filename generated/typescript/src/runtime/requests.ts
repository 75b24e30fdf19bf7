// Copied from apiscribe; do not edit.
/** From a call to what is sent: address, headers and body, each written once. Nothing in here sends. */

import { percentEncode, type Bytes } from "./signing.js";
import type { Content } from "./types.js";

/** What a method knows of its operation, with what the caller gave. Names are those of the API. */
export interface Call {
  readonly method: string;
  /** The path with `{name}` for its parameters. */
  readonly path: string;
  readonly values?: readonly (readonly [string, unknown])[];
  readonly query?: object | undefined;
  /** Names of the query whose lists go as one value with commas. */
  readonly joined?: readonly string[];
  readonly headers?: object | undefined;
  readonly body?: unknown;
  /** The media type of a body that is sent as it is. */
  readonly contentType?: string;
  /** Whether the answer documents fields that otherwise mark the envelope of an error. */
  readonly ownErrors?: boolean;
}

/** What every call takes beside its own arguments. */
export interface RequestOptions {
  /** Aborts the call, also while it waits for another attempt; the call then ends with the signal's reason. */
  signal?: AbortSignal | undefined;
  /** Milliseconds that one attempt may take, its body included. */
  timeout?: number | undefined;
  /** How many times the request may be sent again. */
  maxRetries?: number | undefined;
  /** More headers; they win. */
  headers?: Readonly<Record<string, string>> | undefined;
  /** More parameters of the query; they win. */
  query?: Readonly<Record<string, unknown>> | undefined;
  /** Path parameters that the client knows, with other values: `{ project_id: "…" }`. */
  path?: Readonly<Record<string, string | undefined>> | undefined;
}

/** What is sent. Header names are in lower case. */
export interface Prepared {
  readonly method: string;
  readonly url: URL;
  readonly headers: ReadonlyMap<string, string>;
  readonly body: Bytes | undefined;
}

const encoder = new TextEncoder();

/**
 * Make the request of a call. The body is written once, so what is signed is what is sent.
 *
 * @throws TypeError for what no request can hold: a path parameter that is missing, a header with a line break.
 */
export async function prepare(
  server: string,
  call: Call,
  options: RequestOptions,
  scope: (name: string) => string | undefined,
  clientHeaders: Readonly<Record<string, string>>,
): Promise<Prepared> {
  const [template = "", search = ""] = split(call.path, "?");
  const own = new Map([...Object.entries(options.path ?? {}), ...(call.values ?? [])]);
  const path = fillPath(template, (name) => own.get(name) ?? scope(name));
  const pairs = queryPairs({ ...call.query, ...options.query }, call.joined ?? []);
  const query = [search, ...pairs.map(([name, value]) => `${percentEncode(name)}=${percentEncode(value)}`)];
  const url = new URL(server + path);
  url.search = query.filter(Boolean).join("&");
  url.hash = "";
  const body = await bytesOf(call);
  const headers = new Map<string, string>([["accept", "application/json, */*;q=0.5"]]);
  const typed = body === undefined ? {} : { "content-type": call.contentType ?? "application/json" };
  for (const holder of [clientHeaders, headerTexts(call.headers ?? {}), typed, options.headers ?? {}]) {
    for (const [name, value] of Object.entries(holder)) headers.set(name.toLowerCase(), checkedHeader(name, value));
  }
  return { method: call.method, url, headers, body };
}

/**
 * Put the values into a path.
 *
 * @throws TypeError for a value that is missing, empty or means another folder, and for a path without a slash in
 *   front, which could name another host.
 */
export function fillPath(template: string, valueOf: (name: string) => unknown): string {
  if (!template.startsWith("/")) throw new TypeError(`a path begins with a slash: ${JSON.stringify(template.slice(0, 200))}`);
  return template.replace(/\{([^{}]*)\}/g, (_, name: string) => {
    const text = textOf(valueOf(name) ?? "");
    if (text === "" || text === "." || text === "..") {
      throw new TypeError(`path parameter "${name}" must be given, to the call or the client, and not as "${text}"`);
    }
    return percentEncode(text);
  });
}

/** Give the pairs of a query: a list as several, or as one with commas; what is null or undefined is left out. */
export function queryPairs(query: object, joined: readonly string[]): [string, string][] {
  return Object.entries(query).flatMap(([name, value]: [string, unknown]): [string, string][] => {
    const values: unknown[] = Array.isArray(value) ? value : [value];
    const texts = values.filter((item) => item !== null && item !== undefined).map(textOf);
    if (joined.includes(name) && texts.length > 0) return [[name, texts.join(",")]];
    return texts.map((text) => [name, text]);
  });
}

async function bytesOf(call: Call): Promise<Bytes | undefined> {
  if (call.body === undefined) return undefined;
  if (call.contentType === undefined) return encoder.encode(JSON.stringify(call.body));
  const content = call.body as Content;
  if (typeof content === "string") return encoder.encode(content);
  return new Uint8Array(content instanceof Blob ? await content.arrayBuffer() : content);
}

function headerTexts(headers: object): Record<string, string> {
  return Object.fromEntries(queryPairs(headers, Object.keys(headers)));
}

function checkedHeader(name: string, value: string): string {
  if (!/^[\w!#$%&'*+.^`|~-]+$/.test(name)) throw new TypeError(`not the name of a header: ${JSON.stringify(name)}`);
  if (!/^[\t\x20-\x7e]*$/.test(value)) throw new TypeError(`header "${name}" must hold nothing but printable ASCII`);
  return value;
}

function textOf(value: unknown): string {
  return typeof value === "object" && value !== null ? JSON.stringify(value) : String(value);
}

function split(text: string, sign: string): [string, string] {
  const place = text.indexOf(sign);
  return place < 0 ? [text, ""] : [text.slice(0, place), text.slice(place + 1)];
}
