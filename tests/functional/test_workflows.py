"""The published Arazzo document, followed step by step against the published mock."""

from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from arazzo_runner import Runner, WorkflowFailedError
from mock_process import REPOSITORY, Mock, running

from spec import files

DOCUMENTS = REPOSITORY / "spec" / "documents" / "modelarts"
PROJECT = {"project_id": "p1"}
MEMBER = "a-member"


@pytest.fixture(scope="module")
def mock() -> Iterator[Mock]:
    """The mock; time goes by where a step waits, and nowhere else."""
    with running("--speed", "0.001") as mock:
        yield mock


@pytest.fixture(scope="module")
def client(mock: Mock) -> Iterator[httpx.Client]:
    """A client that has a token."""
    with httpx.Client(base_url=mock.url, headers={"X-Auth-Token": "test-token"}, timeout=20) as client:
        yield client


@pytest.fixture
def runner(mock: Mock, client: httpx.Client) -> Runner:
    """Follows the workflows; where a step is to be retried the mock's clock goes on."""
    mock.reset()
    arazzo, openapi = files.load(DOCUMENTS / "arazzo.yaml"), files.load(DOCUMENTS / "openapi.json")
    return Runner(arazzo, openapi, client, lambda seconds: mock.advance(seconds * 1000))


def dataset(client: httpx.Client) -> str:
    """Make a dataset with a labelled sample; gives its id."""
    data = {"dataset_name": "flowers", "work_path": "/b/out/", "work_path_type": 0, "data_sources": []}
    made = client.post("/v2/p1/datasets", json=data).raise_for_status().json()["dataset_id"]
    samples = {"samples": [{"name": "rose.jpg", "labels": [{"name": "rose"}]}]}
    client.post(f"/v2/p1/datasets/{made}/data-annotations/samples", json=samples).raise_for_status()
    return str(made)


def test_an_image_dataset_is_made_labelled_and_removed(runner: Runner, mock: Mock) -> None:
    """The workflow goes through; the dataset was waited for twice, once until it was gone."""
    assert runner.run("image-dataset", PROJECT)["labels"]
    assert mock.seen().count("DescDataset") == 4
    assert mock.steps()[-2:] == ["DeleteDataset", "DescDataset"]


def test_a_smart_task_labels(runner: Runner, mock: Mock, client: httpx.Client) -> None:
    """The task is waited for through its states; then the label that was found is confirmed."""
    made = dataset(client)
    assert runner.run("smart-labelling", PROJECT | {"dataset_id": made})["task_id"]
    assert mock.seen().count("AutoAnnotationProgress") > 1
    assert mock.steps()[-1] == "UpdateSamples"


def test_a_notebook_lives(runner: Runner, mock: Mock, client: httpx.Client) -> None:
    """It runs, has stopped, runs again and is gone, and each of these was waited for."""
    client.post("/v1/p1/images", json={"swr_path": "swr/organization/image:1"}).raise_for_status()
    outputs = runner.run("notebook", PROJECT)
    assert client.get(f"/v1/p1/notebooks/{outputs['id']}").status_code == 404
    assert mock.seen().count("ShowNotebook") >= 2 * mock.steps().count("ShowNotebook") == 8


def test_a_job_trains(runner: Runner, mock: Mock) -> None:
    """It is completed after its other states; log and numbers come out."""
    outputs = runner.run("training-job", PROJECT)
    assert outputs["log"].startswith("http") and outputs["metrics"]
    assert mock.seen().count("ShowTrainingJobDetails") > 2
    assert mock.steps()[-1] == "DeleteAlgorithm"


def test_a_workspace_changes(runner: Runner, client: httpx.Client) -> None:
    """It has its new name before it is removed, which the workflow itself checks."""
    outputs = runner.run("workspace", PROJECT | {"member": MEMBER})
    assert client.get(f"/v1/p1/workspaces/{outputs['workspace_id']}").status_code == 404


def test_an_authorization_comes_and_goes(runner: Runner, client: httpx.Client) -> None:
    """It is listed while it is there, with the agency that was made for it."""
    outputs = runner.run("authorization", PROJECT | {"user": MEMBER})
    (given,) = outputs["authorizations"]
    assert (given["user_id"], given["content"]) == (MEMBER, outputs["agency"])
    assert client.get("/v2/p1/authorizations").json()["auth"] == []


def test_all_workflows_are_tested(runner: Runner) -> None:
    """The document has these six."""
    tested = {"image-dataset", "smart-labelling", "notebook", "training-job", "workspace", "authorization"}
    assert runner.workflows.keys() == tested


@pytest.mark.parametrize(
    ("name", "fault"),
    [
        ("workspace", {"operation": "UpdateWorkspace", "status": 500}),
        ("workspace", {"operation": "ShowWorkspace", "status": 403}),
    ],
)
def test_a_workflow_fails_where_a_call_does(runner: Runner, mock: Mock, name: str, fault: dict[str, Any]) -> None:
    """An answer that is no success ends a workflow, also while it waits."""
    mock.admin.post("faults", json=fault).raise_for_status()
    with pytest.raises(WorkflowFailedError, match=str(fault["status"])):
        runner.run(name, PROJECT | {"member": MEMBER})
    assert mock.seen()[-1] == fault["operation"]
