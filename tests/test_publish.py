"""The command `publish`: a site of the output of a build, whole or not at all, in which nothing published changes."""

import errno
import io
import json
import re
import shutil
import zipfile
from pathlib import Path

import pytest
from lxml import html
from site_building import DOCUMENTS, PAGE, VIEWER, built, change_document, codes, files, publish, run

from spec.site.links import broken_links
from spec.site.pages import LATEST
from spec.transaction import Disk


@pytest.fixture(scope="session")
def output(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An output that no test changes."""
    return built(tmp_path_factory.mktemp("built"))


@pytest.fixture
def folder(output: Path, tmp_path: Path) -> Path:
    """A copy of the output to change."""
    shutil.copytree(output, tmp_path, dirs_exist_ok=True)
    return tmp_path


def test_a_site_holds_all_of_the_output(folder: Path) -> None:
    """Each file of the document stands under the newest and under its version, each package as an archive of its
    files, and all of them are linked from the first page."""
    result = publish(folder)
    assert result.exit_code == 0, result.output
    site = files(folder / "site")
    published = files(folder / DOCUMENTS)
    assert {"openapi.yaml", "openapi-3.0.json", "report.json", "CHANGELOG.md"} <= published.keys()
    for name, content in published.items():
        assert site[f"{LATEST}/{name}"] == site[f"v1.0.0/{name}"] == content
        assert f'href="{LATEST}/{name}"' in site["index.html"].decode()
        assert f'href="{name}"' in site[f"{LATEST}/index.html"].decode()
    for target in ("python", "mock"):
        expected = files(folder / "out" / "generated" / target)
        expected.pop("apiscribe.lock")
        with zipfile.ZipFile(io.BytesIO(site[f"packages/{target}.zip"])) as archive:
            assert {name: archive.read(name) for name in archive.namelist()} == expected
            assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert f"packages/{target}/README.html" in site
    assert {"packages/gateway/kong.zip", "packages/gateway/nginx/README.html"} <= site.keys()
    assert {"changelog.html", "quality.html", "reference.html", "versions.json", "conflicts.html"} <= site.keys()
    assert not broken_links(site)
    # the same file in the listing of the version, with its digest
    record = json.loads(site["versions.json"])
    assert record["latest"] == "1.0.0"
    assert record["versions"]["1.0.0"].keys() == {
        name for name in site if name.startswith("v1.0.0/") and name != "v1.0.0/index.html"
    }


def test_every_page_leads_to_the_first_one(folder: Path) -> None:
    """The reference, the reports, the Markdown and the lists of files all link back; the first page says what to read,
    what to import and how to install what calls it."""
    assert publish(folder).exit_code == 0
    site = files(folder / "site")
    ours = {name for name in site if name.endswith(".html") and not name.endswith("/conflicts.html")} - {"index.html"}
    assert {"reference.html", "quality.html", "conflicts.html", "changelog.html", "latest/index.html"} <= ours
    for name in ours:
        assert f'href="{"../" * name.count("/")}index.html"' in site[name].decode(), name
    front = site["index.html"].decode()
    document = json.loads((folder / DOCUMENTS / "openapi.json").read_text(encoding="utf-8"))
    sample = next(iter(next(iter(document["paths"].values())).values()))["x-codeSamples"][-1]
    found = ["".join(element.itertext()) for element in html.fromstring(front).iter("code")]
    assert sample["source"].strip() in [text.strip() for text in found]
    assert "pip install python.zip" in found
    assert {"reference.html", "latest/openapi.yaml", "v1.0.0/index.html"} <= set(re.findall('href="([^"]+)"', front))


def test_what_is_new_in_the_output_comes_along(folder: Path) -> None:
    """A form of the document and a package that nobody has heard of are published and told by their kind."""
    documents = folder / DOCUMENTS
    (documents / "openapi-9.yaml").write_text("openapi: 3.9.1\ninfo: {}\n", encoding="utf-8")
    (documents / "more").mkdir()
    (documents / "more" / "fixes.yaml").write_text("# ours\noverlay: 1.0.0\n", encoding="utf-8")
    (documents / ".tool-settings.yaml").write_text("{}\n", encoding="utf-8")
    (documents / ".leftover.swp").write_text("", encoding="utf-8")
    package = folder / "out" / "generated" / "cobol"
    package.mkdir()
    (package / "apiscribe.lock").write_text("{}", encoding="utf-8")
    (package / "README.md").write_text("# COBOL\n", encoding="utf-8")
    assert publish(folder).exit_code == 0
    site = files(folder / "site")
    front = site["index.html"].decode()
    for name, kind in {"openapi-9.yaml": "OpenAPI 3.9.1 as YAML", "more/fixes.yaml": "Overlay 1.0.0 as YAML"}.items():
        assert re.search(rf'href="{LATEST}/{name}">[^<]+</a></td><td>{kind}<', front)
    assert {f"{LATEST}/.tool-settings.yaml", "packages/cobol.zip", "packages/cobol/README.html"} <= site.keys()
    assert not [name for name in site if "leftover" in name]


def test_a_site_is_the_same_bytes_every_time(folder: Path) -> None:
    """Published to two places it is the same; published again nothing is written."""
    assert publish(folder).exit_code == 0
    assert publish(folder, site="other").exit_code == 0
    site = files(folder / "site")
    assert site == files(folder / "other")
    stamps = {name: (folder / "site" / name).stat().st_mtime_ns for name in site}
    assert publish(folder).exit_code == 0
    assert stamps == {name: (folder / "site" / name).stat().st_mtime_ns for name in files(folder / "site")}


def test_the_first_page_counts(folder: Path) -> None:
    """The figures are those of the document."""
    assert publish(folder).exit_code == 0
    front = (folder / "site" / "index.html").read_text(encoding="utf-8")
    tiles = dict(re.findall(r"<span>(\w[\w ]*)</span><strong>([\d,]+)</strong>", front))
    document = json.loads((folder / DOCUMENTS / "openapi.json").read_text(encoding="utf-8"))
    assert int(tiles["operations"]) == sum(len(item) for item in document["paths"].values())
    assert int(tiles["schemas"]) == len(document.get("components", {}).get("schemas", {}))
    assert int(tiles["lint errors"]) == 0


def test_earlier_versions_stay_as_they_were(folder: Path) -> None:
    """After an update the site has both versions, the old one to the byte, and the newest under its own name too."""
    assert publish(folder).exit_code == 0
    before = files(folder / "site" / "v1.0.0")
    (folder / "page.html").write_text(PAGE.replace("from 1 to 9", "from 1 to 20"), encoding="utf-8")
    assert run("update", "--config", folder / "apiscribe.toml", "--out", folder / "out").exit_code == 10
    result = publish(folder)
    assert "versions: 1.1.0, 1.0.0" in result.output
    site = files(folder / "site")
    assert files(folder / "site" / "v1.0.0") == before
    assert site[f"{LATEST}/openapi.json"] == site["v1.1.0/openapi.json"] != before["openapi.json"]
    assert json.loads(site["versions.json"])["latest"] == "1.1.0"


def test_a_version_is_never_another_one(folder: Path) -> None:
    """The document under the number that is out already is refused with the way out; the site stays."""
    assert publish(folder).exit_code == 0
    before = files(folder / "site")
    change_document(folder, tags=[{"name": "new"}])
    result = publish(folder)
    assert codes(result) == {"SIT004"}
    assert "1.0.0 is published already, with another openapi.json" in str(result.exception)
    assert "apiscribe update" in result.exception.diagnostics[0].help
    assert files(folder / "site") == before
    # what is no form of the document may be made anew: under the newest, not under the version
    assert publish(folder, site="again").exit_code == 0
    (folder / DOCUMENTS / "arazzo.yaml").write_text("arazzo: 1.0.1\n", encoding="utf-8")
    assert publish(folder, site="again").exit_code == 0
    assert "arazzo.yaml" not in files(folder / "again" / "v1.0.0")
    assert "arazzo.yaml" in files(folder / "again" / LATEST)


@pytest.mark.parametrize("form", ["openapi.yaml", "openapi-3.0.json", "split/only.yaml"])
def test_every_form_of_a_version_stays(folder: Path, form: str) -> None:
    """Each form of the document is compared, one that is gone too; comments above it make no difference."""
    file = folder / DOCUMENTS / form
    if not file.exists():
        file.parent.mkdir(exist_ok=True)
        file.write_text("# One part.\nopenapi: 3.1.1\n", encoding="utf-8")
    assert publish(folder).exit_code == 0
    whole = file.read_bytes()
    file.write_bytes(whole.replace(b"3.", b"3.9", 1))
    assert codes(publish(folder)) == {"SIT004"}
    file.write_bytes(whole)
    assert publish(folder).exit_code == 0
    if form != "openapi.yaml":
        file.unlink()
        assert codes(publish(folder)) == {"SIT004"}


def test_a_disk_that_fails_leaves_the_site_before(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where a file cannot be put into its place, every one is as it was, and nothing else is left."""
    assert publish(folder).exit_code == 0
    before = files(folder / "site")
    (folder / "page.html").write_text(PAGE.replace("from 1 to 9", "from 1 to 20"), encoding="utf-8")
    assert run("update", "--config", folder / "apiscribe.toml", "--out", folder / "out").exit_code == 10
    replace, done = Disk.replace, []

    def failing(disk: Disk, path: Path, target: Path) -> None:
        if target.name == "index.html" and "new" in path.parts:
            raise OSError(errno.EIO, "Input/output error")
        done.append(target)
        replace(disk, path, target)

    with monkeypatch.context() as patch:
        patch.setattr(Disk, "replace", failing)
        assert isinstance(publish(folder).exception, OSError)
    assert len(done) > 10
    assert files(folder / "site") == before
    assert publish(folder).exit_code == 0


def test_a_version_that_somebody_changed_is_refused(folder: Path) -> None:
    """What stands under a version is what was published, or nothing more is."""
    assert publish(folder).exit_code == 0
    kept = folder / "site" / "v1.0.0" / "openapi.yaml"
    kept.write_bytes(kept.read_bytes() + b"# edited\n")
    assert codes(publish(folder)) == {"SIT004"}


def test_nothing_is_read_or_written_behind_a_link(folder: Path) -> None:
    """A folder of the site, of a version or of the output that is a link elsewhere is not followed."""
    assert publish(folder).exit_code == 0
    elsewhere = folder / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "secret.txt").write_text("secret", encoding="utf-8")
    (elsewhere / "apiscribe.lock").write_text("{}", encoding="utf-8")
    before = files(elsewhere)
    (folder / "site" / "v9.9.9").symlink_to(elsewhere)
    (folder / "out" / "generated" / "linked").symlink_to(elsewhere)
    result = publish(folder)
    assert "versions: 1.0.0\n" in result.output
    assert "packages/linked.zip" not in files(folder / "site")
    assert not (folder / "site" / "index.html").read_text(encoding="utf-8").count("9.9.9")
    shutil.move(folder / "site" / LATEST, folder / "moved")
    (folder / "site" / LATEST).symlink_to(elsewhere)
    assert isinstance(publish(folder).exception, NotADirectoryError)
    assert files(elsewhere) == before
    (folder / "site" / LATEST).unlink()
    (folder / "site" / "v1.0.0").rename(folder / "old")
    (folder / "site" / "v1.0.0").symlink_to(folder / "old")
    assert codes(publish(folder)) == {"SIT004"}


def test_what_nobody_published_is_no_version(folder: Path) -> None:
    """A folder that looks like a version, and a file put into one, are neither listed nor removed; where one is in the
    way of the site, nothing is written."""
    assert publish(folder).exit_code == 0
    for name in ("v8.0.0/added.html", "v1.0.0/added.html"):
        (folder / "site" / name).parent.mkdir(exist_ok=True)
        (folder / "site" / name).write_text("<script>1</script>", encoding="utf-8")
    assert "versions: 1.0.0\n" in publish(folder).output
    site = files(folder / "site")
    assert {"v8.0.0/added.html", "v1.0.0/added.html"} <= site.keys()
    assert "added" not in site["versions.json"].decode() + site["v1.0.0/index.html"].decode()
    (folder / DOCUMENTS / "added.yaml").write_text("{}", encoding="utf-8")
    (folder / "site" / LATEST / "added.yaml").write_text("mine", encoding="utf-8")
    before = files(folder / "site")
    assert isinstance(publish(folder).exception, FileExistsError)
    assert files(folder / "site") == before


def test_an_older_version_is_not_made_the_newest(folder: Path) -> None:
    """What is newest never goes back; after a pre-release the release before it may still be corrected."""
    change_document(folder, info={"title": "t", "version": "2.0.0-rc.1"})
    assert publish(folder).exit_code == 0
    change_document(folder, info={"title": "t", "version": "1.5.0"})
    assert publish(folder).exit_code == 0
    change_document(folder, info={"title": "t", "version": "1.4.9"})
    result = publish(folder)
    assert codes(result) == {"SIT004"} and "1.5.0 is published already" in str(result.exception)


def test_a_lock_of_anyone_is_read_safely(folder: Path) -> None:
    """Names in a lock that lead elsewhere or are none are passed by; no file outside is touched."""
    assert publish(folder).exit_code == 0
    lock = {"kind": "site", "files": {"../page.html": "1", "/etc/passwd": "1", "a\0b": "1", "../../x": 1}}
    (folder / "site" / "apiscribe.lock").write_text(json.dumps(lock), encoding="utf-8")
    assert isinstance(publish(folder).exception, FileExistsError)
    assert (folder / "page.html").exists()


def test_versions_are_kept_from_elsewhere(folder: Path) -> None:
    """An earlier site, and the documents of an earlier version alone, bring their versions into a new site."""
    assert publish(folder, "--no-page").exit_code == 0
    shutil.copytree(folder / DOCUMENTS, folder / "tagged")
    (folder / "page.html").write_text(PAGE.replace("from 1 to 9", "from 1 to 8"), encoding="utf-8")
    assert run("update", "--config", folder / "apiscribe.toml", "--out", folder / "out").exit_code == 11
    for kept in ("site", "tagged"):
        result = publish(folder, "--keep", folder / kept, "--no-page", site=f"from-{kept}")
        assert "versions: 2.0.0, 1.0.0" in result.output
        old = files(folder / f"from-{kept}" / "v1.0.0")
        assert old["openapi.yaml"] == (folder / "tagged" / "openapi.yaml").read_bytes()
    assert codes(publish(folder, "--keep", folder / "out", site="none")) == {"SIT003"}


def test_a_folder_of_somebody_else_is_refused(folder: Path) -> None:
    """A folder with files of others, or with another output of ours, is neither emptied nor written into."""
    mine = folder / "mine"
    mine.mkdir()
    (mine / "index.html").write_text("mine", encoding="utf-8")
    result = publish(folder, site="mine")
    assert isinstance(result.exception, FileExistsError)
    assert files(mine) == {"index.html": b"mine"}
    before = files(folder / "out")
    assert codes(publish(folder, site="out/generated/python")) == {"CFG003"}
    assert codes(publish(folder, site=f"{DOCUMENTS}/site")) == {"CFG003"}
    assert isinstance(publish(folder, site="out").exception, FileExistsError)
    assert files(folder / "out") == before


def test_what_others_put_into_a_site_stays(folder: Path) -> None:
    """A repository and the name of a domain beside our files are not ours to remove; a page that is gone is."""
    assert publish(folder).exit_code == 0
    (folder / "site" / ".git").mkdir()
    (folder / "site" / ".git" / "HEAD").write_text("ref", encoding="utf-8")
    (folder / "site" / "CNAME").write_text("api.example.com", encoding="utf-8")
    shutil.rmtree(folder / "out" / "generated" / "gateway")
    assert publish(folder, "--no-page").exit_code == 0
    site = files(folder / "site")
    assert {".git/HEAD", "CNAME"} <= site.keys()
    assert not {"reference.html", "packages/gateway/kong.zip"} & site.keys()
    assert not (folder / "site" / "packages" / "gateway").exists()


def test_a_link_that_leads_nowhere_stops_it(folder: Path) -> None:
    """The site before stays where a page of the new one links to nothing."""
    assert publish(folder).exit_code == 0
    before = files(folder / "site")
    (folder / DOCUMENTS / "notes.html").write_text('<a href="gone.html">gone</a>', encoding="utf-8")
    result = publish(folder)
    assert codes(result) == {"SIT005"}
    assert "latest/notes.html" in str(result.exception)
    assert files(folder / "site") == before


def test_without_a_page_nothing_links_to_one(folder: Path) -> None:
    """`--no-page` leaves the page out, says so, and needs no viewer."""
    result = publish(folder, "--no-page")
    assert "no reference page" in result.output
    assert "reference.html" not in files(folder / "site")
    assert not broken_links(files(folder / "site"))
    assert publish(folder, "--no-page", "--page-assets", folder / "viewer.js").exit_code == 2


def test_output_that_is_not_there_is_told(folder: Path) -> None:
    """A folder in which nothing was built is an error with its name; no site is begun."""
    shutil.rmtree(folder / "out")
    assert codes(publish(folder)) == {"SIT003"}
    assert not (folder / "site").exists()


def test_hostile_text_stays_text(folder: Path) -> None:
    """Titles, descriptions, examples and Markdown that try to become markup, script or links end as text."""
    change_document(
        folder,
        info={"title": "<script>alert(1)</script>", "version": "1.0.0", "description": "</script><img src=x>"},
        tags=[{"name": "</script><b>", "x-title": "[x](javascript:alert(1))"}],
        paths={"/x": {"get": {"x-codeSamples": ["x", {"label": "<b>", "source": "a\u202e\n<b>"}], "responses": {}}}},
    )
    package = folder / "out" / "generated" / "python"
    hostile = (
        "# <img src=x onerror=alert(1)>\n\n[a](javascript:alert(1)) [b](//evil.example) ![c](https://evil.example/c)\n"
    )
    (package / "README.md").write_text(hostile + "\n<script>alert(1)</script>\n\n<b>x</b><br>y\n", encoding="utf-8")
    viewer = folder / "viewer.js"
    viewer.write_text(VIEWER + "const s = '</script><!--<script>';\n", encoding="utf-8")
    result = publish(folder)
    assert result.exit_code == 0, result.output
    site = files(folder / "site")
    for name in ("index.html", "packages/python/README.html", "changelog.html"):
        text = site[name].decode()
        assert "<script" not in text
        assert not re.search(r"<(img|b)\b", text)
        assert 'href="javascript:' not in text
        assert "\u202e" not in text
        assert "evil.example" not in re.sub(r">[^<]*<", "><", text)
    page = site["reference.html"].decode()
    assert page.count("</script>") == len(html.fromstring(page).findall(".//script")) == 2
    assert "<!--" not in page
    assert "'\\x3c/script>\\x3c!--<script>'" in page


def test_odd_text_ends_neither_in_a_crash_nor_in_a_false_alarm(folder: Path) -> None:
    """Text that is not UTF-8, half a form of the document and Markdown's odd addresses are published as they can be."""
    (folder / DOCUMENTS / "CHANGELOG.md").write_bytes(b"# Changes \xff\xfe\n")
    (folder / DOCUMENTS / "half.json").write_text('{"openapi": "3.0.0", ', encoding="utf-8")
    (folder / "out" / "generated" / "python" / "README.md").write_text(
        "# 说明\n\n[a](https:///x) [b](http://[::1) [c](HTTPS://example.com)\n"
        "[d](#说明) [e](../../gone.md) [f](api.md)\n",
        encoding="utf-8",
    )
    result = publish(folder)
    assert result.exit_code == 0, result.output
    page = files(folder / "site")["packages/python/README.html"].decode().partition("<main")[2]
    assert re.findall(r'<a href="([^"]*)">(\w)</a>', page) == [
        ("HTTPS://example.com", "c"),
        ("#%E8%AF%B4%E6%98%8E", "d"),
        ("api.html", "f"),
    ]


def test_names_that_no_server_takes_are_refused(folder: Path) -> None:
    """A file name that is an address or a device in the making, or that of the site's own page, is an error."""
    (folder / DOCUMENTS / "index.html").write_text("mine", encoding="utf-8")
    assert codes(publish(folder)) == {"SIT006"}
    (folder / DOCUMENTS / "index.html").unlink()
    (folder / DOCUMENTS / "a b?.yaml").write_text("{}", encoding="utf-8")
    assert codes(publish(folder)) == {"SIT006"}
