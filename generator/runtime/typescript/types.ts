/** Shorter names for parts of the generated types: each takes an operation by its `operationId`. */

import type { operations, paths } from "../schema.js";

export type OperationId = keyof operations;

/** The value of a path parameter. */
export type PathValue<Id extends OperationId, Name extends string> = operations[Id] extends {
  parameters: { path: Record<Name, infer Value> };
}
  ? Value
  : string;

/** The query of an operation. */
export type Query<Id extends OperationId> = operations[Id] extends { parameters: { query?: infer Value } }
  ? NonNullable<Value>
  : never;

/** The headers of an operation, beside those that credentials set. */
export type HeaderFields<Id extends OperationId> = operations[Id] extends { parameters: { header?: infer Value } }
  ? NonNullable<Value>
  : never;

/** What an operation is sent. */
export type Body<Id extends OperationId> = ContentOf<RequestBodyOf<operations[Id]>>;

/** What an operation gives. */
export type Answer<Id extends OperationId> = AnswerOf<operations[Id]>;

/** What stands at a path of names in an answer, in the array there. */
export type Item<Id extends OperationId, Path extends readonly string[]> =
  At<Answer<Id>, Path> extends readonly (infer Member)[] ? Member : unknown;

/** What stands at a path of names in an answer: its state, say. */
export type State<Id extends OperationId, Path extends readonly string[]> = NonNullable<At<Answer<Id>, Path>>;

/** A body that is no JSON. */
export type Content = string | Uint8Array | ArrayBuffer | Blob;

type RequestBodyOf<Operation> = Operation extends { requestBody?: infer Value } ? NonNullable<Value> : never;

type ContentOf<Holder> = Holder extends { content: infer ByType } ? ByType[keyof ByType] : never;

type AnswerOf<Operation> = Operation extends { responses: infer ByStatus } ? ContentOf<ByStatus[keyof ByStatus]> : never;

type At<Value, Path extends readonly string[]> = Path extends readonly [infer Name, ...infer Rest extends string[]]
  ? Name extends keyof NonNullable<Value>
    ? At<NonNullable<Value>[Name], Rest>
    : unknown
  : NonNullable<Value>;

type Methods = { GET: "get"; PUT: "put"; POST: "post"; DELETE: "delete"; OPTIONS: "options"; HEAD: "head"; PATCH: "patch" };

export type HttpMethod = keyof Methods;

type OperationAt<Path extends keyof paths, Method extends HttpMethod> = paths[Path] extends Record<Methods[Method], infer Operation>
  ? NonNullable<Operation>
  : never;

/** The paths that have an operation of a method. */
export type PathsWith<Method extends HttpMethod> = {
  [Path in keyof paths]: [OperationAt<Path, Method>] extends [never] ? never : Path;
}[keyof paths];

/** What a path and method give. */
export type AnswerAt<Path extends keyof paths, Method extends HttpMethod> = AnswerOf<OperationAt<Path, Method>>;

/** What a path and method take: the path parameters that the client does not know, a query, a body. */
export interface RequestAt<Path extends keyof paths, Method extends HttpMethod> {
  path?: OperationAt<Path, Method> extends { parameters: { path?: infer Value } } ? Partial<NonNullable<Value>> : never;
  query?: OperationAt<Path, Method> extends { parameters: { query?: infer Value } } ? NonNullable<Value> : never;
  body?: ContentOf<RequestBodyOf<OperationAt<Path, Method>>>;
}
