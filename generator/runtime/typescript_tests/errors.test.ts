/** What goes wrong: refusals, answers that are none, connections that break, and what is sent again. */

import assert from "node:assert/strict";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { test } from "node:test";

import * as errors from "../src/index.js";
import { isEnvelope } from "../src/runtime/errors.js";
import { json, stubbed, type Answering } from "./calls.js";
import { Client } from "./client.js";

async function failure(answering: Answering, method = "GET", options: { maxRetries?: number } = {}): Promise<unknown> {
  const { client } = stubbed(answering, options);
  return client.requestUntyped(method, "/things").then(
    () => assert.fail("it did not fail"),
    (reason: unknown) => reason,
  );
}

test("a refusal is an error by its status, with both envelopes read", async () => {
  const kinds = [
    [400, errors.BadRequestError],
    [401, errors.AuthenticationError],
    [403, errors.PermissionDeniedError],
    [404, errors.NotFoundError],
    [409, errors.ConflictError],
    [418, errors.APIStatusError],
    [422, errors.UnprocessableEntityError],
    [429, errors.RateLimitError],
    [500, errors.InternalServerError],
  ] as const;
  for (const [status, kind] of kinds) {
    const envelope = { error_code: "Thing.0001", error_msg: "no" };
    const error = await failure(() => json(envelope, status, { "x-request-id": "r-1" }), "GET", { maxRetries: 0 });
    assert.ok(error instanceof kind && error instanceof errors.APIStatusError, String(status));
    assert.equal(error.name, kind.name);
    const { errorCode, errorMsg, requestId } = error;
    assert.deepEqual({ errorCode, errorMsg, requestId }, { errorCode: "Thing.0001", errorMsg: "no", requestId: "r-1" });
    assert.equal(error.status, status);
    assert.deepEqual(error.body, envelope);
  }
  const other = await failure(() => json({ errorCode: "T.2", errorMessage: "never" }, 400));
  assert.ok(other instanceof errors.BadRequestError);
  assert.equal(`${other.errorCode} ${other.errorMsg}`, "T.2 never");
});

test("the envelope of an error under 200 is an error", async () => {
  for (const body of [{ error_code: "T.1", error_msg: "no" }, { is_success: false, error_msg: "no", data: 1 }]) {
    const { client } = stubbed(() => json(body));
    const sent = client.requestUntyped("GET", "/things");
    if (body.is_success === false) await assert.rejects(sent, errors.OperationFailedError);
    else assert.deepEqual(await sent, body); // nothing is known of an undocumented path
  }
});

test("an answer that is no JSON, or none at all, is an APIResponseError", async () => {
  const answers = ["<html>busy</html>", '{"cut": "of', "", "\u0000"];
  for (const text of answers) {
    const error = await failure(() => new Response(text, { headers: { "content-type": "text/html" } }));
    assert.ok(error instanceof errors.APIResponseError, text);
    assert.match(error.message, /^GET http:\/\/localhost:1\/things: /);
  }
  const { client } = stubbed(() => new Response(null, { status: 204 }));
  assert.deepEqual(await client.requestUntyped("GET", "/things"), {});
});

test("a redirection is an error, and nothing follows it", async () => {
  const { client, seen } = stubbed(() => json({}, 307, { location: "http://elsewhere.example/x?token=abcdef" }));
  await assert.rejects(client.requestUntyped("GET", "/things"), (error: unknown) => {
    assert.ok(error instanceof errors.RedirectError);
    assert.match(error.message, /elsewhere\.example\/x\?token=\*\*\*/);
    return true;
  });
  assert.equal(seen.length, 1);
  assert.equal(seen[0]?.redirect, "manual");
});

test("what may pass is sent again, twice, after longer waits", async () => {
  for (const status of [408, 429, 500, 502, 503, 504]) {
    const { client, seen, waits } = stubbed((_, count) => json({}, count < 3 ? status : 200));
    await client.requestUntyped("GET", "/things");
    assert.deepEqual([seen.length, waits], [3, [500, 1000]]);
  }
  const { client, seen } = stubbed(() => json({}, 503));
  await assert.rejects(client.requestUntyped("PUT", "/things"), /3 attempts/);
  assert.equal(seen.length, 3);
});

test("what is not idempotent is sent again where the service has not touched it", async () => {
  const refused = Object.assign(new TypeError("fetch failed"), { cause: { code: "ECONNREFUSED" } });
  const reset = Object.assign(new TypeError("fetch failed"), { cause: { code: "ECONNRESET" } });
  const attempts = [
    [json({}, 429), 3],
    [json({}, 503), 1],
    [refused, 3],
    [reset, 1],
  ] as const;
  for (const [answer, expected] of attempts) {
    const { client, seen } = stubbed(() => (answer instanceof Error ? answer : answer.clone()));
    const error: unknown = await client.requestUntyped("POST", "/things", { body: {} }).catch((reason: unknown) => reason);
    assert.equal(seen.length, expected);
    if (answer instanceof Error) assert.ok(error instanceof errors.APIConnectionError && error.cause === answer);
  }
});

test("Retry-After is obeyed, as seconds and as a date, up to a minute", async () => {
  const values = [
    ["2", [2000, 2000]],
    ["Thu, 01 Jan 2026 00:00:05 GMT", [5000, 5000]],
    ["61", []],
    ["soon", [500, 1000]],
  ] as const;
  for (const [value, expected] of values) {
    const { client, waits } = stubbed(() => json({}, 503, { "retry-after": value }));
    await assert.rejects(client.requestUntyped("GET", "/things"), errors.InternalServerError);
    assert.deepEqual(waits, expected, value);
  }
});

test("a signal ends a call with its reason, also between attempts", async () => {
  const controller = new AbortController();
  const { client } = stubbed(() => {
    controller.abort(new Error("enough"));
    return json({}, 503);
  });
  await assert.rejects(client.requestUntyped("GET", "/things", {}, { signal: controller.signal }), /enough/);
});

test("over HTTP: a time limit, a broken body, a port that nobody listens on", async () => {
  const server: Server = createServer((request, response) => {
    if (request.url === "/cut") {
      response.writeHead(200, { "content-length": "100" });
      response.write("{");
      response.destroy();
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const baseUrl = `http://127.0.0.1:${port}`;
  const client = new Client({ auth: null, baseUrl, maxRetries: 0, timeout: 100 });
  await assert.rejects(client.requestUntyped("GET", "/slow"), errors.APITimeoutError);
  await assert.rejects(client.requestUntyped("GET", "/cut"), errors.APIConnectionError);
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  await assert.rejects(client.requestUntyped("GET", "/gone"), errors.APIConnectionError);
});

test("a time limit may be as long as one likes", async () => {
  const { client } = stubbed(async () => {
    await new Promise((resolve) => setTimeout(resolve, 20));
    return json({ id: 1 });
  });
  assert.deepEqual(await client.requestUntyped("GET", "/things", {}, { timeout: Infinity }), { id: 1 });
});

test("options that nobody can follow are refused", () => {
  assert.throws(() => new Client({ auth: null, baseUrl: "ftp://x" }), TypeError);
  assert.throws(() => new Client({ auth: null, baseUrl: "http://x", maxRetries: -1 }), TypeError);
  assert.throws(() => new Client({ auth: null, baseUrl: "http://x", timeout: 0 }), TypeError);
  const { client } = stubbed(() => json({}));
  return assert.rejects(client.requestUntyped("GET", "no-slash"), TypeError);
});

test("an envelope is told from an answer that documents the same fields", () => {
  const envelope = { error_code: "T.1", error_msg: "no" };
  assert.equal(isEnvelope(envelope, false), true);
  assert.equal(isEnvelope({ errorCode: "T.1", errorMessage: "no", request_id: "r" }, false), true);
  assert.equal(isEnvelope({ ...envelope, id: 1 }, false), false);
  assert.equal(isEnvelope(envelope, true), false);
  assert.equal(isEnvelope({ is_success: false, id: 1 }, true), true);
  for (const other of [null, [], "no", 1, {}, { error_code: "T.1" }, { error_msg: "no" }, { error_code: "", error_msg: "" }]) {
    assert.equal(isEnvelope(other, false), false, JSON.stringify(other));
  }
});
