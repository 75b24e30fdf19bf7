"""The vendor's own SDK, which signs its requests by itself, against the published mock over HTTP."""

import json
import sys
from pathlib import Path
from typing import Any

import pytest
from commands import run

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "functional"))

from mock_process import Mock, running

SCRIPT = """
import json, sys, warnings
warnings.simplefilter("ignore")
from huaweicloudsdkcore.auth.credentials import BasicCredentials
from huaweicloudsdkcore.exceptions.exceptions import ServiceResponseException
from huaweicloudsdkcore.region.region import Region
from huaweicloudsdkmodelarts import v1

url, call, key, secret, *rest = sys.argv[1:]

def made(credentials):
    return v1.ModelArtsClient.new_builder().with_credentials(credentials)

def endpoint():
    return made(BasicCredentials(key, secret, "p1")).with_endpoint(url).build()

def life():
    client = endpoint()
    volume = v1.VolumeMountRequest(category="EVS", ownership="MANAGED", capacity=5)
    body = v1.NotebookCreateRequest(name="sdk notebook", flavor="cpu", image_id=rest[0], volume=volume)
    id = client.create_notebook(v1.CreateNotebookRequest(body=body)).id
    shown = client.show_notebook(v1.ShowNotebookRequest(id=id)).name
    found = client.list_notebooks(v1.ListNotebooksRequest(name="sdk notebook", limit=10, offset=0))
    body = v1.NotebookUpdateRequest(name="renamed")
    renamed = client.update_notebook(v1.UpdateNotebookRequest(id=id, body=body)).name
    client.delete_notebook(v1.DeleteNotebookRequest(id=id))
    try:
        client.show_notebook(v1.ShowNotebookRequest(id=id))
    except ServiceResponseException as error:
        gone = error.status_code
    return [shown, found.total, [each.id == id for each in found.data], renamed, gone]

def page():
    try:
        return endpoint().list_notebooks(v1.ListNotebooksRequest()).total
    except ServiceResponseException as error:
        return [error.status_code, error.error_code]

def project():
    credentials = BasicCredentials(key, secret).with_iam_endpoint(url)
    client = made(credentials).with_region(Region(rest[0], url)).build()
    return [client.list_notebooks(v1.ListNotebooksRequest()).total, bool(credentials.project_id)]

print(json.dumps({"life": life, "page": page, "project": project}[call]()))
"""
KEY, SECRET = "test-access-key", "test-secret-key"
AT_ONCE = "1000000"

pytestmark = pytest.mark.heavy


def called(python: Path, mock: Mock, folder: Path, *arguments: str) -> Any:
    """Give what a call of the SDK gives, in a process of its own."""
    done = run(python, "-c", SCRIPT, mock.url, *arguments, folder=folder)
    assert not done.returncode, done.stderr
    return json.loads(done.stdout)


def test_a_notebook_lives_and_dies_by_the_sdk(python: Path, tmp_path: Path) -> None:
    """The SDK makes, shows, lists, renames and deletes a notebook, and understands that it is gone."""
    image = "00000000-0000-4000-8000-000000000001"
    with running("--speed", AT_ONCE) as mock:
        shown, total, own, renamed, gone = called(python, mock, tmp_path, "life", KEY, SECRET, image)
        assert mock.seen() == ["CreateNotebook", "ShowNotebook", "ListNotebooks", "UpdateNotebook", "DeleteNotebook",
                               "ShowNotebook"]  # fmt: skip
    assert (shown, total, own, renamed, gone) == ("sdk notebook", 1, [True], "renamed", 404)


@pytest.mark.parametrize(("key", "secret"), [(KEY, "wrong"), ("wrong", SECRET)])
def test_signatures_of_others_are_refused(python: Path, tmp_path: Path, key: str, secret: str) -> None:
    """With another key or another secret the SDK gets a 401 in the vendor's envelope."""
    with running() as mock:
        assert called(python, mock, tmp_path, "page", KEY, SECRET) == 0
        assert called(python, mock, tmp_path, "page", key, secret) == [401, "APIGW.0301"]


def test_the_sdk_finds_its_project(python: Path, tmp_path: Path) -> None:
    """Without a project the SDK asks the mock's identity service for that of the region."""
    with running() as mock:
        assert called(python, mock, tmp_path, "project", KEY, SECRET, "cn-north-4") == [0, True]
        assert mock.seen() == ["ListProjects", "ListNotebooks"]
