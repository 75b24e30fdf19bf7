/** The signature, by the vectors of the vendor's own SDKs, and what credentials add to a request. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { inspect } from "node:util";

import { accessKey, APIStatusError, CredentialsError, token } from "../src/index.js";
import { authorization, canonicalPath, canonicalQuery, sdkDate, type Bytes } from "../src/runtime/signing.js";
import { json, stubbed } from "./calls.js";

const bytes = (text: string): Bytes => new TextEncoder().encode(text);

async function signature(
  method: string,
  path: string,
  query: [string, string][],
  headers: Record<string, string>,
  body: string,
): Promise<string> {
  const request = { method, path, query, headers: Object.entries(headers), body: bytes(body) };
  const header = await authorization(request, "AccessKey", "SecretKey");
  return header.split("Signature=")[1] ?? "";
}

const HOST = { Host: "service.endpoint.myhuaweicloud.com", "X-Sdk-Date": "20200608T023900Z" };

test("vectors of the Python core", async () => {
  assert.equal(
    await signature("GET", "/resources", [["size", "1"]], { ...HOST, TEST_UNDERSCORE: "x" }, ""),
    "cfb4171acec81de07d50e53d57eb77edd537414d66ddb1d7d780f128e12cd842",
  );
  assert.equal(
    await signature(
      "POST",
      "/resources",
      [["size", "1"]],
      { ...HOST, TEST_UNDERSCORE: "x" },
      '{"name":"test","id":1}',
    ),
    "436b1ac0a1ae03705934bb70ef2f2e09f7bfed2117d731a38235053199323a1f",
  );
});

test("vectors of the Go core", async () => {
  const date = { "X-Sdk-Date": "20060102T150405Z" };
  assert.equal(
    await signature("GET", "/path", [["limit", "1"]], date, ""),
    "5a2ce64c865e0e6046321c6f3d5a77ba8413eeaf355c3166c03d58d02ac79624",
  );
  assert.equal(
    await signature("POST", "/path", [["key", "value"]], date, '{"Name":"test","Id":1}\n'),
    "cecc2af119b18ab70b4d094c0750f3b42c02f254903179a0fc2cc72fc9db4f59",
  );
});

test("the canonical query and path", () => {
  const query: [string, string][] = [
    ["limit", "1"],
    ["enable", "true"],
    ["test", "一 (&=?!#%.*)"],
    ["path", "/tmp/123"],
    ["multi", "3"],
    ["multi", "1"],
    ["multi", "2"],
  ];
  const expected =
    "enable=true&limit=1&multi=1&multi=2&multi=3&path=%2Ftmp%2F123&test=%E4%B8%80%20%28%26%3D%3F%21%23%25.%2A%29";
  assert.equal(canonicalQuery(query), expected);
  assert.equal(canonicalPath("/a%20b/urn:x~"), "/a%20b/urn%3Ax~/");
  assert.equal(sdkDate(Date.UTC(2020, 5, 8, 2, 39)), "20200608T023900Z");
});

test("keys are sorted by code points", () => {
  assert.equal(canonicalQuery([["\u{1f600}", ""], ["\uff5e", ""], ["ab", ""], ["a", ""]]), "a=&ab=&%EF%BD%9E=&%F0%9F%98%80=");
});

test("each attempt is signed with its own date", async () => {
  let moment = Date.UTC(2026, 0, 1);
  const now = (): number => (moment += 1000);
  const auth = accessKey("AK", "SK-secret", { securityToken: "STS-token", projectId: "p1" });
  const answering = (_: unknown, count: number): Response => (count < 3 ? json({}, 503) : json({}));
  const { client, seen } = stubbed(answering, { auth, now });
  await client.requestUntyped("GET", "/things");
  const dates = seen.map((request) => request.headers.get("x-sdk-date"));
  assert.equal(new Set(dates).size, 3);
  assert.equal(new Set(seen.map((request) => request.headers.get("authorization"))).size, 3);
  const [first] = seen;
  assert.equal(first?.headers.get("x-security-token"), "STS-token");
  assert.match(
    first?.headers.get("authorization") ?? "",
    /^SDK-HMAC-SHA256 Access=AK, SignedHeaders=host;x-project-id;x-sdk-date;x-security-token, Signature=[0-9a-f]{64}$/,
  );
});

test("a token function is asked at every attempt", async () => {
  let count = 0;
  const auth = token(() => `token-${(count += 1)}`);
  const { client, seen } = stubbed((_, sent) => (sent < 2 ? json({}, 503) : json({})), { auth });
  await client.requestUntyped("GET", "/things");
  assert.deepEqual(
    seen.map((request) => request.headers.get("x-auth-token")),
    ["token-1", "token-2"],
  );
});

test("nothing shows a secret", async () => {
  const secret = "very-secret-value";
  const credentials = [token(secret), accessKey("AK", secret, { securityToken: `${secret}-2` })];
  for (const auth of credentials) {
    assert.ok(!inspect(auth, { depth: 9, showHidden: true }).includes(secret));
    assert.ok(!JSON.stringify({ auth }).includes(secret));
    const echo = { error_code: "X.1", error_msg: `bad token ${secret}`, sent: secret };
    const { client } = stubbed(() => json(echo, 401, { "set-cookie": secret, "x-echo": secret }), { auth });
    assert.ok(!inspect(client, { depth: 9, showHidden: true }).includes(secret));
    const error: unknown = await client.requestUntyped("GET", `/things?token=${secret}`).catch((reason: unknown) => reason);
    assert.ok(error instanceof APIStatusError);
    assert.ok(!inspect(error, { depth: 9, showHidden: true }).includes(secret), inspect(error));
    assert.ok(!JSON.stringify(error).includes(secret));
  }
});

test("credentials that cannot be used are refused", async () => {
  for (const value of ["", "  ", "a\nb", "中"]) assert.throws(() => token(value), TypeError);
  assert.throws(() => accessKey("AK", ""), /secret key/);
  const { client, seen } = stubbed(() => json({}), { auth: null });
  await client.requestUntyped("GET", "/things");
  assert.equal(seen[0]?.headers.get("x-auth-token"), null);
  const without = stubbed(() => json({}), { auth: token(() => "") });
  await assert.rejects(without.client.requestUntyped("GET", "/things"), TypeError);
  assert.equal(without.seen.length, 0);
  assert.ok(new CredentialsError("x") instanceof Error);
});
