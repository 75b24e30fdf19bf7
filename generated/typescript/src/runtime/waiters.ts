// Copied from apiscribe; do not edit.
/**
 * Waiting: an operation is asked again and again until a field of its answer has a state.
 *
 * The first question goes out at once, the others an interval apart, a tenth more by chance, so that many who wait do not
 * ask at the same moment. Trouble that may pass does not end a wait: no connection, no answer in time, a status that is
 * retried.
 */

import { APIConnectionError, APIError, APIStatusError } from "./errors.js";
import type { RequestOptions } from "./requests.js";
import { mayPass, retryAfter, type Clock } from "./retries.js";

/**
 * What is known of the states of a thing. `field` are names in the answer, one below the other.
 *
 * `until` is waited for where the caller says nothing; a state of `failure` ends the wait. `gone`: what is waited for is
 * that there is nothing any more, which a 404 says, and any refusal with one of `errorCodes`.
 */
export interface Waiter {
  readonly thing: string;
  readonly field: readonly string[];
  readonly until: readonly (string | number)[];
  readonly failure: readonly (string | number)[];
  readonly gone: boolean;
  readonly errorCodes: readonly string[];
  /** Milliseconds. */
  readonly interval: number;
  readonly timeout: number;
}

/** What a wait takes beside what every call takes; `timeout` is that of one question. */
export interface WaitOptions<Answer, State = never> extends RequestOptions {
  /** A state, or several of which any will do. */
  until?: State | readonly State[] | undefined;
  /** Milliseconds that the wait may take in all. */
  waitTimeout?: number | undefined;
  /** Milliseconds between two questions. */
  interval?: number | undefined;
  /** Called with every answer. */
  onPoll?: ((answer: Answer) => void) | undefined;
}

/** The wait is in vain. `state` is the one that was reached, `last` the answer that told of it. */
export class WaitFailedError extends APIError {
  readonly state: unknown;
  readonly last: unknown;

  constructor(message: string, state: unknown, last: unknown, options?: ErrorOptions) {
    super(message, options);
    this.state = state;
    this.last = last;
  }
}

/** The state did not come in time. Where the last question failed, `cause` is its error. */
export class WaitTimeoutError extends WaitFailedError {}

/**
 * Ask until the state is one that is waited for; gives the answer that tells of it, `undefined` where nothing is left.
 * `names` say which thing it is.
 */
export async function poll<Answer>(
  waiter: Waiter,
  names: readonly unknown[],
  clock: Clock,
  ask: (options: RequestOptions) => PromiseLike<Answer>,
  options: WaitOptions<Answer, unknown> = {},
): Promise<Answer | undefined> {
  const { until = waiter.until, waitTimeout = waiter.timeout, interval = waiter.interval, onPoll, ...others } = options;
  if (!(waitTimeout > 0 && interval > 0)) throw new TypeError("waitTimeout and interval must be above 0");
  const wanted: readonly unknown[] = Array.isArray(until) ? until : [until];
  if (wanted.length === 0 && !waiter.gone) throw new TypeError("no state to wait for");
  const goal = waiter.gone ? "gone" : wanted.join(" or ");
  const end = clock.now() + waitTimeout;
  let last: Answer | undefined;
  let state: unknown;
  const told = (): string => `the ${waiter.thing} "${names.join("/")}" is ${String(state ?? "of unknown state")}, not ${goal}`;
  for (;;) {
    let trouble: APIError | undefined;
    try {
      last = await ask(others);
      onPoll?.(last);
      state = stateOf(last, waiter.field);
      if (includes(wanted, state)) return last;
      if (includes(waiter.failure, state)) throw new WaitFailedError(told(), state, last);
    } catch (error) {
      if (waiter.gone && error instanceof APIStatusError && saysGone(error, waiter.errorCodes)) return undefined;
      if (!isPassing(error)) throw error;
      trouble = error;
    }
    const left = end - clock.now();
    if (left <= 0) throw new WaitTimeoutError(`${told()}, after ${waitTimeout} ms`, state, last, { cause: trouble });
    const asked = trouble instanceof APIStatusError ? retryAfter(trouble.headers.get("retry-after") ?? "", clock.now()) : 0;
    const pause = Math.max(interval * (1 + 0.1 * clock.random()), asked ?? 0);
    await clock.sleep(Math.min(pause, left), options.signal);
  }
}

function isPassing(error: unknown): error is APIError {
  return error instanceof APIConnectionError || (error instanceof APIStatusError && mayPass(error.status));
}

function saysGone(error: APIStatusError, codes: readonly string[]): boolean {
  return error.status === 404 || (error.status >= 400 && error.status < 500 && codes.includes(error.errorCode));
}

function stateOf(answer: unknown, field: readonly string[]): unknown {
  let found = answer;
  for (const name of field) {
    if (typeof found !== "object" || found === null || !Object.hasOwn(found, name)) return undefined;
    found = (found as Record<string, unknown>)[name];
  }
  return found;
}

/** Tell whether a state is among others; services write numbers as text now and then. */
function includes(states: readonly unknown[], state: unknown): boolean {
  return (typeof state === "string" || typeof state === "number") && states.map(String).includes(String(state));
}
