"""A notebook's life: choose an image, make a notebook of it, extend its time, stop it, start it, remove it."""

from command import run
from modelarts_client import AsyncModelArts, ModelArts
from modelarts_client.params.notebooks import VolumeReqDict

NAME = "example-notebook"
FLAVOR = "modelarts.vm.cpu.2u"
VOLUME: VolumeReqDict = {"category": "EVS", "ownership": "MANAGED", "capacity": 5}
OWN_IMAGE = "swr.cn-north-4.myhuaweicloud.com/my-organization/notebook:1.0"
HOUR = 3_600_000  # milliseconds


def main(client: ModelArts, interval: float = 5) -> None:
    """Take the steps one after the other; whatever happens, the notebook is removed, for it costs money."""
    image = next(iter(client.images.list(limit=20)), None) or client.images.register(swr_path=OWN_IMAGE)
    assert image.id
    notebook = client.notebooks.create(name=NAME, flavor=FLAVOR, image_id=image.id, volume=VOLUME, duration=HOUR)
    assert notebook.id
    print(f"{notebook.id} is {notebook.status}")
    try:
        running = client.notebooks.wait(notebook.id, interval=interval)
        print(f"{running.name} is {running.status}, open {running.url}")
        for listed in client.notebooks.list(name=NAME):
            print(f"listed: {listed.id} with image {image.id}")
        lease = client.notebooks.renew_lease(notebook.id, duration_body=2 * HOUR)
        print(f"it runs for {lease.duration} ms")
        client.notebooks.stop(notebook.id)
        stopped = client.notebooks.wait(notebook.id, until="STOPPED", interval=interval)
        print(f"{stopped.name} is {stopped.status}")
        client.notebooks.start(notebook.id)
        running = client.notebooks.wait(notebook.id, interval=interval)
        print(f"{running.name} is {running.status} again")
    finally:
        client.notebooks.delete(notebook.id)
        client.notebooks.wait_until_deleted(notebook.id, interval=interval)
        print(f"{notebook.id} is gone")


async def main_async(client: AsyncModelArts, interval: float = 5) -> None:
    """Take the same steps without blocking."""
    image = await anext(aiter(client.images.list(limit=20)), None) or await client.images.register(swr_path=OWN_IMAGE)
    assert image.id
    notebook = await client.notebooks.create(name=NAME, flavor=FLAVOR, image_id=image.id, volume=VOLUME, duration=HOUR)
    assert notebook.id
    print(f"{notebook.id} is {notebook.status}")
    try:
        running = await client.notebooks.wait(notebook.id, interval=interval)
        print(f"{running.name} is {running.status}, open {running.url}")
        async for listed in client.notebooks.list(name=NAME):
            print(f"listed: {listed.id} with image {image.id}")
        lease = await client.notebooks.renew_lease(notebook.id, duration_body=2 * HOUR)
        print(f"it runs for {lease.duration} ms")
        await client.notebooks.stop(notebook.id)
        stopped = await client.notebooks.wait(notebook.id, until="STOPPED", interval=interval)
        print(f"{stopped.name} is {stopped.status}")
        await client.notebooks.start(notebook.id)
        running = await client.notebooks.wait(notebook.id, interval=interval)
        print(f"{running.name} is {running.status} again")
    finally:
        await client.notebooks.delete(notebook.id)
        await client.notebooks.wait_until_deleted(notebook.id, interval=interval)
        print(f"{notebook.id} is gone")


if __name__ == "__main__":
    run(main, main_async)
