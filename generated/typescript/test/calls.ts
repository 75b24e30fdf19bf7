// Copied from apiscribe; do not edit.
/** The calls of `calls.json`, and a client whose requests go nowhere. */

import { readFileSync } from "node:fs";

import { token, type Clock, type Credentials } from "../src/index.js";
import { Client } from "./client.js";

/** What a call must send. */
export interface Sent {
  method: string;
  path: string;
  query: [string, string][];
  headers: Record<string, string>;
  body?: unknown;
  content?: string;
}

/** One call: which arguments it is given (null: left out), and what that sends. */
export interface Arranged {
  arguments: unknown[];
  sent: Sent;
}

export interface Case {
  call: string[];
  answer: unknown;
  pathParameters: number;
  required: Arranged;
  all: Arranged;
}

// the tests are compiled into a folder of their own; npm runs them in that of the package
const text = readFileSync("test/calls.json", "utf-8");

export const CASES = (JSON.parse(text) as { calls: Case[] }).calls;

/** A request as the stub of `fetch` got it. */
export interface Seen {
  url: URL;
  method: string;
  headers: Headers;
  body: string | undefined;
  redirect: string | undefined;
}

/** Give the result of the method of a client that has this dotted name. */
export function call(client: Client, names: readonly string[], given: readonly unknown[]): unknown {
  const way = names.slice(0, -1);
  const holder = way.reduce<unknown>((value, name) => Reflect.get(value as object, name), client) as object;
  const method = Reflect.get(holder, names.at(-1) ?? "") as (...values: unknown[]) => unknown;
  return method.apply(holder, [...given.map((value) => value ?? undefined)]);
}

/** What a server answers: a status, a body, headers; or a failure of the connection. */
export type Answering = (seen: Seen, count: number) => Response | Error | Promise<Response>;

/** A client whose requests an answering function takes, with the requests so far and the waits between attempts. */
export function stubbed(
  answering: Answering,
  options: { auth?: Credentials | null; maxRetries?: number; now?: () => number; timeout?: number } = {},
): { client: Client; seen: Seen[]; waits: number[] } {
  const seen: Seen[] = [];
  const waits: number[] = [];
  const clock: Clock = {
    now: options.now ?? (() => Date.UTC(2026, 0, 1)),
    random: () => 0,
    sleep: (milliseconds, signal) => {
      waits.push(milliseconds);
      signal?.throwIfAborted();
      return Promise.resolve();
    },
  };
  const send: typeof fetch = async (input, init) => {
    const body = init?.body instanceof Uint8Array ? new TextDecoder().decode(init.body) : undefined;
    seen.push({
      url: new URL(String(input)),
      method: init?.method ?? "GET",
      headers: new Headers(init?.headers),
      body,
      redirect: init?.redirect,
    });
    const latest = seen.at(-1);
    const answer = latest === undefined ? new Error("nothing was sent") : await answering(latest, seen.length);
    if (answer instanceof Error) throw answer;
    return answer;
  };
  const { auth = token("test-token"), maxRetries = 2, timeout = 60_000 } = options;
  const client = new Client({ auth, baseUrl: "http://localhost:1", fetch: send, maxRetries, clock, timeout });
  return { client, seen, waits };
}

/** Give an answer of JSON. */
export function json(value: unknown, status = 200, headers: Record<string, string> = {}): Response {
  return new Response(JSON.stringify(value), { status, headers: { "content-type": "application/json", ...headers } });
}
