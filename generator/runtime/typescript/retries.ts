/** When a request is sent again, and after how long. Decisions only: nothing in here waits or sends. */

export const DEFAULT_MAX_RETRIES = 2;
const FIRST_DELAY = 500;
const MAX_DELAY = 8_000;

/** Milliseconds that are waited when the service asks for it; where it asks for more, the error comes at once. */
export const MAX_RETRY_AFTER = 60_000;

const IDEMPOTENT: ReadonlySet<string> = new Set(["GET", "HEAD", "PUT", "DELETE", "OPTIONS"]);
const STATUSES: ReadonlySet<number> = new Set([408, 429, 500, 502, 503, 504]);

/** Milliseconds that a timer can run; one that is to run for longer ends at once. */
export const MAX_TIMER = 2 ** 31 - 1;

/** Codes of Node for a connection that did not come about. */
const NOT_SENT: ReadonlySet<string> = new Set([
  "EAI_AGAIN",
  "ECONNREFUSED",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "ENOTFOUND",
  "UND_ERR_CONNECT_TIMEOUT",
]);

/** Where time and chance come from, and how time is spent: for tests. All times are in milliseconds. */
export interface Clock {
  now(): number;
  /** A number from 0 to 1. */
  random(): number;
  /** Ends after this time, or earlier where that is longer than a timer can run; fails with the reason of the signal. */
  sleep(milliseconds: number, signal?: AbortSignal): Promise<void>;
}

export const SYSTEM_CLOCK: Clock = {
  now: () => Date.now(),
  random: () => Math.random(),
  sleep: (milliseconds, signal) =>
    new Promise((resolve, reject) => {
      const stop = (): void => {
        clearTimeout(timer);
        reject(signal?.reason as Error);
      };
      const timer = setTimeout(() => {
        signal?.removeEventListener("abort", stop);
        resolve();
      }, Math.min(milliseconds, MAX_TIMER));
      if (signal?.aborted) stop();
      else signal?.addEventListener("abort", stop, { once: true });
    }),
};

/** Tell whether what a status says may be over soon. */
export function mayPass(status: number): boolean {
  return STATUSES.has(status);
}

/** Give the time to wait after this answer to the given attempt (from 1); `undefined`: do not send again. */
export function delayAfterStatus(
  method: string,
  status: number,
  headers: Headers,
  attempt: number,
  clock: Clock,
): number | undefined {
  // after 429 any request may be sent again: the service has not touched it
  if (!(IDEMPOTENT.has(method) ? STATUSES.has(status) : status === 429)) return undefined;
  const asked = retryAfter(headers.get("retry-after") ?? "", clock.now());
  if (asked === undefined) return backoff(attempt, clock.random());
  return asked <= MAX_RETRY_AFTER ? asked : undefined;
}

/** Give the time to wait after a failure to send or receive; `undefined`: do not send again. */
export function delayAfterError(
  method: string,
  error: unknown,
  attempt: number,
  clock: Clock,
): number | undefined {
  // a body that is too large stays so, and a certificate that is not trusted
  if (error instanceof RangeError || /CERT|SIGNATURE/.test(codeOf(error))) return undefined;
  if (!IDEMPOTENT.has(method) && !NOT_SENT.has(codeOf(error))) return undefined;
  return backoff(attempt, clock.random());
}

/** Give the time before the next attempt: twice as long each time, up to a quarter less by chance (0 to 1). */
export function backoff(attempt: number, chance: number): number {
  return Math.min(FIRST_DELAY * 2 ** Math.min(attempt - 1, 16), MAX_DELAY) * (1 - 0.25 * chance);
}

/** Give the time that `Retry-After` asks for, as seconds or as a date; `undefined` where it is neither. */
export function retryAfter(value: string, now: number): number | undefined {
  const text = value.trim().slice(0, 64);
  if (/^\d+(\.\d*)?$/.test(text)) return Number(text) * 1000;
  // dates of HTTP begin with the day of the week; `Date.parse` takes much more than those
  const moment = /^[A-Za-z]{3,9},? /.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(moment) ? undefined : Math.max(0, moment - now);
}

/** Give the code of a failure of `fetch`, which Node keeps in its cause; empty where there is none. */
export function codeOf(error: unknown): string {
  const cause = error instanceof Error ? error.cause : undefined;
  for (const holder of [cause, error]) {
    if (typeof holder === "object" && holder !== null && "code" in holder && typeof holder.code === "string") {
      return holder.code;
    }
  }
  return "";
}

/** Give the number of retries. One that is none is a TypeError. */
export function checkedRetries(count: number): number {
  if (!Number.isInteger(count) || count < 0) throw new TypeError(`maxRetries must be 0 or more, not ${String(count)}`);
  return count;
}
