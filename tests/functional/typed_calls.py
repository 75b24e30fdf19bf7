"""Calls for the type checkers: a line that is wrong says in `E:` what they must find on it. Nobody runs this file."""

from typing import assert_type

from harbour_client import AsyncHarbour, Harbour
from harbour_client.models import Crate, Ship
from harbour_client.params import CrateDict

client = Harbour(project_id="p1")
asynchronous = AsyncHarbour(project_id="p1")

# right
ship = client.ships.get("s1")
assert_type(ship, Ship)
assert_type(ship.built, int | None)
assert_type(client.ships.list_all(), list[Ship])
client.ships.create(name="Anna", class_="tug", captain=None, crates=[{"label": "tea"}, Crate(label="salt")])
client.ships.create(name="Anna", class_="tug", crates=[{"label": "tea", "ship": {"+1": 1, "from": "here"}}])
client.ships.create(name="Anna", class_="tug", extra_body={"more": 1}, extra_headers={"X-A": "1"}, timeout=3.0)
client.ships.update("s1", note=None, id_body="s2")
crate: CrateDict = {"label": "tea", "size": {"width": 1, "height": None}}
client.ships.create(name="Anna", class_="tug", crates=(crate,))
Ship(name="Anna", class_="tug", state="NEITHER OF THEM")


async def call() -> None:
    """Await a call."""
    assert_type(await asynchronous.ships.get("s1"), Ship)
    print((await asynchronous.ships.get("s1")).nmae)  # E: attribute
    await asynchronous.ships.get()  # E: argument


# wrong
client.ships.list(limit="ten")  # E: argument
client.ships.list(limt=10)  # E: argument
client.ships.create(name="Anna")  # E: argument
client.ships.get(1)  # E: argument
client.ships.create("Anna", class_="tug")  # E: argument
client.ships.create(name="Anna", class_="tug", crates=[{"lable": "tea"}])  # E: key
client.ships.create(name="Anna", class_="tug", crates=[{"label": 5}])  # E: type
client.ships.create(name="Anna", class_="tug", crates=[{"ship": {"form": "here"}}])  # E: key
client.ships.create(name=None, class_="tug")  # E: argument
print(ship.nmae)  # E: attribute
print(ship.built + 1)  # E: operand
client.shisp.list()  # E: attribute
client.ships.remove("s1")  # E: attribute
Ship(nmae="Anna")  # E: argument
Crate(label=5)  # E: argument
Harbour(projekt_id="p1")  # E: argument
