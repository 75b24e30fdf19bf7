// Copied from apiscribe; do not edit.
/** What no caller can mean, callbacks that take their time, and answers that repeat what they were sent. */

import assert from "node:assert/strict";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { test } from "node:test";
import { inspect } from "node:util";

import { APIError, APITimeoutError, BadRequestError, token, type RequestOptions } from "../src/index.js";
import { SYSTEM_CLOCK } from "../src/runtime/retries.js";
import { json, stubbed } from "./calls.js";
import { Client } from "./client.js";

const NEVER = new Promise<never>(() => undefined);

test("options of a call are checked as those of the client", async () => {
  const { client, seen } = stubbed(() => new Error("broken"));
  for (const options of [{ maxRetries: NaN }, { maxRetries: -1 }, { timeout: NaN }, { timeout: 0 }, { timeout: -1 }]) {
    await assert.rejects(client.requestUntyped("GET", "/things", {}, options), TypeError, inspect(options));
  }
  assert.equal(seen.length, 0);
});

test("an option that is undefined is one that is not given", async () => {
  const { client } = stubbed(() => json({ id: 1 }));
  const options: RequestOptions = { signal: undefined, timeout: undefined, maxRetries: undefined, headers: undefined };
  assert.deepEqual(await client.requestUntyped("GET", "/things", {}, options), { id: 1 });
});

test("nothing is sent once a signal has aborted, also while credentials are made", async () => {
  const controller = new AbortController();
  const auth = token(() => {
    controller.abort(new Error("enough"));
    return "test-token";
  });
  const { client, seen } = stubbed(() => json({}), { auth });
  await assert.rejects(client.requestUntyped("POST", "/things", {}, { signal: controller.signal }), /enough/);
  assert.equal(seen.length, 0);
});

test("the time limit holds for credentials and for a fetch that knows no signal", async () => {
  const hanging = stubbed(() => json({}), { auth: token(() => NEVER), maxRetries: 0, timeout: 20 });
  await assert.rejects(hanging.client.requestUntyped("GET", "/things"), APITimeoutError);
  const deaf = stubbed(() => NEVER, { maxRetries: 0, timeout: 20 });
  await assert.rejects(deaf.client.requestUntyped("GET", "/things"), APITimeoutError);
  const stalled = stubbed(() => new Response(new ReadableStream()), { maxRetries: 0, timeout: 20 });
  await assert.rejects(stalled.client.requestUntyped("GET", "/things"), APITimeoutError);
});

test("what credentials fail with is given on as it is", async () => {
  const own = new RangeError("no token today");
  const { client, seen } = stubbed(() => json({}), { auth: token(() => Promise.reject(own)) });
  await assert.rejects(client.requestUntyped("GET", "/things"), (error) => error === own);
  assert.equal(seen.length, 0);
});

test("an address with a user, a query or a fragment is refused and its password is not shown", () => {
  for (const baseUrl of ["http://me:hunter22@x", "http://x/?a=1", "http://x/#a", "http://x/ y", "http://x\\@y", "http://"]) {
    assert.throws(
      () => new Client({ auth: null, baseUrl }),
      (error: unknown) => error instanceof TypeError && !error.message.includes("hunter22"),
      baseUrl,
    );
  }
});

test("what every object has is no path parameter", async () => {
  const { client, seen } = stubbed(() => json({}));
  for (const name of ["constructor", "toString", "__proto__"]) {
    await assert.rejects(client.requestUntyped("GET", `/things/{${name}}`), TypeError, name);
  }
  assert.equal(seen.length, 0);
});

test("a method is sent in upper case", async () => {
  const { client, seen } = stubbed(() => json({}));
  await client.requestUntyped("patch", "/things", { body: {} });
  assert.equal(seen[0]?.method, "PATCH");
});

test("a certificate that is not trusted stays so", async () => {
  for (const code of ["DEPTH_ZERO_SELF_SIGNED_CERT", "UNABLE_TO_VERIFY_LEAF_SIGNATURE", "ERR_TLS_CERT_ALTNAME_INVALID"]) {
    const { client, seen } = stubbed(() => Object.assign(new TypeError("fetch failed"), { cause: { code } }));
    await assert.rejects(client.requestUntyped("GET", "/things"), APIError);
    assert.equal(seen.length, 1, code);
  }
});

test("a pause that no timer can keep does not end at once", async () => {
  const controller = new AbortController();
  const pause = SYSTEM_CLOCK.sleep(Infinity, controller.signal);
  const first = await Promise.race([pause.then(() => "over"), new Promise((resolve) => setTimeout(resolve, 20, "waiting"))]);
  controller.abort(new Error("enough"));
  assert.equal(first, "waiting");
  await assert.rejects(pause, /enough/);
});

test("over HTTP: no error shows the token, wherever the service repeats it", async () => {
  const secret = "a-token-of-some-length";
  const server = createServer((request, response) => {
    const given = String(request.headers["x-auth-token"]);
    const status = request.url === "/moved" ? 302 : request.url === "/html" ? 200 : 400;
    const headers = { location: `http://other.example/${given}`, "x-request-id": given, "content-type": `text/x; t=${given}` };
    response.writeHead(status, headers).end(request.url === "/html" ? given : JSON.stringify({ error_code: given, [given]: 1 }));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const client = new Client({ auth: token(secret), baseUrl, maxRetries: 0 });
  for (const path of ["/refused", "/moved", "/html"]) {
    const error: unknown = await client.requestUntyped("GET", path).catch((reason: unknown) => reason);
    assert.ok(error instanceof APIError);
    const shown = [inspect(error, { depth: 9, showHidden: true }), JSON.stringify(error), error.stack, error.message].join();
    assert.ok(!shown.includes(secret), shown);
    if (path === "/refused") assert.ok(error instanceof BadRequestError && error.requestId === "***");
  }
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});
