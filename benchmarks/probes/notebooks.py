"""The answers that all clients read: one notebook, and a page of a hundred. The values are made up."""

import json
from typing import Any


def notebook(number: int) -> dict[str, Any]:
    """Give a running notebook as the service would."""
    key = f"00000000-0000-4000-8000-{number:012}"
    image = {"id": f"image-{number % 7}", "name": "pytorch-2.1", "swr_path": "swr.example.com/images/pytorch:2.1"}
    return {
        "id": key,
        "name": f"notebook-{number}",
        "description": "trains a model",
        "feature": "NOTEBOOK",
        "flavor": "modelarts.vm.cpu.2u",
        "status": "RUNNING",
        "token": f"token-{number}",
        "url": f"https://authoring.example.com/{key}/lab",
        "workspace_id": "0",
        "image": image
        | {"type": "BUILD_IN", "arch": "X86_64", "size": 5_368_709_120, "dev_services": ["NOTEBOOK", "SSH"]},
        "lease": {"create_at": 1638778344300, "duration": 3600000, "enable": True, "update_at": 1638778344300},
        "volume": {"category": "EVS", "ownership": "MANAGED", "mount_path": "/data/work/", "capacity": 50},
        "endpoints": [{"service": "SSH", "uri": "ssh://node.example.com:32700", "allowed_access_ips": ["192.0.2.7"]}],
        "pool": {"id": "pool-1", "name": "shared"},
        "user": {"id": "user-1", "name": "someone"},
        "billing_items": ["STORAGE", "COMPUTE"],
        "action_progress": [{"notebook_id": key, "status": "COMPLETED", "step": 4, "step_description": "started"}],
    }


ONE = json.dumps(notebook(1)).encode()
HUNDRED = json.dumps(
    {"current": 0, "data": [notebook(n) for n in range(100)], "pages": 1, "size": 100, "total": 100}
).encode()
