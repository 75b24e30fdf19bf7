"""A training job with PyTorch: choose flavor and framework, make an algorithm and a job of it, read what it left.

The variable OBS_FOLDER names a folder of a bucket, as /BUCKET/FOLDER, with code/train.py and data.
"""

import os

from command import run
from modelarts_client import AsyncModelArts, ModelArts, WaitFailedError
from modelarts_client.models.training_jobs import (
    ShowTrainingJobEnginesResponse,
    ShowTrainingJobFlavorsResponse,
    ShowTrainingJobMetricsResponse,
)
from modelarts_client.params.algorithms import AlgorithmJobConfigRequestDict
from modelarts_client.params.training_jobs import CreateTrainingJobRequestSpecDict, FilterDict, JobAlgorithmDict

NAME = "example-training"
FOLDER = os.environ.get("OBS_FOLDER", "/my-bucket/mnist")
TASK = "worker-0"  # the only one of a job on one node
BY_NAME: list[FilterDict] = [{"key": "name", "operator": "like", "value": [NAME]}]


def code(engines: ShowTrainingJobEnginesResponse) -> AlgorithmJobConfigRequestDict:
    """Describe the code that is to be run, on the first framework that is PyTorch."""
    engine = next((one for one in engines.items or () if one.engine_name == "PyTorch"), None)
    if engine is None:
        raise SystemExit("PyTorch is not among the frameworks")
    return {
        "code_dir": f"{FOLDER}/code/",
        "boot_file": f"{FOLDER}/code/train.py",
        "engine": {"engine_name": engine.engine_name, "engine_version": engine.engine_version},
        "inputs": [{"name": "data_url"}],
        "outputs": [{"name": "train_url"}],
        "parameters": [{"name": "epochs", "value": "5"}],
        "parameters_customization": True,
    }


def work(algorithm_id: str) -> JobAlgorithmDict:
    """Describe what the algorithm works on this time."""
    return {
        "id": algorithm_id,
        "parameters": [{"name": "epochs", "value": "10"}],
        "inputs": [{"name": "data_url", "remote": {"obs": {"obs_url": f"{FOLDER}/data/"}}}],
        "outputs": [{"name": "train_url", "remote": {"obs": {"obs_url": f"{FOLDER}/outputs/"}}}],
    }


def place(flavors: ShowTrainingJobFlavorsResponse) -> CreateTrainingJobRequestSpecDict:
    """Choose where it runs: on one node of the first flavor."""
    flavor = next(iter(flavors.flavors or ()), None)
    if flavor is None:
        raise SystemExit("there is no such flavor")
    return {
        "resource": {"flavor_id": flavor.flavor_id, "node_count": 1},
        "log_export_path": {"obs_url": f"{FOLDER}/log/"},
    }


def told(metrics: ShowTrainingJobMetricsResponse) -> str:
    """Put metrics into words."""
    return ", ".join(f"{one.metric}: {len(one.value or ())} values" for one in metrics.metrics or ())


def main(client: ModelArts, interval: float = 15) -> None:
    """Take the steps one after the other; job and algorithm are removed, what the job wrote stays in the bucket."""
    spec = place(client.training_jobs.list_flavors(flavor_type="CPU"))
    job_config = code(client.training_jobs.list_engines())
    algorithm = client.algorithms.create(metadata={"name": NAME}, job_config=job_config)
    assert algorithm.metadata and algorithm.metadata.id
    job = client.training_jobs.create(
        kind="job", metadata={"name": NAME}, algorithm=work(algorithm.metadata.id), spec=spec
    )
    assert job.metadata and job.metadata.id
    try:
        done = client.training_jobs.wait(job.metadata.id, interval=interval)
        assert done.status
        print(f"{job.metadata.id} is {done.status.phase}")
        print(f"listed: {[one.metadata.id for one in client.training_jobs.list(filters=BY_NAME) if one.metadata]}")
        print(told(client.training_jobs.tasks.get_metrics(job.metadata.id, TASK)))
    except WaitFailedError as error:
        print(f"{job.metadata.id} ended as {error.state}")
    print(f"its log: {client.training_jobs.tasks.get_logs_url(job.metadata.id, TASK).obs_url}")
    client.training_jobs.delete(job.metadata.id)
    client.training_jobs.wait_until_deleted(job.metadata.id, interval=interval)
    client.algorithms.delete(algorithm.metadata.id)
    print(f"{job.metadata.id} is gone")


async def main_async(client: AsyncModelArts, interval: float = 15) -> None:
    """Take the same steps without blocking."""
    spec = place(await client.training_jobs.list_flavors(flavor_type="CPU"))
    job_config = code(await client.training_jobs.list_engines())
    algorithm = await client.algorithms.create(metadata={"name": NAME}, job_config=job_config)
    assert algorithm.metadata and algorithm.metadata.id
    job = await client.training_jobs.create(
        kind="job", metadata={"name": NAME}, algorithm=work(algorithm.metadata.id), spec=spec
    )
    assert job.metadata and job.metadata.id
    try:
        done = await client.training_jobs.wait(job.metadata.id, interval=interval)
        assert done.status
        print(f"{job.metadata.id} is {done.status.phase}")
        jobs = client.training_jobs.list(filters=BY_NAME)
        print(f"listed: {[one.metadata.id async for one in jobs if one.metadata]}")
        print(told(await client.training_jobs.tasks.get_metrics(job.metadata.id, TASK)))
    except WaitFailedError as error:
        print(f"{job.metadata.id} ended as {error.state}")
    log = await client.training_jobs.tasks.get_logs_url(job.metadata.id, TASK)
    print(f"its log: {log.obs_url}")
    await client.training_jobs.delete(job.metadata.id)
    await client.training_jobs.wait_until_deleted(job.metadata.id, interval=interval)
    await client.algorithms.delete(algorithm.metadata.id)
    print(f"{job.metadata.id} is gone")


if __name__ == "__main__":
    run(main, main_async)
