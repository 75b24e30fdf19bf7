"""An image dataset: make one of pictures in a bucket, label each of them by hand, look at the result, remove it.

The variable OBS_FOLDER names a folder of a bucket, as /BUCKET/FOLDER, with the pictures in its folders input and new.
"""

import os
from collections.abc import Iterable
from itertools import cycle

from command import run
from modelarts_client import AsyncModelArts, ModelArts
from modelarts_client.models.datasets import DescribeSampleRespResponse, ListStatsResponse
from modelarts_client.params.datasets import DataSourceDict, LabelDict, SampleDict, SampleLabelsDict

NAME = "example-pets"
FOLDER = os.environ.get("OBS_FOLDER", "/my-bucket/pets")
SOURCE: DataSourceDict = {"data_type": 0, "data_path": f"{FOLDER}/input/"}
LABELS: list[LabelDict] = [{"name": "cat", "type": 0}, {"name": "dog", "type": 0}]
NEW_PICTURES: list[SampleDict] = [
    {"name": name, "data_source": {"data_type": 0, "data_path": f"{FOLDER}/new/{name}"}}
    for name in ("tom.jpg", "rex.jpg", "mia.jpg")
]
IMAGE_CLASSIFICATION, OBS = 0, 0


def labelled(samples: Iterable[DescribeSampleRespResponse]) -> list[SampleLabelsDict]:
    """Label samples. A person would look at each `source`; here they are cats and dogs by turns."""
    names = cycle(("cat", "dog"))
    return [
        {"sample_id": sample.sample_id, "labels": [{"name": name}]}
        for sample, name in zip(samples, names, strict=False)
    ]


def told(stats: ListStatsResponse) -> str:
    """Put the numbers of a dataset into words."""
    return ", ".join(f"{label.name}: {label.sample_count} samples" for label in stats.label_stats or ())


def main(client: ModelArts, interval: float = 5) -> None:
    """Take the steps one after the other."""
    made = client.datasets.create(
        dataset_name=NAME, dataset_type=IMAGE_CLASSIFICATION, data_sources=[SOURCE], labels=LABELS,
        work_path=f"{FOLDER}/output/", work_path_type=OBS,
    )  # fmt: skip
    assert made.dataset_id
    dataset = client.datasets.wait(made.dataset_id, interval=interval)
    print(f"{dataset.dataset_name} is in state {dataset.status}")
    client.datasets.samples.create(made.dataset_id, samples=NEW_PICTURES)
    labels = labelled(client.datasets.samples.list(made.dataset_id))
    client.datasets.samples.batch_update(made.dataset_id, samples=labels)
    for sample in client.datasets.samples.list(made.dataset_id):
        print(f"{sample.sample_id} is a {', '.join(str(label.name) for label in sample.labels or ())}")
    print(told(client.datasets.get_stats(made.dataset_id)))
    client.datasets.delete(made.dataset_id)
    client.datasets.wait_until_deleted(made.dataset_id, interval=interval)
    print(f"{made.dataset_id} is gone")


async def main_async(client: AsyncModelArts, interval: float = 5) -> None:
    """Take the same steps without blocking."""
    made = await client.datasets.create(
        dataset_name=NAME, dataset_type=IMAGE_CLASSIFICATION, data_sources=[SOURCE], labels=LABELS,
        work_path=f"{FOLDER}/output/", work_path_type=OBS,
    )  # fmt: skip
    assert made.dataset_id
    dataset = await client.datasets.wait(made.dataset_id, interval=interval)
    print(f"{dataset.dataset_name} is in state {dataset.status}")
    await client.datasets.samples.create(made.dataset_id, samples=NEW_PICTURES)
    labels = labelled([sample async for sample in client.datasets.samples.list(made.dataset_id)])
    await client.datasets.samples.batch_update(made.dataset_id, samples=labels)
    async for sample in client.datasets.samples.list(made.dataset_id):
        print(f"{sample.sample_id} is a {', '.join(str(label.name) for label in sample.labels or ())}")
    print(told(await client.datasets.get_stats(made.dataset_id)))
    await client.datasets.delete(made.dataset_id)
    await client.datasets.wait_until_deleted(made.dataset_id, interval=interval)
    print(f"{made.dataset_id} is gone")


if __name__ == "__main__":
    run(main, main_async)
