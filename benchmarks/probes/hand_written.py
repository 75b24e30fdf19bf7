"""What a person would write to read notebooks, with pydantic and nothing else."""

from pydantic import BaseModel


class Image(BaseModel):
    """The image that a notebook runs."""

    id: str
    name: str
    swr_path: str
    type: str
    arch: str | None = None
    size: int | None = None
    dev_services: list[str] = []


class Lease(BaseModel):
    """How long a notebook runs."""

    create_at: int
    duration: int
    enable: bool
    update_at: int


class Volume(BaseModel):
    """The storage of a notebook."""

    category: str
    ownership: str
    mount_path: str
    capacity: int | None = None


class Endpoint(BaseModel):
    """Where a notebook is reached."""

    service: str
    uri: str
    allowed_access_ips: list[str] = []


class Named(BaseModel):
    """A user or a pool."""

    id: str
    name: str


class Progress(BaseModel):
    """A step of starting a notebook."""

    notebook_id: str
    status: str
    step: int
    step_description: str | None = None


class Notebook(BaseModel):
    """A notebook."""

    id: str
    name: str
    description: str | None = None
    feature: str
    flavor: str
    status: str
    token: str | None = None
    url: str | None = None
    workspace_id: str
    fail_reason: str | None = None
    image: Image
    lease: Lease | None = None
    volume: Volume | None = None
    endpoints: list[Endpoint] = []
    pool: Named | None = None
    user: Named | None = None
    billing_items: list[str] = []
    action_progress: list[Progress] = []


class Notebooks(BaseModel):
    """A page of notebooks."""

    current: int
    data: list[Notebook]
    pages: int
    size: int
    total: int
