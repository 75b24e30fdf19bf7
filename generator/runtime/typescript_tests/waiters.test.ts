/** Waiting: until a state, in vain, until nothing is left, through trouble that passes, no longer than allowed. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { NotFoundError, RateLimitError, WaitFailedError, WaitTimeoutError, type Clock } from "../src/index.js";
import { statusError } from "../src/runtime/errors.js";
import { poll, type WaitOptions, type Waiter } from "../src/runtime/waiters.js";

type Thing = { status: { phase: string | number } };

const WAITER: Waiter = {
  thing: "thing",
  field: ["status", "phase"],
  until: ["done", 3],
  failure: ["failed"],
  gone: false,
  errorCodes: [],
  interval: 1000,
  timeout: 10_000,
};

function refusal(status: number, code: string, headers: Record<string, string> = {}): Error {
  const content = new TextEncoder().encode(JSON.stringify({ error_code: code, error_msg: "no" }));
  const asked = { method: "GET", url: "http://localhost/things/1", secrets: [], statusText: "" };
  return statusError({ ...asked, status, headers: new Headers(headers), content }, [], 1);
}

/** Wait with answers (states or errors, the last one again and again); gives the result and the pauses. */
async function waited(
  answers: readonly (string | number | Error)[],
  waiter: Waiter = WAITER,
  options: WaitOptions<Thing, string | number> = {},
): Promise<{ result: Thing | undefined; pauses: number[] }> {
  const pauses: number[] = [];
  let moment = 0;
  let count = 0;
  const clock: Clock = {
    now: () => moment,
    random: () => 0,
    sleep: (milliseconds) => {
      pauses.push(milliseconds);
      moment += milliseconds;
      return Promise.resolve();
    },
  };
  const ask = (): Promise<Thing> => {
    const answer = answers[Math.min(count, answers.length - 1)];
    count += 1;
    if (answer instanceof Error) return Promise.reject(answer);
    return Promise.resolve({ status: { phase: answer ?? "" } });
  };
  return { result: await poll(waiter, ["1"], clock, ask, options), pauses };
}

test("a wait ends with the answer that has a state, also one of the caller's", async () => {
  const { result, pauses } = await waited(["new", "running", "done"]);
  assert.deepEqual([result?.status.phase, pauses], ["done", [1000, 1000]]);
  assert.equal((await waited(["3"])).result?.status.phase, "3");
  const polled: (string | number)[] = [];
  const onPoll = (answer: Thing): void => void polled.push(answer.status.phase);
  await waited(["new", "running"], WAITER, { until: ["running", "x"], interval: 5, onPoll });
  assert.deepEqual(polled, ["new", "running"]);
  assert.equal((await waited(["failed"], WAITER, { until: "failed" })).result?.status.phase, "failed");
});

test("a state from which no way leads there ends a wait", async () => {
  await assert.rejects(waited(["new", "failed"]), (error: unknown) => {
    assert.ok(error instanceof WaitFailedError && !(error instanceof WaitTimeoutError));
    assert.equal(error.message, 'the thing "1" is failed, not done or 3');
    assert.deepEqual([error.state, error.last], ["failed", { status: { phase: "failed" } }]);
    return true;
  });
});

test("a wait takes no longer than it may, with a last question at its end", async () => {
  await assert.rejects(waited(["new"], WAITER, { waitTimeout: 2500 }), (error: unknown) => {
    assert.ok(error instanceof WaitTimeoutError);
    assert.match(error.message, /is new, not done or 3, after 2500 ms/);
    return true;
  });
  await assert.rejects(waited(["new"], WAITER, { interval: 0 }), TypeError);
  await assert.rejects(waited(["new"], WAITER, { until: [] }), TypeError);
});

test("trouble that may pass is waited over, for as long as the service asks for; other trouble is not", async () => {
  const busy = refusal(429, "X", { "retry-after": "7" });
  const { result, pauses } = await waited([busy, "done"]);
  assert.deepEqual([result?.status.phase, pauses], ["done", [7000]]);
  await assert.rejects(waited([busy]), (error: unknown) => {
    assert.ok(error instanceof WaitTimeoutError && error.cause instanceof RateLimitError);
    return true;
  });
  await assert.rejects(waited([refusal(404, "X")]), NotFoundError);
});

test("a thing is gone where the service does not know it, says so by a code, or has a state for it", async () => {
  const gone = { ...WAITER, gone: true, errorCodes: ["T.9"], until: ["deleted"] };
  for (const last of [refusal(404, "X"), refusal(400, "T.9")]) {
    assert.equal((await waited(["new", last], gone)).result, undefined);
  }
  assert.equal((await waited(["deleted"], gone)).result?.status.phase, "deleted");
  await assert.rejects(waited([refusal(403, "X")], gone), /403/);
});
