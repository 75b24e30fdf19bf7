// Copied from apiscribe; do not edit.
/**
 * Every method: what it sends, and what it gives for the answer of a server.
 *
 * The tests that need a server run where the variable SERVER holds the address of one that answers as documented.
 */

import assert from "node:assert/strict";
import { test } from "node:test";

import { token } from "../src/index.js";
import { call, CASES, json, stubbed } from "./calls.js";
import { Client } from "./client.js";

const KINDS = ["required", "all"] as const;
const SERVER = process.env["SERVER"];

for (const one of CASES) {
  const name = one.call.join(".");
  for (const kind of KINDS) {
    const { arguments: given, sent } = one[kind];

    test(`${name} sends what is documented (${kind})`, async () => {
      const { client, seen } = stubbed(() => json(one.answer));
      await call(client, one.call, given);
      assert.equal(seen.length, 1);
      const [request] = seen;
      assert.ok(request);
      assert.equal(request.method, sent.method);
      assert.equal(request.url.pathname, sent.path);
      assert.deepEqual([...request.url.searchParams].sort(), [...sent.query].sort());
      for (const [header, value] of Object.entries(sent.headers)) assert.equal(request.headers.get(header), value);
      if (sent.content !== undefined) assert.equal(request.body, sent.content);
      else if (sent.body !== undefined) assert.deepEqual(JSON.parse(request.body ?? ""), sent.body);
      else assert.equal(request.body, undefined);
      assert.equal(request.headers.get("x-auth-token"), "test-token");
    });

    test(`${name} is taken by a server (${kind})`, { skip: SERVER === undefined && "no SERVER is given" }, async () => {
      const headers = { Prefer: "code=2XX" }; // a mock that keeps state answers as documented, whatever there is
      const client = new Client({ auth: token("test-token"), baseUrl: SERVER ?? "", headers });
      await call(client, one.call, given);
    });
  }

  test(`${name} refuses a path parameter that is empty or another folder`, async () => {
    for (let index = 0; index < one.pathParameters; index += 1) {
      for (const value of ["", ".."]) {
        const { client, seen } = stubbed(() => json(one.answer));
        const given = one.required.arguments.map((argument, at) => (at === index ? value : argument));
        await assert.rejects(async () => call(client, one.call, given), TypeError);
        assert.equal(seen.length, 0);
      }
    }
  });
}
