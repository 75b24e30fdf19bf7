"""Every code sample of the published document, run as it stands against the mock: the same request by all of them."""

import contextlib
import io
import json
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote

import certifi
import pytest
from mock_of_modelarts import import_mock, load_document
from sample_running import (
    SECRETS,
    Recorder,
    Shown,
    at_mock,
    missing_commands,
    published_samples,
    recorded_mock,
    run_shell,
    samples_of,
)

REPOSITORY = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(REPOSITORY / "generated" / "python"), str(REPOSITORY / "generated" / "mock")]

CURLRC = "silent\nshow-error\noutput = answer\n"


@pytest.fixture(scope="module")
def shown() -> list[Shown]:
    """Give the samples."""
    return published_samples()


@pytest.fixture(scope="module")
def mock() -> Iterator[tuple[Recorder, str]]:
    """Serve the mock of the published document."""
    with recorded_mock(import_mock("modelarts_mock")) as served:
        yield served


def wrong_with(sample: Shown, seen: dict[str, Any]) -> str:
    """Say what is wrong with what a sample sent, and with what it got; empty for nothing."""
    request = sample.request
    path = request.path.replace("{project_id}", SECRETS["HUAWEICLOUD_SDK_PROJECT_ID"])
    for name, value in request.path_values.items():
        path = path.replace("{" + name + "}", value)
    body = json.loads(seen["body"]) if seen["body"] else None
    came = seen["method"], unquote(seen["path"]), sorted(parse_qsl(seen["query"])), body
    wanted = request.method, path, sorted(request.query), request.body.value if request.body else None
    problems = [f"sent {came}, not {wanted}"] if came != wanted else []
    if request.body and seen["headers"].get("content-type") != request.body.media_type:
        problems.append(f"the media type is {seen['headers'].get('content-type')}")
    problems += [f"no {name}" for name, value in request.headers if seen["headers"].get(name.lower()) != value]
    if not 200 <= seen["status"] < 300:
        problems.append(f"status {seen['status']}")
    return "; ".join(problems)


def test_every_operation_has_each_kind_of_sample(shown: list[Shown]) -> None:
    """Each of the 283 operations is shown with curl, with a signature and with the client."""
    assert Counter(sample.label for sample in shown) == dict.fromkeys(("curl", "curl (signed)", "Python"), 283)


def test_the_published_document_has_these_samples(shown: list[Shown]) -> None:
    """What is published is what is run here."""
    assert samples_of(load_document()) == shown


def test_the_readme_shows_a_sample(shown: list[Shown]) -> None:
    """The script in the README is that of an operation."""
    readme = (REPOSITORY / "README.md").read_text(encoding="utf-8")
    assert any(f"```bash\n{sample.source}```" in readme for sample in shown if sample.label == "curl (signed)")


def one_certificate(folder: Path) -> Path:
    """Give a file with one certificate: that of all authorities is read anew for each client, and takes longer."""
    first, mark, _ = Path(certifi.where()).read_text().partition("-----END CERTIFICATE-----\n")
    path = folder / "certificate.pem"
    path.write_text(first + mark)
    return path


def test_python_samples_run(
    shown: list[Shown], mock: tuple[Recorder, str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Each Python sample runs as it stands, but for the server, sends the request shown and is answered."""
    recorder, url = mock
    for name, value in {**SECRETS, "SSL_CERT_FILE": str(one_certificate(tmp_path))}.items():
        monkeypatch.setenv(name, value)
    wrong = {}
    for sample in shown:
        if sample.label != "Python":
            continue
        recorder.came.clear()
        source = sample.source.replace('region="cn-north-4"', f'base_url="{url}"')
        with contextlib.redirect_stdout(io.StringIO()):
            exec(compile(source, sample.operation, "exec"), {})  # noqa: S102 - that is what is tested
        if not recorder.came or (problem := wrong_with(sample, recorder.came[0])):
            wrong[sample.operation] = problem if recorder.came else "sent nothing"
    assert wrong == {}


def kind_of(sample: Shown) -> tuple[object, ...]:
    """Give what makes the script of a sample differ from others."""
    request = sample.request
    odd = any(not value.isalnum() for _, value in request.query) or not all(
        map(str.isascii, request.path_values.values())
    )
    body = bool(request.body) and "\n" in sample.source.partition("{")[2]
    return sample.label, request.method, bool(request.query), bool(request.headers), odd, bool(request.body), body


def run_at(samples: list[Shown], mock: tuple[Recorder, str], folder: Path) -> dict[tuple[str, str], str]:
    """Run scripts one after the other, and say what is wrong with each."""
    recorder, url = mock
    (folder / ".curlrc").write_text(CURLRC)
    wrong = {}
    for sample in samples:
        recorder.came.clear()
        done = run_shell(at_mock(sample.source, url), folder, SECRETS)
        problem = done.stderr.decode() or ("" if recorder.came else "sent nothing")
        if problem := problem or wrong_with(sample, recorder.came[0]):
            wrong[sample.label, sample.operation] = problem
    return wrong


@pytest.mark.skipif(bool(missing_commands()), reason=f"lacks {', '.join(missing_commands())}")
def test_shell_samples_run(shown: list[Shown], mock: tuple[Recorder, str], tmp_path: Path) -> None:
    """Of each kind of script one is run by bash, but for the server as it stands: the mock verifies its signature."""
    kinds = {kind_of(sample): sample for sample in shown if sample.label != "Python"}
    assert 20 <= len(kinds) <= 60
    assert run_at(list(kinds.values()), mock, tmp_path) == {}


@pytest.mark.skipif(bool(missing_commands()), reason=f"lacks {', '.join(missing_commands())}")
def test_a_wrong_secret_is_refused(shown: list[Shown], mock: tuple[Recorder, str], tmp_path: Path) -> None:
    """The mock does verify: with another secret key a signed script is turned away."""
    recorder, url = mock
    (tmp_path / ".curlrc").write_text(CURLRC)
    recorder.came.clear()
    sample = next(sample for sample in shown if sample.label == "curl (signed)")
    run_shell(at_mock(sample.source, url), tmp_path, {**SECRETS, "HUAWEICLOUD_SDK_SK": "another"})
    assert [seen["status"] for seen in recorder.came] == [401]


@pytest.mark.heavy
@pytest.mark.skipif(bool(missing_commands()), reason=f"lacks {', '.join(missing_commands())}")
def test_all_shell_samples_run(shown: list[Shown], mock: tuple[Recorder, str], tmp_path: Path) -> None:
    """Every script is run by bash, but for the server as it stands: the mock verifies each signature."""
    assert run_at([sample for sample in shown if sample.label != "Python"], mock, tmp_path) == {}
