"""The table of all kinds of change: what each means, what it does to whom, and why.

`request` and `response` are the effects where the thing is sent and where it is read; a kind to which that makes no
difference has `always`. Each is a pair: the effect on the wire, and that on the generated Python client. What decides:

- Wire: BREAKING where a request that was right is refused or has another outcome, or where an answer lacks what was
  promised or holds what was ruled out. Enums are open: that an answer holds a value more is COMPATIBLE.
- Python: the generated client is exact in what it sends and tolerant in what it reads. Arguments are keywords (those of
  the path come by position as well), every field of an answer may be None, an enum also takes what it does not list,
  bounds and formats are not enforced, defaults are not sent. BREAKING where a program that worked with the old client
  fails with the new one, or where a type checker finds fault with it.
"""

from dataclasses import dataclass
from typing import NamedTuple

from spec.diff.model import Effect, Part

N, D, C, B = Effect.NONE, Effect.DOCUMENTATION, Effect.COMPATIBLE, Effect.BREAKING


class Effects(NamedTuple):
    """What a change does on the wire and to the Python client."""

    wire: Effect
    python: Effect


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of change. A direction that it cannot have is None."""

    meaning: str
    request: Effects | None
    response: Effects | None
    why: str

    @property
    def has_direction(self) -> bool:
        """Whether it differs in what it does to requests and to responses."""
        return self.request is None or self.response is None or self.request != self.response

    def effects(self, part: Part) -> Effects:
        """Give the effects in one direction; where it has none there, or the part is no direction, in the other."""
        found = self.response or self.request if part is Part.RESPONSE else self.request or self.response
        return found or Effects(Effect.NONE, Effect.NONE)


def _always(meaning: str, wire: Effect, python: Effect, why: str) -> Kind:
    return Kind(meaning, Effects(wire, python), Effects(wire, python), why)


def _sent(meaning: str, wire: Effect, python: Effect, why: str) -> Kind:
    return Kind(meaning, Effects(wire, python), None, why)


def _read(meaning: str, wire: Effect, python: Effect, why: str) -> Kind:
    return Kind(meaning, None, Effects(wire, python), why)


def _kind(meaning: str, request: tuple[Effect, Effect], response: tuple[Effect, Effect], why: str) -> Kind:
    return Kind(meaning, Effects(*request), Effects(*response), why)


# A table has one line for each row, however long.
# ruff: noqa: E501
# fmt: off
KINDS: dict[str, Kind] = {
    # operations
    "operation-added": _always("operation added", C, C, "nobody called it before"),
    "operation-removed": _always("operation removed", B, B, "its callers are refused, and its method is gone"),
    "operation-moved": _always("operation moved to another path or method", B, C, "the old request finds nothing; the client's method hides where it goes"),
    "operation-deprecated": _always("operation deprecated", C, C, "it still works; who calls it should know"),
    "operation-undeprecated": _always("operation no longer deprecated", C, C, "it stays"),
    "operation-id-renamed": _always("operationId renamed, method of clients kept", N, C, "our clients take their names from x-method; those that others generate may move"),
    "operation-id-renamed-alone": _always("operationId renamed, and nothing else names the method", N, B, "clients name the method after it"),
    "method-renamed": _always("method of clients renamed", N, B, "the old name is gone"),
    "method-renamed-with-alias": _always("method of clients renamed, old name kept", N, C, "the old name works and warns"),
    "method-stated": _always("method of clients stated or no longer stated", N, C, "rules name it where the document does not; the record of names sees that it stays"),
    "operation-servers-changed": _always("servers of an operation changed", B, N, "its requests go elsewhere; the client takes the servers of the document"),
    "path-parameter-renamed": _sent("placeholder of the path renamed", N, B, "the path is the same; the argument may be given by its name"),
    "path-parameters-reordered": _sent("placeholders of the path in another order", B, B, "the same values in the old order name something else"),
    "security-added": _always("another way to authenticate", C, C, "the old ones still do"),
    "security-removed": _always("way to authenticate no longer accepted", B, B, "who used it is refused"),
    "security-required": _always("authentication now required", B, B, "calls without it are refused"),
    "security-dropped": _always("authentication no longer required", C, C, "credentials do no harm"),
    "permission-added": _always("permission now needed", B, N, "who lacks it is refused; no code shows it"),
    "permission-removed": _always("permission no longer needed", C, N, "nobody is refused for having it"),
    "permission-details-changed": _always("details of permissions changed", D, N, "the actions are the same"),
    "error-codes-changed": _always("documented error codes changed", C, C, "codes are open: programs meet unknown ones anyway"),
    "tags-changed": _always("tags of an operation changed", D, D, "they group; the published document states where methods are"),
    "pagination-stated": _always("paging stated", D, B, "the method now gives a page, which holds the answer"),
    "pagination-dropped": _always("paging no longer stated", D, B, "the method gives the answer, no longer a page"),
    "pagination-items-changed": _always("paging iterates over another list", D, B, "loops over the result get other things"),
    "pagination-changed": _always("paging done in another way", D, C, "the client follows it by itself"),
    "waiter-added": _always("waiter added", N, C, "a method more"),
    "waiter-removed": _always("waiter removed", N, B, "its method is gone"),
    "waiter-renamed": _always("waiter renamed", N, B, "the old name of its method is gone"),
    "waiter-changed": _always("waiter watches other states or times", N, C, "it follows what the service does"),
    "callback-added": _always("callback added", C, N, "a server calls only who asks for it"),
    "callback-removed": _always("callback removed", B, N, "who waits for it waits in vain"),
    "callback-changed": _always("callback changed", B, N, "what it sends is not compared in detail"),
    # parameters
    "parameter-added": _sent("optional parameter added", C, C, "requests without it stay right"),
    "required-parameter-added": _sent("required parameter added", B, B, "requests without it are refused, calls without it fail"),
    "parameter-removed": _sent("parameter removed", B, B, "it is refused or has no effect, and the keyword is gone"),
    "parameter-renamed": _sent("parameter spelt otherwise", B, B, "the old spelling has no effect, and the keyword is gone, unless both make one name in Python"),
    "parameter-moved": _sent("parameter moved to another part of the request", B, C, "it is looked for elsewhere; the keyword stays"),
    "parameter-became-required": _sent("parameter now required", B, B, "requests without it are refused, calls without it fail"),
    "parameter-became-optional": _sent("parameter no longer required", C, C, "who gives it goes on"),
    "parameter-serialized-otherwise": _sent("parameter written otherwise (style, explode)", B, C, "the old text is misread; the client writes the new one"),
    # bodies and media types
    "body-added": _sent("optional request body added", C, C, "requests without it stay right"),
    "required-body-added": _sent("required request body added", B, B, "requests without it are refused"),
    "body-removed": _sent("request body removed", B, B, "it is refused or has no effect, and its arguments are gone"),
    "body-became-required": _sent("request body now required", B, B, "requests without it are refused"),
    "body-became-optional": _sent("request body no longer required", C, C, "who gives it goes on"),
    "media-type-added": _always("media type added", C, C, "who asks for the old ones gets them"),
    "preferred-media-type-added": _always("media type added that clients prefer to the old ones", C, B, "the client sends and reads JSON where it can: arguments and results become others"),
    "media-type-removed": _always("media type removed", B, B, "it is refused, or no longer given"),
    "further-media-type-removed": _always("media type removed that clients do not use", B, N, "it is refused, or no longer given; the client sends and reads JSON where it can, else the first one"),
    "encoding-changed": _always("encoding of the parts of a body changed", B, C, "parts are written otherwise; the client does so"),
    # responses
    "response-added": _read("response added", C, C, "programs meet undocumented statuses anyway"),
    "result-response-added": _read("success response added that the client's method now gives", C, B, "the type of the result is that of the first success with a body"),
    "response-removed": _read("success response removed", B, B, "who waits for this status waits in vain, and the method gives another type"),
    "further-response-removed": _read("success response removed that the client's method does not give", B, N, "who waits for this status waits in vain; the type of the result is that of another one"),
    "response-status-changed": _read("success under another status", B, C, "who waits for the old status waits in vain; the client takes any success"),
    "error-response-removed": _read("error response removed", C, C, "fewer ways to fail"),
    "header-added": _read("response header added", C, N, "headers that nobody knows are passed over; the client has no types for them"),
    "header-removed": _read("response header removed", B, N, "who reads it finds nothing; the client has no types for headers"),
    "header-became-optional": _read("response header may be missing", B, N, "who reads it may find nothing"),
    "header-became-required": _read("response header always there", C, N, "who reads it goes on"),
    # types
    "type-changed": _always("other type", B, B, "values of the old type are refused, or no longer come"),
    "type-widened": _kind("more types, or a wider one", (C, C), (B, B), "what was sent is still right; what comes may be of a type that nobody expects"),
    "type-narrowed": _kind("fewer types, or a narrower one", (B, B), (C, C), "some of what was sent is refused; all that comes was possible before"),
    "type-stated": _kind("type stated where anything was right", (B, B), (C, C), "some of what was sent is refused; all that comes was possible before"),
    "type-dropped": _kind("type no longer stated", (C, C), (B, C), "anything may come; in Python it is Any, which checkers accept"),
    "format-changed": _kind("other format", (B, N), (B, N), "texts of the old format are refused, or no longer come; in Python they are str"),
    "format-widened": _kind("wider format", (C, N), (B, N), "numbers may come that do not fit the old one; Python's have no width"),
    "format-narrowed": _kind("narrower format", (B, N), (C, N), "some numbers are refused; Python's have no width"),
    "format-stated": _kind("format stated", (B, N), (C, N), "texts of another form are refused"),
    "format-dropped": _kind("format no longer stated", (C, N), (B, N), "texts of another form may come"),
    "number-format-changed": _always("width of a number stated or no longer stated", C, N, "a number without one has the width that is usual"),
    "null-allowed": _kind("null allowed", (C, C), (B, N), "who reads it may get null; in Python every field of an answer may be None"),
    "null-element-allowed": _kind("null allowed as an element, or as the whole", (C, C), (B, B), "who reads it may get null, and its type says so"),
    "null-refused": _kind("null no longer allowed", (B, B), (C, C), "null is refused, and a required argument or an element may not be None; who reads it gets none"),
    # values
    "enum-value-added": _always("value added to an enum", C, C, "enums are open: what is not listed is a value like any other"),
    "enum-value-removed": _kind("value removed from an enum", (B, C), (C, C), "the value is refused, though the client still sends it; who reads it just never meets it"),
    "enum-stated": _kind("values listed where all were right", (B, C), (C, C), "others are refused, though the client still sends them; what comes was possible before"),
    "enum-dropped": _always("values no longer listed", C, C, "enums are open: this one lists none"),
    "known-value-added": _always("value added to an open enum", C, C, "others were right before"),
    "known-value-removed": _always("value removed from an open enum", C, C, "others than those listed are right"),
    "enum-opened": _always("enum opened to other values", C, C, "enums are open to readers, and senders need not send more"),
    "enum-closed": _kind("enum closed to other values", (B, C), (C, C), "others are refused; what comes was possible before"),
    "default-changed": _kind("other default", (B, D), (D, D), "the same request has another outcome: no client sends defaults, the server adds them"),
    "default-stated": _kind("default stated", (C, D), (D, D), "what the server did anyway is now said"),
    "default-dropped": _kind("default no longer stated", (C, D), (D, D), "nothing says that the server does otherwise"),
    # bounds
    "bound-tightened": _kind("tighter bound", (B, N), (C, N), "some of what was sent is refused; the client does not enforce bounds"),
    "bound-loosened": _kind("looser bound", (C, N), (C, N), "what was sent is still right; who reads does not enforce bounds"),
    "pattern-stated": _kind("pattern stated", (B, N), (C, N), "texts that do not match are refused"),
    "pattern-changed": _kind("other pattern", (B, N), (C, N), "texts that do not match the new one are refused"),
    "pattern-dropped": _kind("pattern no longer stated", (C, N), (C, N), "what was sent is still right"),
    "constraint-stated": _kind("another rule of the schema stated", (B, N), (C, N), "some of what was sent may be refused; all that comes was possible before"),
    "constraint-changed": _kind("another rule of the schema changed", (B, N), (B, N), "some of what was sent may be refused, and what was ruled out may come: such rules are not compared in detail"),
    "constraint-dropped": _kind("another rule of the schema dropped", (C, N), (B, N), "what was sent is still right; what was ruled out may come"),
    # fields
    "field-added": _always("optional field added", C, C, "requests without it stay right; fields that nobody knows are passed over"),
    "required-field-added": _kind("required field added", (B, B), (C, C), "requests without it are refused, calls without it fail; readers get more"),
    "field-removed": _always("field removed", B, B, "it is refused or has no effect; who reads it finds nothing; its name is gone from the client"),
    "field-renamed": _always("field spelt otherwise", B, B, "the old spelling has no effect, or no longer comes; keys of dicts are spelt like it"),
    "field-became-required": _kind("field now required", (B, B), (C, N), "requests without it are refused, calls without it fail; readers find it always"),
    "field-became-optional": _kind("field no longer required", (C, C), (B, N), "who reads it may find nothing; in Python every field of an answer may be None"),
    "field-deprecated": _always("deprecated", C, C, "it still works; who uses it should know"),
    "field-undeprecated": _always("no longer deprecated", C, C, "it stays"),
    "fields-stated": _always("fields stated where any were right", C, B, "an object of any fields is a dict in the client, one of known fields a model"),
    "fields-dropped": _kind("fields no longer stated", (C, B), (B, B), "nothing promises them any more; a model in the client becomes a dict"),
    "extra-fields-refused": _kind("fields beyond those listed refused", (B, N), (C, N), "requests with others are refused"),
    "extra-fields-allowed": _always("fields beyond those listed allowed", C, N, "readers pass over what they do not know"),
    "alternative-added": _kind("alternative added", (C, C), (B, B), "what comes may have a shape that nobody expects"),
    "alternatives-changed": _always("alternatives changed", B, B, "they are not alike enough to be compared in detail"),
    "alternative-removed": _kind("alternative removed", (B, B), (C, C), "what was sent in that shape is refused"),
    "discriminator-changed": _always("alternatives told apart otherwise", B, C, "old values of the discriminator mean nothing, or something else"),
    # names that only clients show
    "schema-renamed": _always("schema renamed", N, B, "its class has another name: what imports it fails"),
    "schema-renamed-with-alias": _always("schema renamed, old name kept", N, C, "the old name works and warns"),
    "schema-removed": _always("schema no longer there", N, B, "its class is gone: what imports it fails"),
    "schema-replaced": _always("another schema takes its place here", N, B, "a value has another class: a type checker finds fault with what names the old one"),
    "schema-added": _always("schema added", N, C, "a class more"),
    # the document
    "service-renamed": _always("title of the service changed", D, B, "package and class of the client are named after it, unless settings name them"),
    "server-added": _always("server added", C, N, "the client goes to the first one"),
    "server-removed": _always("server removed", B, B, "nobody answers there; the client needs a server, and keywords for what its address leaves open"),
    "server-replaced": _always("server replaced", B, C, "nobody answers there; the client goes to the one that comes first now"),
    "further-server-removed": _always("server removed that is not the first", B, N, "nobody answers there; the client goes to the first one"),
    "default-server-changed": _always("another server comes first", C, B, "the client goes to the first one unless told otherwise"),
    "server-variable-changed": _always("variable of a server's address changed", C, B, "its default, or its name as a keyword of the client, is another"),
    "server-value-removed": _always("value of a variable of the server's address removed", B, C, "nobody answers there"),
    "server-value-added": _always("value of a variable of the server's address added", C, C, "the old ones stay"),
    "security-scheme-added": _always("security scheme added", C, C, "nothing asks for it yet"),
    "security-scheme-removed": _always("security scheme removed", B, B, "nobody can authenticate by it"),
    "security-scheme-changed": _always("security scheme changed", B, B, "credentials go elsewhere, or are others"),
    "client-setting-changed": _always("what clients know of the service beside its operations changed", N, C, "tokens, variables of the environment, hints: the client follows by itself"),
    # nothing but words
    "text-changed": _always("wording changed", D, D, "no program reads it"),
    "examples-changed": _always("examples changed", D, D, "no program reads them"),
    "extension-changed": _always("extension changed that no client reads", D, D, "no program reads it"),
    "links-changed": _always("links between operations changed", D, D, "the client has none"),
    "external-reference-changed": _always("reference out of the document changed", B, B, "what it leads to is not known here"),
}
"""By name: what it means, its effects, and why."""
# fmt: on
