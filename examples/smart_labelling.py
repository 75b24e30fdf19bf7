"""Smart labelling: people label a part of the pictures, the service learns from it and labels the rest.

It needs two labels with five pictures each, and some pictures without a label. The variable OBS_FOLDER names a folder
of a bucket, as /BUCKET/FOLDER, with the pictures in its folder new.
"""

import os
from collections.abc import Iterable

from command import run
from modelarts_client import AsyncModelArts, ModelArts, WaitFailedError
from modelarts_client.models.datasets import DescribeSampleResp
from modelarts_client.params.datasets import DataSourceDict, LabelDict, SampleDict, SampleLabelsDict

NAME = "example-flowers"
FOLDER = os.environ.get("OBS_FOLDER", "/my-bucket/flowers")
SOURCE: DataSourceDict = {"data_type": 0, "data_path": f"{FOLDER}/input/"}
LABELS: list[LabelDict] = [{"name": "rose", "type": 0}, {"name": "tulip", "type": 0}]
IMAGE_CLASSIFICATION, OBS = 0, 0


def picture(name: str, *labels: str) -> SampleDict:
    """Describe a picture of the bucket, with the labels that it has already."""
    return {
        "name": name,
        "data_source": {"data_type": 0, "data_path": f"{FOLDER}/new/{name}"},
        "labels": [{"name": label, "type": 0} for label in labels],
    }


PICTURES = [
    *(picture(f"rose-{number}.jpg", "rose") for number in range(5)),
    *(picture(f"tulip-{number}.jpg", "tulip") for number in range(5)),
    *(picture(f"unknown-{number}.jpg") for number in range(2)),
]


def confirmed(samples: Iterable[DescribeSampleResp]) -> list[SampleLabelsDict]:
    """Take the labels as they were found. A person would look at those with a low score."""
    return [
        {"sample_id": sample.sample_id, "labels": [{"name": label.name, "type": label.type} for label in sample.labels]}
        for sample in samples
        if sample.labels
    ]


def main(client: ModelArts, interval: float = 10) -> None:
    """Take the steps one after the other."""
    dataset = client.datasets.create(
        dataset_name=NAME, dataset_type=IMAGE_CLASSIFICATION, data_sources=[SOURCE], labels=LABELS,
        work_path=f"{FOLDER}/output/", work_path_type=OBS,
    )  # fmt: skip
    assert dataset.dataset_id
    client.datasets.wait(dataset.dataset_id, interval=interval)
    client.datasets.samples.create(dataset.dataset_id, samples=PICTURES)
    task = client.datasets.tasks.create(
        dataset.dataset_id, task_type="auto-label", collect_key_sample=True, config={"algorithm_type": "fast"}
    )
    assert task.task_id
    try:
        done = client.datasets.tasks.wait(
            dataset.dataset_id, task.task_id, interval=interval, on_poll=lambda now: print(f"state {now.status}")
        )
        print(f"{task.task_id} has come to state {done.status}")
        labels = confirmed(client.datasets.samples.list_auto_labeled(dataset.dataset_id))
        answer = client.datasets.samples.batch_update(dataset.dataset_id, samples=labels)
        print(f"{len(labels)} samples confirmed: {answer.success}")
    except WaitFailedError as error:
        print(f"{task.task_id} ended in state {error.state}")
    client.datasets.delete(dataset.dataset_id)


async def main_async(client: AsyncModelArts, interval: float = 10) -> None:
    """Take the same steps without blocking."""
    dataset = await client.datasets.create(
        dataset_name=NAME, dataset_type=IMAGE_CLASSIFICATION, data_sources=[SOURCE], labels=LABELS,
        work_path=f"{FOLDER}/output/", work_path_type=OBS,
    )  # fmt: skip
    assert dataset.dataset_id
    await client.datasets.wait(dataset.dataset_id, interval=interval)
    await client.datasets.samples.create(dataset.dataset_id, samples=PICTURES)
    task = await client.datasets.tasks.create(
        dataset.dataset_id, task_type="auto-label", collect_key_sample=True, config={"algorithm_type": "fast"}
    )
    assert task.task_id
    try:
        done = await client.datasets.tasks.wait(
            dataset.dataset_id, task.task_id, interval=interval, on_poll=lambda now: print(f"state {now.status}")
        )
        print(f"{task.task_id} has come to state {done.status}")
        found = client.datasets.samples.list_auto_labeled(dataset.dataset_id)
        labels = confirmed([sample async for sample in found])
        answer = await client.datasets.samples.batch_update(dataset.dataset_id, samples=labels)
        print(f"{len(labels)} samples confirmed: {answer.success}")
    except WaitFailedError as error:
        print(f"{task.task_id} ended in state {error.state}")
    await client.datasets.delete(dataset.dataset_id)


if __name__ == "__main__":
    run(main, main_async)
