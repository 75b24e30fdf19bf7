"""What the mock remembers, over HTTP: things that are made, shown, listed, changed and removed."""

import asyncio
from collections.abc import Iterator
from types import ModuleType
from typing import Any
from urllib.parse import quote

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, invariant, rule
from mock_of_modelarts import import_mock, served

Thing = dict[str, Any]


@pytest.fixture(scope="module")
def served_workshop(workshop_mock: ModuleType) -> Iterator[tuple[Any, str]]:
    """The mock of the workshop, and its address."""
    with served(workshop_mock) as found:
        yield found


@pytest.fixture
def workshop(served_workshop: tuple[Any, str]) -> Iterator[httpx.Client]:
    """A client of it; nothing has been made yet."""
    app, url = served_workshop
    app.reset()
    with httpx.Client(base_url=f"{url}/v1/p") as client:
        yield client


def machine(client: httpx.Client, **fields: Any) -> str:
    """Make a machine, and give its id."""
    answer = client.post("/machines", json={"name": "m", **fields})
    assert answer.status_code == 201, answer.text
    return str(answer.json()["machine_id"])


def test_a_thing_keeps_what_it_was_made_of(workshop: httpx.Client) -> None:
    """The fields of the request are shown where they are documented and fit; times say now, ids are what the schema
    takes."""
    made = machine(workshop, name="saw 1", kind="SAW", note=None, place={"row": 7}, secret="x")
    shown = workshop.get(f"/machines/{made}").json()
    assert (shown["name"], shown["kind"], shown["place"]) == ("saw 1", "SAW", {"hall": "A", "row": 7})
    assert "secret" not in shown and "note" not in shown
    assert 8 <= len(made) <= 32 and shown["machine_id"] == made
    assert shown["created_at"] > 1_700_000_000_000
    assert shown["updated_at"].startswith("20") and shown["updated_at"].endswith("Z")


def test_a_change_is_merged(workshop: httpx.Client) -> None:
    """What a request does not say stays; null takes a field away; a value of the wrong type, and another id, are not
    taken."""
    made = machine(workshop, name="a", size=5, place={"hall": "B", "row": 2})
    answer = workshop.put(
        f"/machines/{made}", json={"place": {"row": 3, "hall": None}, "machine_id": "other id", "note": "n"}
    )
    assert answer.json()["place"] == {"row": 3}
    workshop.put(f"/machines/{made}", json={"size": "large"})
    shown = workshop.get(f"/machines/{made}").json()
    assert (shown["machine_id"], shown["name"], shown["note"]) == (made, "a", "n")
    assert isinstance(shown["size"], int)


def test_what_does_not_exist_gives_404(workshop: httpx.Client) -> None:
    """Whatever is asked of a thing that does not exist, the answer is 404; projects do not see one another's things."""
    made = machine(workshop)
    for method, path in (("GET", ""), ("PUT", ""), ("DELETE", ""), ("POST", "/start"), ("GET", "/parts")):
        assert workshop.request(method, f"/machines/none{path}").status_code == 404
        assert workshop.request(method, f"/machines/%2e%2e%2f{path}").status_code in (400, 404)
    other = str(workshop.base_url).replace("/v1/p/", "/v1/other")
    assert httpx.get(f"{other}/machines/{made}").status_code == 404
    assert httpx.get(f"{other}/machines").json()["total_count"] == 0
    assert workshop.post(f"/machines/{made}/start").json() == {"started": True}


def test_things_below_a_thing(workshop: httpx.Client) -> None:
    """A part is named by who makes it, once in each machine (409), and goes with the machine."""
    first, second = machine(workshop), machine(workshop)
    for made in (first, second):
        part = workshop.post(f"/machines/{made}/parts", json={"name": "a/b", "weight": 2.5})
        assert part.json() == {"name": "a/b", "weight": 2.5, "machine_id": made}
    assert workshop.post(f"/machines/{first}/parts", json={"name": "a/b"}).status_code == 409
    assert workshop.get(f"/machines/{first}/parts/a%2Fb").json()["weight"] == 2.5
    assert workshop.delete(f"/machines/{first}").status_code == 204
    assert workshop.get(f"/machines/{first}/parts/a%2Fb").status_code == 404
    assert workshop.get(f"/machines/{second}/parts/a%2Fb").status_code == 200


def test_several_are_removed_at_once(workshop: httpx.Client) -> None:
    """The ids in the body are removed, others are not."""
    ids = [machine(workshop) for _ in range(4)]
    assert workshop.post("/machines/delete", json={"machines": [ids[1], ids[3], "none"]}).status_code == 204
    listed = workshop.get("/machines").json()
    assert [one["machine_id"] for one in listed["machines"]] == [ids[0], ids[2]]


def test_a_list_is_filtered_and_sorted(workshop: httpx.Client) -> None:
    """Parameters that are called like a field select by it: names by a part of them, others as a whole; a value which
    the field cannot have selects nothing out."""
    for name, kind, size, broken in (
        ("beta", "SAW", 10, True),
        ("Alphabet", "LATHE", 9, False),
        ("c", "SAW", 2, False),
    ):
        machine(workshop, name=name, kind=kind, size=size, broken=broken)

    def names(**query: Any) -> list[str]:
        listed = workshop.get("/machines", params=query).json()
        assert listed["total_count"] == len(listed["machines"]) == listed["count"]
        return [one["name"] for one in listed["machines"]]

    assert names(name="BET") == ["beta", "Alphabet"]
    assert names(kind="SAW") == ["beta", "c"]
    assert names(kind="all") == ["beta", "Alphabet", "c"]
    assert names(broken="true") == ["beta"]
    assert names(kind="SAW", broken="false") == ["c"]
    assert names(name="%") == names(name='"') == []
    assert names(sort_by="size") == ["c", "Alphabet", "beta"]
    assert names(sort_by="name", order="desc") == ["c", "beta", "Alphabet"]


@settings(deadline=None, max_examples=25)
@given(total=st.integers(0, 9), size=st.integers(1, 9))
def test_pages_together_are_the_whole(served_workshop: tuple[Any, str], total: int, size: int) -> None:
    """For any number of things and any size of pages, the pages of each style hold every thing once, in the order in
    which they were made, and say how many there are."""
    app, url = served_workshop
    app.reset()
    with httpx.Client(base_url=f"{url}/v1/p") as client:
        ids = [machine(client, name=str(n)) for n in range(total)]
        found = []
        for offset in range(0, total + size, size):
            page = client.get("/machines", params={"limit": size, "offset": offset}).json()
            assert (page["total_count"], page["pages"]) == (total, -(-total // size))
            found += [one["machine_id"] for one in page["machines"]]
        assert found == ids
        holder = machine(client)
        for n in range(total):
            client.post(f"/machines/{holder}/parts", json={"name": f"part {n}"})
        found = []
        for number in range(1, total // size + 2):
            page = client.get(f"/machines/{holder}/parts", params={"page": number, "per_page": size}).json()
            assert (page["total"], page["page"]) == (str(total), number)
            found += [part["name"] for part in page["parts"]]
        assert found == [f"part {n}" for n in range(total)]
        plans = [client.post("/plans", json={"title": str(n)}).json()["plan"]["plan_id"] for n in range(total)]
        found, marker = [], ""
        for _ in range(total + 1):
            page = client.get("/plans", params={"marker": marker, "limit": size}).json()
            found += [plan["plan_id"] for plan in page["plans"]]
            if not (marker := page["info"]["next"]):
                break
        assert found == plans and len(set(plans)) == total


@pytest.mark.parametrize("query", ["limit=0", "offset=99999999999999999999", "limit=50&offset=4611686018427387904"])
def test_pages_beyond_the_end_are_empty(workshop: httpx.Client, query: str) -> None:
    """However far away a page is, and however small, it is an answer."""
    machine(workshop)
    answer = workshop.get(f"/machines?{query}")
    assert answer.status_code == 200 and answer.json()["machines"] == [] and answer.json()["total_count"] == 1


def test_a_marker_of_nothing_is_refused(workshop: httpx.Client) -> None:
    """A marker that the mock did not give out names a page that does not exist: no bad request, but a 404."""
    assert workshop.get("/plans?marker=mine").status_code == 404


def test_lists_that_nobody_makes_are_paged_too(workshop: httpx.Client) -> None:
    """The things that the document itself shows come page by page, and their number is true."""
    pages = [workshop.get(f"/colours?limit=2&offset={offset}").json() for offset in (0, 2, 4, 6)]
    assert [page["colours"] for page in pages] == [["red", "green"], ["blue", "black"], ["white"], []]
    assert {page["total"] for page in pages} == {5}


def test_numbers_as_ids(workshop: httpx.Client) -> None:
    """A thing whose id is a number gets one, and is found by it."""
    made = workshop.post("/plans", json={"title": "t"}).json()["plan"]["plan_id"]
    assert isinstance(made, int)
    assert workshop.get(f"/plans/{made}").json() == {"plan": {"plan_id": made, "title": "t"}}


def test_answers_of_ones_own(workshop_mock: ModuleType) -> None:
    """A registered function, a decorated one and the method of a subclass answer in place of the handler; one that
    fails gives 500 without a word of why; unknown operations cannot be registered."""
    package = workshop_mock

    class Mine(package.MockApp):  # type: ignore[name-defined, misc]
        def list_colours(self, call: Any) -> Any:
            return package.Answer.of({"total": 0, "colours": [call.query.get("limit")]})

    app = package.create_app(app_class=Mine)
    app.on("ShowMachine", lambda call: package.Answer.of({"machine_id": call.path_values["machine_id"]}, 203))

    @app.operation("CreateMachine")
    def create(call: Any) -> Any:
        return call.create(package.resources.MACHINES, "project_id") if call.fields["name"] == "a" else 1 / 0

    with pytest.raises(ValueError, match="no operation 'Nothing'"):
        app.on("Nothing", create)
    with package.serve(app) as url:
        assert httpx.get(f"{url}/v1/p/colours?limit=4").json() == {"total": 0, "colours": [4]}
        shown = httpx.get(f"{url}/v1/p/machines/x")
        assert (shown.status_code, shown.json()) == (203, {"machine_id": "x"})
        assert httpx.post(f"{url}/v1/p/machines", json={"name": "a"}).status_code == 201
        failed = httpx.post(f"{url}/v1/p/machines", json={"name": "b"})
        assert failed.status_code == 500 and "division" not in failed.text


def test_without_a_port(workshop_mock: ModuleType) -> None:
    """The mock is an ASGI application that httpx can call in the process."""

    async def talk() -> list[int]:
        transport = httpx.ASGITransport(app=workshop_mock.create_app())
        async with httpx.AsyncClient(transport=transport, base_url="http://mock/v1/p") as client:
            made = await client.post("/machines", json={"name": "a"})
            shown = await client.get(f"/machines/{made.json()['machine_id']}")
            return [made.status_code, shown.status_code, (await client.get("/machines/none")).status_code]

    assert asyncio.run(talk()) == [201, 200, 404]


class Workshop(RuleBasedStateMachine):
    """Whatever is done in whatever order, the mock shows what a table of things does."""

    machines = Bundle("machines")

    def __init__(self) -> None:
        super().__init__()
        app, url = self.served
        app.reset()
        self.client = httpx.Client(base_url=f"{url}/v1/p")
        self.known: dict[str, Thing] = {}
        self.parts: dict[str, list[str]] = {}

    served: tuple[Any, str]

    def teardown(self) -> None:
        """Close the client."""
        self.client.close()

    @rule(target=machines, name=st.text(min_size=1, max_size=20), size=st.integers(0, 1000),
          kind=st.sampled_from(["LATHE", "SAW"]))  # fmt: skip
    def create(self, name: str, size: int, kind: str) -> str:
        """Make a machine."""
        made = machine(self.client, name=name, size=size, kind=kind)
        assert made not in self.known
        self.known[made] = {"name": name, "size": size, "kind": kind}
        self.parts[made] = []
        return made

    @rule(one=machines, size=st.integers(0, 9), name=st.none() | st.text(min_size=1, max_size=3))
    def update(self, one: str, size: int, name: str | None) -> None:
        """Change a machine, which may be gone."""
        change = {"size": size} | ({} if name is None else {"name": name})
        answer = self.client.put(f"/machines/{one}", json=change)
        assert answer.status_code == (200 if one in self.known else 404)
        if one in self.known:
            self.known[one] |= change

    @rule(one=machines)
    def delete(self, one: str) -> None:
        """Remove a machine; its id stays in use, for what is done to it then."""
        answer = self.client.delete(f"/machines/{one}")
        assert answer.status_code == (204 if one in self.known else 404)
        self.known.pop(one, None)
        self.parts.pop(one, None)

    @rule(one=machines, name=st.text(min_size=1, max_size=3))
    def add_part(self, one: str, name: str) -> None:
        """Add a part to a machine."""
        status = self.client.post(f"/machines/{one}/parts", json={"name": name}).status_code
        assert status == (404 if one not in self.known else 409 if name in self.parts[one] else 200)
        if status == 200:
            self.parts[one].append(name)

    @rule(one=machines, data=st.data())
    def remove_part(self, one: str, data: st.DataObject) -> None:
        """Remove a part, or one that is not there."""
        parts = self.parts.get(one, [])
        name = data.draw(st.sampled_from([*parts, "none such"]))
        if any(char < " " or char == "\x7f" or name in (".", "..") for char in name):
            return  # such a path is refused
        status = self.client.delete(f"/machines/{one}/parts/{quote(name, safe='')}").status_code
        assert status == (204 if name in parts else 404)
        if name in parts:
            parts.remove(name)

    @rule(kind=st.sampled_from(["LATHE", "SAW"]), offset=st.integers(0, 3), limit=st.integers(1, 3))
    def list_some(self, kind: str, offset: int, limit: int) -> None:
        """List a page of the machines of a kind."""
        listed = self.client.get("/machines", params={"kind": kind, "offset": offset, "limit": limit}).json()
        fitting = [one for one, fields in self.known.items() if fields["kind"] == kind]
        assert listed["total_count"] == len(fitting)
        assert [one["machine_id"] for one in listed["machines"]] == fitting[offset : offset + limit]

    @invariant()
    def shows_what_is_known(self) -> None:
        """Every machine is listed and shown as it should be."""
        listed = self.client.get("/machines", params={"limit": 50}).json()["machines"]
        assert [one["machine_id"] for one in listed] == list(self.known)
        for one in listed:
            fields = self.known[one["machine_id"]]
            assert {name: one[name] for name in fields} == fields
        for one, parts in self.parts.items():
            assert self.client.get(f"/machines/{one}/parts").json()["total"] == str(len(parts))
            assert self.client.get(f"/machines/{one}").json()["name"] == self.known[one]["name"]


def test_any_order_of_requests(served_workshop: tuple[Any, str]) -> None:
    """The mock agrees with the table after every step."""

    class Served(Workshop):
        served = served_workshop

    Served.TestCase.settings = settings(deadline=None, max_examples=15, stateful_step_count=20)
    Served.TestCase().runTest()


def test_the_package_of_the_workshop_is_imported_once(workshop_mock: ModuleType) -> None:
    """The mock offers what its documentation names."""
    assert import_mock("workshop_mock") is workshop_mock
    assert {"Answer", "Call", "MockApp", "Settings", "create_app", "serve"} <= set(workshop_mock.__all__)
