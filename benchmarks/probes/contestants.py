"""The clients that are compared. Each does the same three things in the same order: load, connect, ask.

Nothing is imported before `load`, so that each process pays for one client alone.
"""

from collections.abc import Callable, Mapping
from typing import Any

KEY, PROJECT = "00000000-0000-4000-8000-000000000001", "p1"
PATH = f"/v1/{PROJECT}/notebooks"
TOKEN = {"X-Auth-Token": "token"}


class Libraries:
    """The two libraries that our client is made of, without any client."""

    name = "import httpx, pydantic"

    def load(self) -> None:
        """Import them."""
        import httpx
        import pydantic

        self._imported = httpx, pydantic

    def connect(self, url: str) -> None:
        """Make no client."""

    def show(self) -> Any:
        """Ask for nothing."""

    def list(self) -> Any:
        """Ask for nothing."""

    def parts(self) -> Mapping[str, Callable[[], Any]]:
        """Give parts of a call that can be measured alone; those of `list` end in `list`."""
        return {}


class Plain(Libraries):
    """What needs no model: the answers as dictionaries."""

    name = "httpx, json"

    def load(self) -> None:
        """Import httpx."""
        import httpx

        self._httpx = httpx

    def connect(self, url: str) -> None:
        """Make a client that keeps its connection."""
        self._http = self._httpx.Client(base_url=url, headers=TOKEN)

    def show(self) -> Any:
        """Get a notebook."""
        return self._get(f"{PATH}/{KEY}").json()

    def list(self) -> Any:
        """Get a page."""
        return self._get(PATH).json()["data"]

    def _get(self, path: str) -> Any:
        return self._http.get(path).raise_for_status()


class HandWritten(Plain):
    """Models that a person would write."""

    name = "httpx, hand-written model"

    def load(self) -> None:
        """Import httpx and the models."""
        super().load()
        import hand_written

        self._models = hand_written

    def show(self) -> Any:
        """Get a notebook."""
        return self._models.Notebook.model_validate_json(self._get(f"{PATH}/{KEY}").content)

    def list(self) -> Any:
        """Get a page."""
        return self._models.Notebooks.model_validate_json(self._get(PATH).content).data


class Ours(Libraries):
    """The generated client, with a token."""

    name = "modelarts_client"

    def load(self) -> None:
        """Import it."""
        import modelarts_client

        self._package = modelarts_client

    def connect(self, url: str) -> None:
        """Make a client."""
        self._url = url
        self._client = self._package.ModelArts(project_id=PROJECT, base_url=url, auth=self._credentials())

    def show(self) -> Any:
        """Get a notebook."""
        return self._client.notebooks.get(KEY)

    def list(self) -> Any:
        """Get a page."""
        return self._client.notebooks.list().items

    def parts(self) -> Mapping[str, Callable[[], Any]]:
        """Give what a call is made of: the request that httpx sends, reading JSON, and a call without a model."""
        import json

        import httpx

        http, client = httpx.Client(base_url=self._url, headers=TOKEN), self._client
        one, hundred = http.get(f"{PATH}/{KEY}").content, http.get(PATH).content
        return {
            "send": lambda: http.get(f"{PATH}/{KEY}").content,
            "send list": lambda: http.get(PATH).content,
            "read": lambda: json.loads(one),
            "read list": lambda: json.loads(hundred),
            "no model": lambda: client.request("GET", f"{PATH}/{KEY}", cast_to=object),
            "no model list": lambda: client.request("GET", PATH, cast_to=object),
        }

    def _credentials(self) -> Any:
        return self._package.Token("token")


class Signed(Ours):
    """The generated client, each request signed."""

    name = "modelarts_client, signed"

    def parts(self) -> Mapping[str, Callable[[], Any]]:
        """Give none: the other one does."""
        return {}

    def _credentials(self) -> Any:
        return self._package.AccessKey("AK", "SK")


class Vendor(Libraries):
    """The vendor's SDK, which can only sign."""

    name = "huaweicloudsdkmodelarts"

    def load(self) -> None:
        """Import it."""
        from huaweicloudsdkcore.auth.credentials import BasicCredentials
        from huaweicloudsdkmodelarts import v1

        self._credentials, self._package = BasicCredentials, v1

    def connect(self, url: str) -> None:
        """Make a client."""
        credentials = self._credentials("AK", "SK", PROJECT)
        builder = self._package.ModelArtsClient.new_builder()
        self._client = builder.with_credentials(credentials).with_endpoint(url).build()

    def show(self) -> Any:
        """Get a notebook."""
        return self._client.show_notebook(self._package.ShowNotebookRequest(id=KEY))

    def list(self) -> Any:
        """Get a page."""
        return self._client.list_notebooks(self._package.ListNotebooksRequest()).data


class PythonClient(Libraries):
    """What openapi-python-client makes of the same document."""

    name = "openapi-python-client"

    def load(self) -> None:
        """Import what notebooks need."""
        from made_by_openapi_python_client import Client
        from made_by_openapi_python_client.api.notebooks import list_notebooks, show_notebook

        self._client_class, self._show, self._list = Client, show_notebook, list_notebooks

    def connect(self, url: str) -> None:
        """Make a client."""
        self._client = self._client_class(base_url=url, headers=TOKEN)

    def show(self) -> Any:
        """Get a notebook."""
        return self._show.sync(project_id=PROJECT, id=KEY, client=self._client)

    def list(self) -> Any:
        """Get a page."""
        return self._list.sync(project_id=PROJECT, client=self._client).data


class Generator(Libraries):
    """What openapi-generator makes of the same document."""

    name = "openapi-generator"

    def load(self) -> None:
        """Import it."""
        import made_by_openapi_generator

        self._package = made_by_openapi_generator

    def connect(self, url: str) -> None:
        """Make a client."""
        configuration = self._package.Configuration(host=url, api_key={"Token": "token"})
        self._api = self._package.NotebooksApi(self._package.ApiClient(configuration))

    def show(self) -> Any:
        """Get a notebook."""
        return self._api.show_notebook(id=KEY, project_id=PROJECT)

    def list(self) -> Any:
        """Get a page."""
        return self._api.list_notebooks(project_id=PROJECT).data


CONTESTANTS: dict[str, type[Libraries]] = {
    kind.name: kind for kind in (Libraries, Plain, HandWritten, Ours, Signed, Vendor, PythonClient, Generator)
}
