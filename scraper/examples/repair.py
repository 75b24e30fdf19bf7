"""Brackets and commas of a broken JSON text: the fewest changes that make it whole, found by a bounded search.

The search goes through the tokens and branches only where one does not fit. It never makes up a name or a value.
"""

from collections.abc import Iterator
from enum import IntEnum
from heapq import heappop, heappush
from typing import NamedTuple

from scraper.examples.tokens import Kind, Noted, Repair, Token

MAX_TOKENS = 20_000
MAX_BRANCHES = 400
MAX_STEPS = 400_000
MAX_DEPTH = 60
MAX_COST = 9.0
COST_PER_BREAK = 3.0
MAX_REOPENED = 8

_VALUES = frozenset((Kind.VALUE, Kind.WORD, Kind.OPEN_OBJECT, Kind.OPEN_ARRAY))
_MEMBERS = frozenset((Kind.MEMBER, Kind.KEY))
_BETWEEN = frozenset(('"or"', '"OR"', '"或"', '"或者"'))
_CLOSERS = frozenset((Kind.CLOSE_OBJECT, Kind.CLOSE_ARRAY))


class Expects(IntEnum):
    """What may come next."""

    VALUE_OR_END = 0
    VALUE = 1
    MEMBER_OR_END = 2
    MEMBER = 3
    OF_KEY = 4
    COMMA_OR_END = 5
    DOCUMENT = 6
    NOTHING = 7


class _Level(NamedTuple):
    """An open object or array, in the one around it; `names` are those of an object's members so far."""

    is_object: bool
    outer: "_Level | None"
    names: frozenset[str]
    depth: int


class _Link(NamedTuple):
    """A list that grows at its end and shares its beginning."""

    item: str
    before: "_Link | None"


class _Edit(NamedTuple):
    noted: Noted
    before: "_Edit | None"


class _State(NamedTuple):
    """A place in the tokens: what is open, what was written so far, which brackets were closed just before."""

    at: int
    expects: Expects
    level: _Level | None
    closed: tuple[_Level, ...]
    written: _Link | None
    edits: _Edit | None


def mend(tokens: list[Token], breaks: int) -> tuple[list[str], list[Noted]] | None:
    """Give the JSON texts that `tokens` are, with the changes made; None where it takes too many."""
    if not tokens or len(tokens) > MAX_TOKENS:
        return None
    return _Search(tokens, MAX_COST + COST_PER_BREAK * breaks).run()


class _Search:
    """Takes the cheapest state first; a state that was reached before at no higher cost is not taken again."""

    def __init__(self, tokens: list[Token], most: float) -> None:
        self.tokens = tokens
        self.most = most
        self.heap: list[tuple[float, int, _State]] = []
        self.count = 0
        self.steps = 0
        self.seen: set[tuple[int, int, str]] = set()

    def run(self) -> tuple[list[str], list[Noted]] | None:
        self._push(0.0, _State(0, Expects.DOCUMENT, None, (), None, None))
        for _ in range(MAX_BRANCHES):
            if not self.heap or self.steps > MAX_STEPS:
                return None
            cost, _, state = heappop(self.heap)
            key = (state.at, state.expects, _shape(state.level))
            if key in self.seen:
                continue
            self.seen.add(key)
            state = self._forward(cost, state)
            if state.at >= len(self.tokens) and state.level is None:
                return _texts(state.written), _edits(state.edits)
            for more, other in self._alternatives(state):
                self._push(cost + more, other)
        return None

    def _push(self, cost: float, state: _State) -> None:
        if cost <= self.most:
            self.count += 1
            heappush(self.heap, (cost - 0.004 * state.at, self.count, state))

    def _forward(self, cost: float, state: _State) -> _State:
        """Go on while the tokens fit."""
        tokens, end = self.tokens, len(self.tokens)
        at, expects, level, closed, written, edits = state
        while at < end and self.steps <= MAX_STEPS:
            token = tokens[at]
            kind = token.kind
            if token.after_break and closed and expects == Expects.COMMA_OR_END:
                for more, other in _reopened(_State(at, expects, level, closed, written, edits), token, any_level=True):
                    self._push(cost + more + 0.75, other)
            if kind is Kind.MEMBER or kind is Kind.KEY:
                if expects not in (Expects.MEMBER_OR_END, Expects.MEMBER) or level is None or token.name in level.names:
                    break
                level = _Level(True, level.outer, level.names | {token.name}, level.depth)
                self.steps += len(level.names) // 8
                expects = Expects.COMMA_OR_END if kind is Kind.MEMBER else Expects.OF_KEY
            elif kind is Kind.COMMA:
                if expects != Expects.COMMA_OR_END or level is None:
                    break
                expects = Expects.MEMBER if level.is_object else Expects.VALUE
                written = _Link(",", written)
                at += 1
                continue
            elif kind in _CLOSERS:
                if not _closes(kind, expects, level) or level is None:
                    break
                if expects in (Expects.MEMBER, Expects.VALUE):
                    written, edits = _without_comma(written), _Edit(Noted(Repair.COMMA_DROPPED, token.at), edits)
                closed = (*closed, level)
                level = level.outer
                expects = Expects.COMMA_OR_END if level else Expects.NOTHING
                written = _Link(token.text, written)
                at += 1
                continue
            elif kind in _VALUES:
                if expects not in (Expects.VALUE_OR_END, Expects.VALUE, Expects.OF_KEY) and (
                    expects != Expects.DOCUMENT or kind in (Kind.VALUE, Kind.WORD)
                ):
                    break
                if kind is Kind.WORD:
                    edits = _Edit(Noted(Repair.QUOTED, token.at), edits)
                if kind is Kind.OPEN_OBJECT or kind is Kind.OPEN_ARRAY:
                    if level is not None and level.depth >= MAX_DEPTH:
                        break
                    level = _Level(kind is Kind.OPEN_OBJECT, level, frozenset(), level.depth + 1 if level else 1)
                    expects = Expects.MEMBER_OR_END if level.is_object else Expects.VALUE_OR_END
                else:
                    expects = Expects.COMMA_OR_END
            else:
                break
            closed = ()
            written = _Link(token.text, written)
            at += 1
        self.steps += at - state.at
        return _State(at, expects, level, closed, written, edits)

    def _alternatives(self, state: _State) -> Iterator[tuple[float, _State]]:
        """Yield what may be done about the token that does not fit, with its cost."""
        if state.at >= len(self.tokens):
            yield 0.5, _closed_at_end(state, self.tokens[-1].at)
            return
        token = self.tokens[state.at]
        yield from _dropped(state, token)
        if state.expects == Expects.COMMA_OR_END and token.kind is not Kind.COMMA and _fits(token.kind, state.level):
            expects = Expects.MEMBER if state.level and state.level.is_object else Expects.VALUE
            cost = 0.5 if token.after_line or token.after_break else 1.0
            yield cost, _written(state, ",", Repair.COMMA_ADDED, token.at)._replace(expects=expects)
        if state.expects == Expects.OF_KEY and token.kind is not Kind.COLON:
            yield 2.0, _written(state, "null", Repair.NULL_ADDED, token.at)._replace(expects=Expects.COMMA_OR_END)
        if state.expects == Expects.NOTHING and token.kind in (Kind.OPEN_OBJECT, Kind.OPEN_ARRAY):
            on_its_own = token.after_line and not token.after_break
            if on_its_own and self.tokens[state.at - 1].kind is not Kind.COMMA:
                yield 0.75, state._replace(expects=Expects.DOCUMENT, closed=(), written=_Link("\n", state.written))
        yield from _with_closers(state, token)
        yield from _reopened(state, token)
        yield from _opened(state, token)


def _shape(level: _Level | None) -> str:
    text = ""
    while level is not None:
        text += "{" if level.is_object else "["
        level = level.outer
    return text


def _closes(kind: Kind, expects: Expects, level: _Level | None) -> bool:
    if level is None or level.is_object != (kind is Kind.CLOSE_OBJECT):
        return False
    return expects not in (Expects.OF_KEY, Expects.DOCUMENT, Expects.NOTHING)


def _fits(kind: Kind, level: _Level | None) -> bool:
    """Tell whether a token may stand in an object or array, after a comma if need be."""
    if level is None:
        return False
    if kind in _CLOSERS:
        return level.is_object == (kind is Kind.CLOSE_OBJECT)
    return kind in _MEMBERS if level.is_object else kind in _VALUES


def _written(state: _State, text: str, repair: Repair, at: int) -> _State:
    return state._replace(written=_Link(text, state.written), edits=_Edit(Noted(repair, at), state.edits))


def _without_comma(written: _Link | None) -> _Link | None:
    return written.before if written is not None and written.item == "," else written


def _dropped(state: _State, token: Token) -> Iterator[tuple[float, _State]]:
    """Leave a token out; what carries data costs the most."""
    kind = token.kind
    following = state._replace(at=state.at + 1)
    if kind is Kind.COMMA:
        yield 0.5, following._replace(edits=_Edit(Noted(Repair.COMMA_DROPPED, token.at), state.edits))
    elif kind in _CLOSERS:
        cost = 1.0 if state.expects == Expects.NOTHING else 2.0
        yield cost, following._replace(edits=_Edit(Noted(Repair.REOPENED, token.at), state.edits))
    elif kind in _MEMBERS and state.level is not None and token.name in state.level.names:
        if state.expects in (Expects.MEMBER, Expects.MEMBER_OR_END):
            expects = Expects.COMMA_OR_END if kind is Kind.MEMBER else Expects.OF_KEY
            yield 2.5, following._replace(expects=expects, closed=(), written=_Link(token.text, state.written))
    elif kind in (Kind.VALUE, Kind.WORD, Kind.COLON):
        outside = state.expects in (Expects.NOTHING, Expects.DOCUMENT)
        if outside and token.text in _BETWEEN:
            yield 0.0, following
            return
        cost = 0.5 if outside else 4.0
        yield cost, following._replace(edits=_Edit(Noted(Repair.LEFT_OVER, token.at), state.edits))


def _with_closers(state: _State, token: Token) -> Iterator[tuple[float, _State]]:
    """Close what is open, up to the nearest and the second level that the token fits in."""
    if state.level is None or state.expects == Expects.OF_KEY:
        return
    had_comma = state.expects in (Expects.MEMBER, Expects.VALUE)
    level, closed, edits = state.level, state.closed, state.edits
    written = _without_comma(state.written) if had_comma else state.written
    cost, found = 0.0, 0
    while level.outer is not None and found < 2:
        written = _Link("}" if level.is_object else "]", written)
        edits = _Edit(Noted(Repair.CLOSED, token.at), edits)
        closed = (*closed, level)
        level = level.outer
        cost += 1.5
        if _fits(token.kind, level) and not (token.kind in _MEMBERS and token.name in level.names):
            found += 1
            yield cost, _after(_State(state.at, Expects.COMMA_OR_END, level, closed, written, edits), had_comma)


def _reopened(state: _State, token: Token, *, any_level: bool = False) -> Iterator[tuple[float, _State]]:
    """Take back brackets that were closed just before, as a page break adds them."""
    had_comma = state.expects in (Expects.MEMBER, Expects.VALUE)
    if not state.closed or (token.kind in _CLOSERS and not any_level):
        return
    written = _without_comma(state.written) if had_comma else state.written
    edits = state.edits
    cost = 1.0 if token.after_break else 1.5
    for level in reversed(state.closed[-MAX_REOPENED:]):
        written = written.before if written else None
        edits = _Edit(Noted(Repair.REOPENED, token.at), edits)
        repeated = token.kind in _MEMBERS and token.name in level.names
        if written is not None and written.item in ("{", "[") and not token.after_break:
            cost += 2.0
        if any_level or token.kind is Kind.COMMA or (_fits(token.kind, level) and not repeated):
            inside = tuple(c for c in state.closed if c.depth > level.depth)
            yield cost, _after(_State(state.at, Expects.COMMA_OR_END, level, inside, written, edits), had_comma)
        cost += 0.25


def _after(state: _State, had_comma: bool) -> _State:
    """Give what may come next in a level that is open again, with the comma that stood there, if it may."""
    is_object = state.level is not None and state.level.is_object
    if state.written is not None and state.written.item in ("{", "["):
        return state._replace(expects=Expects.MEMBER_OR_END if is_object else Expects.VALUE_OR_END)
    if not had_comma:
        return state
    expects = Expects.MEMBER if is_object else Expects.VALUE
    return state._replace(expects=expects, written=_Link(",", state.written))


def _opened(state: _State, token: Token) -> Iterator[tuple[float, _State]]:
    """Add an opening bracket: before a member outside any object, or between two elements that were run together."""
    if token.kind not in _MEMBERS:
        return
    level = state.level
    if state.expects == Expects.DOCUMENT:
        new = _Level(True, None, frozenset(), 1)
        yield 1.5, _entered(_written(state, "{", Repair.OPENED, token.at), new)
    elif level is None or level.depth >= MAX_DEPTH:
        return
    elif state.expects in (Expects.VALUE, Expects.VALUE_OR_END, Expects.OF_KEY):
        new = _Level(True, level, frozenset(), level.depth + 1)
        yield 3.0, _entered(_written(state, "{", Repair.OPENED, token.at), new)
    elif state.expects == Expects.MEMBER and token.name in level.names:
        if level.outer is not None and not level.outer.is_object:
            bare = state._replace(written=_without_comma(state.written))
            between = _written(_written(bare, "}", Repair.CLOSED, token.at), ",", Repair.COMMA_ADDED, token.at)
            new = _Level(True, level.outer, frozenset(), level.depth)
            yield 2.0, _entered(_written(between, "{", Repair.OPENED, token.at), new)
        if state.closed and not state.closed[-1].is_object and state.written and state.written.before:
            array = state.closed[-1]
            bare = state._replace(written=_Link(",", state.written.before.before))
            taken = bare._replace(edits=_Edit(Noted(Repair.REOPENED, token.at), bare.edits))
            new = _Level(True, array, frozenset(), array.depth + 1)
            yield 1.75, _entered(_written(taken, "{", Repair.OPENED, token.at), new)


def _entered(state: _State, level: _Level) -> _State:
    return state._replace(level=level, expects=Expects.MEMBER_OR_END, closed=())


def _closed_at_end(state: _State, at: int) -> _State:
    """Close everything that is still open where the text ends."""
    if state.expects == Expects.OF_KEY:
        state = _written(state, "null", Repair.NULL_ADDED, at)
    written, edits, level = _without_comma(state.written), state.edits, state.level
    while level is not None:
        written = _Link("}" if level.is_object else "]", written)
        edits = _Edit(Noted(Repair.CLOSED_AT_END, at), edits)
        level = level.outer
    return _State(state.at, Expects.NOTHING, None, (), written, edits)


def _texts(written: _Link | None) -> list[str]:
    parts: list[str] = []
    while written is not None:
        parts.append(written.item)
        written = written.before
    return [text for text in "".join(reversed(parts)).split("\n") if text]


def _edits(edits: _Edit | None) -> list[Noted]:
    found: list[Noted] = []
    while edits is not None:
        found.append(edits.noted)
        edits = edits.before
    return found[::-1]
