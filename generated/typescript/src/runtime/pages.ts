// Copied from apiscribe; do not edit.
/**
 * Lists that come in pages: iterating walks all of them, and each page leads to the next.
 *
 *     for await (const thing of client.things.list()) …    // every item of every page
 *     const page = await client.things.list();             // one page: items, total, next()
 *
 * How an operation pages stands in its method as data. Nothing in here sends.
 */

import { APIResponseError, type Received } from "./errors.js";

/**
 * How an operation pages. `items`, `total` and `next` are names in the answer, one below the other.
 *
 * `position` and `size` are parameters in the query or the body. A position counts items (`offset`) or pages (`page`)
 * from `first` on, or is what the answer before it said under `next` (`marker`).
 */
export interface Pagination {
  readonly style: "offset" | "page" | "marker";
  readonly position: string;
  readonly items: readonly string[];
  readonly place?: "query" | "body";
  readonly first?: number;
  readonly size?: string;
  readonly defaultSize?: number;
  readonly total?: readonly string[];
  readonly next?: readonly string[];
}

/** What fetches a page: another position replaces the one that the caller gave. */
export interface PageSource<Answer> {
  readonly pagination: Pagination;
  /** What the caller gave for a parameter, `undefined` where nothing. */
  given(name: string): unknown;
  fetch(position?: string | number): Promise<Fetched<Answer>>;
}

/** An answer, and what it was read from. */
export interface Fetched<Answer> {
  readonly answer: Answer;
  readonly received: Received;
}

/**
 * Where a page stands in a walk: its position, the items passed so far, the page before it.
 *
 * `mark` is a marker of an earlier page, another one at each power of two: a circle of markers is sure to meet it.
 */
interface Step {
  readonly position: unknown;
  readonly number: number;
  readonly passed: number;
  readonly before: readonly unknown[];
  readonly mark?: unknown;
}

/** A list that is not fetched yet: `await` gives its first page, `for await` all items. */
export class PagedList<Item, Answer> implements PromiseLike<Page<Item, Answer>>, AsyncIterable<Item> {
  readonly #source: PageSource<Answer>;

  constructor(source: PageSource<Answer>) {
    this.#source = source;
  }

  /** Fetch the first page; each `await` fetches it anew. */
  then<Result = Page<Item, Answer>, Failure = never>(
    onfulfilled?: ((page: Page<Item, Answer>) => Result | PromiseLike<Result>) | null,
    onrejected?: ((reason: unknown) => Failure | PromiseLike<Failure>) | null,
  ): Promise<Result | Failure> {
    return this.#first().then(onfulfilled, onrejected);
  }

  /** Yield all pages, fetched as they are needed. */
  async *pages(): AsyncGenerator<Page<Item, Answer>, void, undefined> {
    yield* (await this.#first()).pages();
  }

  /** Yield the items of all pages. */
  async *[Symbol.asyncIterator](): AsyncGenerator<Item, void, undefined> {
    yield* await this.#first();
  }

  async #first(): Promise<Page<Item, Answer>> {
    const { pagination } = this.#source;
    const given = this.#source.given(pagination.position);
    const position = pagination.style === "marker" ? given : given === undefined ? (pagination.first ?? 0) : whole(given);
    const step = { position, number: 1, passed: 0, before: [] };
    return new Page(this.#source, step, await this.#source.fetch());
  }
}

/** One page of a list. Iterating gives its items, then those of all pages after it, fetched as they are needed. */
export class Page<Item, Answer> implements AsyncIterable<Item> {
  /** The items of this page. */
  readonly items: readonly Item[];
  /** The whole answer. */
  readonly body: Answer;
  readonly #source: PageSource<Answer>;
  readonly #step: Step;
  readonly #received: Received;

  constructor(source: PageSource<Answer>, step: Step, { answer, received }: Fetched<Answer>) {
    this.#source = source;
    this.#step = step;
    this.#received = received;
    this.body = answer;
    this.items = this.#newItems();
  }

  /** How many items all pages hold; `undefined` where the answer does not say. */
  get total(): number | undefined {
    const { total } = this.#source.pagination;
    const stated = total === undefined ? undefined : whole(at(this.body, total));
    return stated !== undefined && stated >= 0 ? stated : undefined;
  }

  /** Tell whether there may be another page; it can turn out to be empty where the answers give no total. */
  get hasNext(): boolean {
    return this.#nextPosition() !== undefined;
  }

  /** Fetch the next page; `undefined` where this is the last. APIResponseError where the list runs in a circle. */
  async next(): Promise<Page<Item, Answer> | undefined> {
    const position = this.#nextPosition();
    if (position === undefined) return undefined;
    const step = this.#step;
    let mark = step.mark;
    if (this.#source.pagination.style === "marker") {
      if (position === mark) throw new APIResponseError("the marker of the next page came before", this.#received);
      if (Number.isInteger(Math.log2(step.number))) mark = position;
    }
    const fetched = await this.#source.fetch(position);
    const reached = this.#source.pagination.style === "marker" ? position : whole(position);
    const following = { position: reached, number: step.number + 1, passed: this.#passed(), before: this.items, mark };
    return new Page(this.#source, following, fetched);
  }

  /** Yield this page and all after it. */
  async *pages(): AsyncGenerator<Page<Item, Answer>, void, undefined> {
    for (let page: Page<Item, Answer> | undefined = this; page !== undefined; page = await page.next()) yield page;
  }

  /** Yield the items of this page and of all after it. */
  async *[Symbol.asyncIterator](): AsyncGenerator<Item, void, undefined> {
    for await (const page of this.pages()) yield* page.items;
  }

  /**
   * Give the items of the answer; none where they are those of the page before, and no more are due.
   *
   * A list that could only be walked with gaps is an APIResponseError.
   */
  #newItems(): readonly Item[] {
    const { pagination } = this.#source;
    const items = at(this.body, pagination.items) ?? [];
    if (!Array.isArray(items)) {
      throw new APIResponseError(`no array at "${pagination.items.join(".")}" of the answer`, this.#received);
    }
    const { before, passed } = this.#step;
    if (pagination.style === "marker" || before.length === 0 || items.length === 0) return items as Item[];
    if (areEqual(items, before)) {
      const { total } = this;
      const size = this.#size();
      if (total !== undefined && passed + items.length <= total && mayRepeat(items)) return items as Item[];
      if ((total !== undefined && total > passed) || (size !== undefined && items.length >= size)) {
        throw new APIResponseError("the page is the same as the one before it", this.#received);
      }
      return [];
    }
    const shared = items.slice(0, -1);
    if (pagination.style === "page" && items.length > 2 && areEqual(shared, before.slice(1, items.length))) {
      if (!isUniform(shared)) {
        const problem = `the pages overlap: "${pagination.position}" counts items, not pages as documented`;
        throw new APIResponseError(problem, this.#received);
      }
    }
    return items as Item[];
  }

  #nextPosition(): string | number | undefined {
    const { pagination } = this.#source;
    const { position, before } = this.#step;
    const count = this.items.length;
    if (pagination.style === "marker") {
      const marker = at(this.body, pagination.next ?? []);
      return (typeof marker === "string" || typeof marker === "number") && marker ? marker : undefined;
    }
    if (count === 0) return undefined;
    if (typeof position !== "number") {
      throw new TypeError(`"${pagination.position}" must be a whole number for the page after it to be known`);
    }
    const { total } = this;
    // a total below what this page holds alone is no total
    if (total === undefined ? count < before.length : count <= total && total <= this.#passed()) return undefined;
    const advanced = position + (pagination.style === "offset" ? count : 1);
    return typeof this.#source.given(pagination.position) === "string" ? String(advanced) : advanced;
  }

  /** Count the items up to the end of this page, also those before the position that the caller began with. */
  #passed(): number {
    const { position, number, passed } = this.#step;
    const count = this.items.length;
    if (number > 1) return passed + count;
    const { style, first = 0 } = this.#source.pagination;
    const skipped = typeof position === "number" && style !== "marker" ? position - first : 0;
    return skipped * (style === "offset" ? 1 : count) + count;
  }

  /** Give how many items a page should have: what was asked for, else what is documented. */
  #size(): number | undefined {
    const { size, defaultSize } = this.#source.pagination;
    return (size === undefined ? undefined : whole(this.#source.given(size))) || defaultSize;
  }
}

/** Give what stands at a path of names, `undefined` where there is nothing. */
function at(value: unknown, path: readonly string[]): unknown {
  let found = value;
  for (const name of path) {
    if (typeof found !== "object" || found === null || !Object.hasOwn(found, name)) return undefined;
    found = (found as Record<string, unknown>)[name];
  }
  return found ?? undefined;
}

/** Give a whole number, also one that is written as text; `undefined` for anything else. */
function whole(value: unknown): number | undefined {
  const number = typeof value === "string" && /^-?\d{1,15}$/.test(value) ? Number(value) : value;
  return Number.isInteger(number) ? (number as number) : undefined;
}

function areEqual(one: readonly unknown[], other: readonly unknown[]): boolean {
  return one.length === other.length && JSON.stringify(one) === JSON.stringify(other);
}

function isUniform(items: readonly unknown[]): boolean {
  return items.every((item) => JSON.stringify(item) === JSON.stringify(items[0]));
}

/** Tell whether another page may hold the same: no objects stand in it that differ, and so would come once. */
function mayRepeat(items: readonly unknown[]): boolean {
  return isUniform(items) || !items.some((item) => typeof item === "object" && item !== null);
}
