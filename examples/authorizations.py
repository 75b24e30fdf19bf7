"""Authorizations: let the service act for a user through an agency, see who has one, take it back.

The variable MEMBER_ID names the user.
"""

import os

from command import run
from modelarts_client import AsyncModelArts, ModelArts

USER = os.environ.get("MEMBER_ID", "example-user")


def main(client: ModelArts, interval: float = 5) -> None:
    """Take the steps one after the other; nothing here takes time, so `interval` is of no use."""
    agency = client.authorizations.create_agency(agency_name_suffix="example")
    assert agency.agency_name
    client.authorizations.create(user_id=USER, type="agency", content=agency.agency_name)
    for given in client.authorizations.list():
        print(f"{given.user_id}: {given.type} {given.content}")
    client.authorizations.delete(user_id=USER)
    left = [given for given in client.authorizations.list() if given.user_id == USER]
    print(f"{USER} has {len(left)} left")


async def main_async(client: AsyncModelArts, interval: float = 5) -> None:
    """Take the same steps without blocking."""
    agency = await client.authorizations.create_agency(agency_name_suffix="example")
    assert agency.agency_name
    await client.authorizations.create(user_id=USER, type="agency", content=agency.agency_name)
    async for given in client.authorizations.list():
        print(f"{given.user_id}: {given.type} {given.content}")
    await client.authorizations.delete(user_id=USER)
    left = [given async for given in client.authorizations.list() if given.user_id == USER]
    print(f"{USER} has {len(left)} left")


if __name__ == "__main__":
    run(main, main_async)
