"""Workspaces: make one that one user may enter, look at it, give it another name, remove it.

The variable MEMBER_ID names the user.
"""

import os

from command import run
from modelarts_client import AsyncModelArts, ModelArts, NotFoundError
from modelarts_client.params.workspaces import GrantsDict

NAME, NEW_NAME = "example-workspace", "example-renamed"
MEMBERS: list[GrantsDict] = [{"user_id": os.environ.get("MEMBER_ID", "example-user")}]


def main(client: ModelArts, interval: float = 5) -> None:
    """Take the steps one after the other."""
    made = client.workspaces.create(name=NAME, auth_type="PUBLIC")
    assert made.id
    workspace = client.workspaces.wait(made.id, interval=interval)
    print(f"{workspace.name} is {workspace.status}, for {workspace.auth_type}")
    client.workspaces.update(made.id, name=NEW_NAME, auth_type="INTERNAL", grants=MEMBERS)
    workspace = client.workspaces.get(made.id)
    print(f"now {workspace.name}, for {workspace.auth_type}")
    for listed in client.workspaces.list(name=NEW_NAME):
        print(f"listed: {listed.id} {listed.name}")
    client.workspaces.delete(made.id)
    client.workspaces.wait_until_deleted(made.id, interval=interval)
    try:
        client.workspaces.get(made.id)
    except NotFoundError as error:
        print(f"gone: {error.status_code} {error.error_code}")


async def main_async(client: AsyncModelArts, interval: float = 5) -> None:
    """Take the same steps without blocking."""
    made = await client.workspaces.create(name=NAME, auth_type="PUBLIC")
    assert made.id
    workspace = await client.workspaces.wait(made.id, interval=interval)
    print(f"{workspace.name} is {workspace.status}, for {workspace.auth_type}")
    await client.workspaces.update(made.id, name=NEW_NAME, auth_type="INTERNAL", grants=MEMBERS)
    workspace = await client.workspaces.get(made.id)
    print(f"now {workspace.name}, for {workspace.auth_type}")
    async for listed in client.workspaces.list(name=NEW_NAME):
        print(f"listed: {listed.id} {listed.name}")
    await client.workspaces.delete(made.id)
    await client.workspaces.wait_until_deleted(made.id, interval=interval)
    try:
        await client.workspaces.get(made.id)
    except NotFoundError as error:
        print(f"gone: {error.status_code} {error.error_code}")


if __name__ == "__main__":
    run(main, main_async)
