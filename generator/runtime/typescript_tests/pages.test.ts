/** Lists: walking over all pages, from the page that the caller asks for, and what is no list. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { APIResponseError, type Credentials, type Page, type PagedList } from "../src/index.js";
import { Caller } from "../src/runtime/caller.js";
import type { Pagination } from "../src/runtime/pages.js";
import { SYSTEM_CLOCK } from "../src/runtime/retries.js";
import { json } from "./calls.js";

type Row = { id: number };
type Serve = (url: URL, body: Record<string, unknown>) => unknown;

function list(
  pagination: Pagination,
  serve: Serve,
  call: { query?: object; body?: unknown } = {},
): { rows: PagedList<Row, unknown>; asked: string[] } {
  const asked: string[] = [];
  const credentials: Credentials | null = null;
  const caller = new Caller({
    server: "http://localhost:1",
    credentials,
    scope: {},
    headers: {},
    timeout: 1000,
    maxRetries: 0,
    hints: [],
    clock: SYSTEM_CLOCK,
    fetch: (input, init) => {
      const url = new URL(String(input));
      const body = init?.body instanceof Uint8Array ? new TextDecoder().decode(init.body) : "{}";
      asked.push(pagination.place === "body" ? body : url.search);
      return Promise.resolve(json(serve(url, JSON.parse(body) as Record<string, unknown>)));
    },
  });
  return { rows: caller.list({ method: "GET", path: "/rows", ...call }, pagination), asked };
}

const ROWS: Row[] = Array.from({ length: 5 }, (_, id) => ({ id }));
const OFFSET: Pagination = { style: "offset", position: "offset", size: "limit", items: ["data"], total: ["total"] };

const byOffset: Serve = (url) => {
  const offset = Number(url.searchParams.get("offset") ?? 0);
  return { data: ROWS.slice(offset, offset + 2), total: ROWS.length };
};

async function ids(rows: AsyncIterable<Row>): Promise<number[]> {
  const found = [];
  for await (const row of rows) found.push(row.id);
  return found;
}

test("iterating gives the items of all pages, and sends no request more than that", async () => {
  const { rows, asked } = list(OFFSET, byOffset, { query: { limit: 2 } });
  assert.deepEqual(await ids(rows), [0, 1, 2, 3, 4]);
  assert.deepEqual(asked, ["?limit=2", "?limit=2&offset=2", "?limit=2&offset=4"]);
});

test("a list begins where the caller asks for", async () => {
  const { rows, asked } = list(OFFSET, byOffset, { query: { offset: "3" } });
  assert.deepEqual(await ids(rows), [3, 4]);
  assert.equal(asked.length, 1);
});

test("awaiting gives one page, which leads to the next", async () => {
  const { rows, asked } = list(OFFSET, byOffset);
  assert.equal(asked.length, 0);
  let page: Page<Row, unknown> | undefined = await rows;
  assert.deepEqual([page.total, page.items.length, page.hasNext], [5, 2, true]);
  const sizes = [];
  for (; page !== undefined; page = await page.next()) sizes.push(page.items.length);
  assert.deepEqual(sizes, [2, 2, 1]);
  const counts = [];
  for await (const one of rows.pages()) counts.push(one.items.length);
  assert.deepEqual(counts, [2, 2, 1]);
});

test("pages are counted, in the body too", async () => {
  const pagination: Pagination = { style: "page", position: "page", place: "body", first: 1, items: ["data"] };
  const serve: Serve = (_, body) => {
    const page = Number(body["page"] ?? 1);
    return { data: ROWS.slice(2 * page - 2, 2 * page) };
  };
  const { rows, asked } = list(pagination, serve, { body: { name: "x" } });
  assert.deepEqual(await ids(rows), [0, 1, 2, 3, 4]);
  assert.deepEqual(asked, ['{"name":"x"}', '{"name":"x","page":2}', '{"name":"x","page":3}']);
});

test("markers are followed to the end, and not in a circle", async () => {
  const pagination: Pagination = { style: "marker", position: "marker", items: ["data"], next: ["page", "next"] };
  const walk = (order: Record<string, string>): Serve => (url) => {
    const marker = url.searchParams.get("marker") ?? "a";
    return { data: [{ id: marker.charCodeAt(0) }], page: { next: order[marker] ?? null } };
  };
  assert.deepEqual(await ids(list(pagination, walk({ a: "b", b: "c" })).rows), [97, 98, 99]);
  await assert.rejects(ids(list(pagination, walk({ a: "b", b: "c", c: "b" })).rows), APIResponseError);
});

test("a service that gives the same page again does not make a list endless", async () => {
  const same: Serve = () => ({ data: ROWS.slice(0, 2), total: 9 });
  await assert.rejects(ids(list(OFFSET, same).rows), /same as the one before/);
  const page: Pagination = { style: "page", position: "page", first: 1, items: ["data"] };
  const sliding: Serve = (url) => {
    const first = Number(url.searchParams.get("page") ?? 1);
    return { data: [first, first + 1, first + 2].map((id) => ({ id })) };
  };
  await assert.rejects(ids(list(page, sliding).rows), /overlap/);
});

test("what is no list is an error, and a list that is not there is empty", async () => {
  await assert.rejects(ids(list(OFFSET, () => ({ data: {} })).rows), /no array/);
  assert.deepEqual(await ids(list(OFFSET, () => ({})).rows), []);
});
