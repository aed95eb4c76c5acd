from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from abi.diagnostic import UapiError
from abi.target import TARGETS
from headers.cache import Cache
from headers.load import load
from headers.sources import laid
from headers.sources import plumbing as module
from headers.sources.git import Repository, Revision, split_revision
from headers.sources.spec import open_source
from reports.cli.main import main

X86 = TARGETS["x86_64"]
OWN = "struct own { int a; };\n"
S = "#include <asm/own.h>\nstruct s { struct own o; };\n"


def git(place, *arguments, **options):
    done = subprocess.run(
        ["git", "-c", "user.name=A", "-c", "user.email=a@b", "-c", "protocol.file.allow=always",
         *arguments],
        cwd=place, capture_output=True, check=True, **options,
    )  # fmt: skip
    return done.stdout.decode().strip()


def write(root, files):
    for name, content in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())


def commit(place, files, message="x"):
    write(place, files)
    git(place, "add", "-A")
    git(place, "commit", "-qm", message, "--allow-empty")
    return git(place, "rev-parse", "HEAD")


@pytest.fixture(autouse=True)
def alone(tmp_path, monkeypatch):
    """A cache of the test's own, and nothing of the user's configuration."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("HOME", str(tmp_path))
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")


@pytest.fixture
def repository(tmp_path, monkeypatch):
    """A repository with a tree of headers in its first commit, in which we are."""
    place = tmp_path / "repository"
    place.mkdir()
    git(place, "init", "-q", "-b", "main")
    commit(place, {"linux/s.h": S, "asm/own.h": OWN, "README": "not a header"})
    git(place, "tag", "v1")
    commit(place, {"asm/own.h": "struct own { int a, b; };\n"})
    monkeypatch.chdir(place)
    return place


def size(spec, key="struct s", target=X86):
    return load(open_source(spec), target, cache=Cache(enabled=False)).layout(key).size


def everything_in(directory):
    """Path, content and times of every file."""
    found = {}
    for folder, _, files in os.walk(directory):
        for name in files:
            path = Path(folder, name)
            status = path.lstat()
            content = hashlib.sha256(path.read_bytes()).hexdigest()
            found[str(path)] = content, status.st_mtime_ns, status.st_ctime_ns, status.st_mode
    return found


def refused(spec):
    with pytest.raises(UapiError) as caught:
        load(open_source(spec), X86)
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_revisions(repository):
    assert (size("v1"), size("HEAD"), size("main~1"), size("HEAD^{/x}")) == (4, 8, 4, 8)
    assert size(git(repository, "rev-parse", "v1")) == 4
    assert size("v1:linux/s.h") == 4
    assert size("v1:asm", "struct own") == 4


def test_nothing_in_the_repository_is_written(repository):
    write(repository, {"linux/s.h": "edited, and not committed", "new.h": "int new;\n"})
    before = everything_in(repository)
    assert size("v1") == 4
    refused("v2")
    Repository(repository).references()
    assert everything_in(repository) == before


def test_the_same_as_in_a_directory(repository, tmp_path, capsys):
    plain = tmp_path / "plain"
    write(plain, {"linux/s.h": S, "asm/own.h": OWN})
    answers = []
    for spec in ("v1", str(plain)):
        tree = open_source(spec)
        surface = load(tree, X86)
        assert main(["snapshot", spec]) == 0
        snapshot = capsys.readouterr().out
        answers.append((tree.headers(X86), surface.declarations.digest, snapshot))
    assert json.loads(answers[0][2])[
        "declarations" if "declarations" in answers[0][2] else "target"
    ]
    assert answers[0] == tuple(
        a.replace(json.dumps(str(plain)), '"v1"') if isinstance(a, str) else a for a in answers[1]
    )


def test_an_existing_file_or_directory_comes_first(repository):
    write(
        repository, {"v1/linux/s.h": "struct s { char c[3]; };\n", "main": "struct s { short a; };"}
    )
    assert size("v1") == 3
    assert size("main") == 2
    assert size("refs/tags/v1") == 4


def test_a_subdirectory_and_relative_paths(repository, monkeypatch):
    (repository / "deep" / "er").mkdir(parents=True)
    monkeypatch.chdir(repository / "deep" / "er")
    assert size("v1") == size("v1:linux/s.h") == size("v1:../../linux/s.h") == 4
    assert "no 'deep/er/s.h'" in refused("v1:./s.h")
    assert "'../linux'" in refused("v1:../../../linux")


def test_headers_are_found_in_a_repository(repository):
    commit(
        repository, {"include/uapi/linux/s.h": S, "include/uapi/asm/own.h": "struct own {char a;};"}
    )
    assert size("HEAD") == size("HEAD:include/uapi") == 1
    assert size("HEAD:include/uapi/linux/s.h") == 1


def test_several_places_are_said(repository):
    git(repository, "rm", "-rq", "linux", "asm")
    commit(repository, {"a/linux/s.h": "", "b/linux/s.h": ""})
    assert "has headers in a, b; name one" in refused("HEAD")


def test_several_architectures(repository):
    commit(
        repository,
        {
            "i/any-linux-any/linux/s.h": S,
            "i/x86-linux-any/asm/own.h": OWN,
            "i/aarch64-linux-any/asm/own.h": "struct own { int a, b, c; };\n",
        },
    )
    for spec in ("HEAD", "HEAD:i", "HEAD:i/any-linux-any/linux/s.h"):
        assert (size(spec), size(spec, target=TARGETS["arm64"])) == (4, 12)


def test_a_kernel(repository):
    git(repository, "rm", "-rq", "linux", "asm")
    write(
        repository,
        {
            "Makefile": "VERSION = 6\nPATCHLEVEL = 12\nSUBLEVEL = 0\nEXTRAVERSION =\n",
            "scripts/Makefile.asm-headers": "",
            "include/uapi/linux/types.h": "",
            "include/uapi/linux/s.h": S,
            "arch/x86/include/uapi/asm/own.h": OWN,
            "arch/arm64/include/uapi/asm/own.h": "struct own { int a, b; };\n",
        },
    )
    own = "arch/x86/include/uapi/asm/own.h"
    assert size(own, "struct own") == 4
    commit(repository, {})
    for spec in ("HEAD", "HEAD:include/uapi/linux/s.h", "include/uapi/linux/s.h", "."):
        assert (size(spec), size(spec, target=TARGETS["arm64"])) == (4, 8)
        assert open_source(spec).architecture() == "arm64, x86"
    for spec in (f"HEAD:{own}", own):
        assert size(spec, "struct own") == 4
        assert not open_source(spec).has_architecture(TARGETS["arm64"])
    (missing,) = open_source(f"HEAD:{own}").diagnostics(TARGETS["m68k"])
    assert missing.header == "asm/own.h"
    assert missing.message == "this kernel does not install it for m68k"
    assert open_source(f"HEAD:{own}").diagnostics(X86) == []
    assert open_source("HEAD:include/uapi").headers(X86) == ("linux/s.h", "linux/types.h")


def test_a_repository_elsewhere(repository, tmp_path, monkeypatch):
    (tmp_path / "other").mkdir()
    monkeypatch.chdir(tmp_path / "other")
    assert "no git repository is here" in refused("v1")
    assert size("../repository::v1") == size(f"{repository}::v1:linux/s.h") == 4
    assert size("../repository::") == size("../repository::HEAD") == 8
    assert "no such directory" in refused("nowhere::v1")
    assert "not a git repository" in refused(".::v1")


def test_the_environment_of_one_repository_is_not_that_of_another(
    repository, tmp_path, monkeypatch
):
    other = tmp_path / "other"
    other.mkdir()
    git(other, "init", "-q")
    commit(other, {"linux/s.h": "struct s { char c; };\n"})
    monkeypatch.setenv("GIT_DIR", str(repository / ".git"))
    assert size("HEAD") == 8
    assert size(f"{other}::HEAD") == 1
    monkeypatch.chdir(tmp_path)
    assert size("HEAD") == 8


def test_bare(repository, tmp_path, monkeypatch):
    git(tmp_path, "clone", "-q", "--bare", str(repository), "bare.git")
    monkeypatch.chdir(tmp_path / "bare.git")
    assert size("v1") == size("v1:linux/s.h") == 4
    assert "name a revision as '../bare.git::REV'" in refused("../bare.git")


def test_work_tree_and_submodule(repository, tmp_path, monkeypatch):
    git(repository, "worktree", "add", "-q", str(tmp_path / "second"), "v1")
    monkeypatch.chdir(tmp_path / "second")
    assert (size("HEAD"), size("main")) == (4, 8)
    above = tmp_path / "above"
    above.mkdir()
    git(above, "init", "-q")
    git(above, "submodule", "--quiet", "add", str(repository), "sub")
    commit(above, {"linux/s.h": "struct s { char c; };\n"})
    monkeypatch.chdir(above / "sub")
    assert size("v1") == 4
    monkeypatch.chdir(above)
    message = refused("HEAD:sub/linux")
    assert "'sub' is a submodule" in message
    assert size(message.rpartition(": ")[2].strip("'")) == 8  # what it says to do works
    tree = open_source("HEAD")
    assert [d.message for d in tree.diagnostics(X86)] == [
        "HEAD: links and submodules are not followed: sub"
    ]


def test_links_are_not_followed(repository, tmp_path):
    (tmp_path / "secret.h").write_text("struct secret { int a; };\n")
    (repository / "linux/out.h").symlink_to(tmp_path / "secret.h")
    (repository / "linked").symlink_to("linux")
    commit(repository, {})
    tree = open_source("HEAD")
    assert tree.headers(X86) == ("linux/s.h", "asm/own.h")
    assert tree.notes == ("links and submodules are not followed: linked, linux/out.h",)
    assert "'linux/out.h' is a symbolic link" in refused("HEAD:linux/out.h")
    assert "'linked' is a symbolic link" in refused("HEAD:linked/s.h")


def test_odd_names(repository):
    names = [
        "linux/with space.h",
        "linux/new\nline.h",
        'linux/q"uote.h',
        "linux/\udcff\udcfe.h",
        "linux/é.h",
    ]
    commit(repository, dict.fromkeys(names, "int x;\n"))
    revision = Revision(Repository(repository), "HEAD")
    assert set(names) < set(revision.names())
    assert set(revision.read(names)) == set(names)
    assert set(names) < set(open_source("HEAD").headers(X86))
    assert "struct s" in list(load(open_source("HEAD"), X86).keys())
    assert "HEAD:linux has" in refused("HEAD:linux/new\nlines.h")
    revision.close()


def test_files(repository):
    revision = Revision(Repository(repository), "HEAD")
    assert revision.names("linux") == revision.names("linux/") == ["linux/s.h"]
    assert revision.names() == ["README", "asm/own.h", "linux/s.h"]
    assert revision.names("nowhere") == revision.names("README") == []
    assert revision.read(["README", "no", "linux", "README/x", "linux/s.h"]) == {
        "README": b"not a header",
        "linux/s.h": S.encode(),
    }
    inner = revision.of("linux")
    assert inner.names() == ["s.h"]
    assert inner.read(["s.h"]) == {"s.h": S.encode()}
    revision.close()
    inner.close()


def test_more_objects_than_a_pipe_holds(repository):
    files = {f"linux/{n}.h": f"int a{n};\n" * 300 for n in range(3000)}
    commit(repository, files)
    revision = Revision(Repository(repository), "HEAD")
    assert revision.read(files) == {name: text.encode() for name, text in files.items()}
    revision.close()


@pytest.mark.parametrize(
    "spec",
    ["--upload-pack=touch pwned", "-x", "--all", "--output=pwned:a", "::--all", "::-x:linux",
     "--git-dir=/nowhere", "^HEAD", "v1..HEAD", "HEAD@{u}", ":/none", "HEAD:", "a\0b", "x" * 5000,
     "HEAD^{blob}", "v1^{tree}^", "$(touch pwned)"],
)  # fmt: skip
def test_what_is_no_revision_never_becomes_an_option(repository, spec):
    before = everything_in(repository)
    if spec == "HEAD:":  # as git says it: the top of the revision
        assert size(spec) == 8
    else:
        refused(spec)
    assert everything_in(repository) == before


def test_near_misses(repository):
    assert "no such file or directory, and v2: no such revision" in refused("v2")
    git(repository, "tag", "v6.9")
    assert "near: v6.9" in refused("v6.99")
    assert "HEAD: has linux" in refused("HEAD:linus/s.h")
    assert "HEAD:README is a file, not a directory" in refused("HEAD:README/x.h")
    git(repository, "rm", "-rq", "linux", "asm")
    commit(repository, {})
    assert "no header files" in refused("HEAD")


def test_too_many_headers(repository, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(laid, "HEADERS", 1)
        assert "2 headers are more than 1; name the directory" in refused("HEAD")
        assert size("HEAD:asm", "struct own") == 8
    with monkeypatch.context() as patch:
        patch.setattr(laid, "TOTAL", 10)
        assert "MiB of headers; name a directory" in refused("HEAD")


def test_a_directory_does_not_pay_for_git_and_archives(repository):
    program = (
        "import sys; from headers.sources.spec import open_source; open_source('.')\n"
        "print([n for n in ('git', 'archive', 'laid', 'kernel', 'store')"
        " if f'headers.sources.{n}' in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout == "[]\n"


def test_a_repository_without_commits(tmp_path, monkeypatch):
    git(tmp_path, "init", "-q", "empty")
    monkeypatch.chdir(tmp_path / "empty")
    assert "no such revision" in refused("HEAD")


def test_shallow(repository, tmp_path, monkeypatch):
    git(tmp_path, "clone", "-q", "--depth=1", f"file://{repository}", "shallow")
    monkeypatch.chdir(tmp_path / "shallow")
    assert size("HEAD") == 8
    assert "'git fetch --deepen=N'" in refused("HEAD~1")


@pytest.mark.parametrize("what", ["blob:none", "tree:0"])
def test_a_partial_clone_is_read_as_far_as_it_is_there(repository, tmp_path, monkeypatch, what):
    git(repository, "config", "uploadpack.allowFilter", "true")
    git(repository, "config", "uploadpack.allowAnySHA1InWant", "true")
    git(
        tmp_path, "clone", "-q", "--no-checkout", f"--filter={what}", f"file://{repository}", "part"
    )
    monkeypatch.chdir(tmp_path / "part")
    monkeypatch.setenv("GIT_CONFIG_COUNT", "1")  # so that git could fetch, if it were let to
    monkeypatch.setenv("GIT_CONFIG_KEY_0", "protocol.file.allow")
    monkeypatch.setenv("GIT_CONFIG_VALUE_0", "always")
    before = everything_in(tmp_path / "part")
    message = refused("v1")
    assert "not in this clone" in message or "no such revision" in message
    assert everything_in(tmp_path / "part") == before
    git(tmp_path / "part", "checkout", "-q", "v1")
    assert size("v1") == 4


def test_a_lost_object(repository):
    blob = git(repository, "rev-parse", "HEAD:linux/s.h")
    (repository / ".git/objects" / blob[:2] / blob[2:]).unlink()
    message = refused("HEAD")
    assert message.startswith("HEAD:linux/s.h: its object")
    assert f"cat-file blob {blob[:12]}" in message


def test_a_damaged_object(repository):
    blob = git(repository, "rev-parse", "HEAD:linux/s.h")
    path = repository / ".git/objects" / blob[:2] / blob[2:]
    path.chmod(0o644)
    path.write_bytes(b"rubbish")
    assert "linux/s.h" in refused("HEAD") or "objects cannot be read" in refused("HEAD")


def test_what_is_no_header(repository, monkeypatch):
    commit(repository, {"linux/binary.h": b"\0\1"})
    assert "HEAD:linux/binary.h: not a text file" in refused("HEAD")
    monkeypatch.setattr(module, "FILE_LIMIT", 1000)
    commit(repository, {"linux/binary.h": "x" * 1001})
    assert "HEAD:linux/binary.h: larger than" in refused("HEAD")


def test_an_entry_that_leads_out(repository):
    blob = git(repository, "rev-parse", "HEAD:linux/s.h")
    raw = b"100644 ..\0" + bytes.fromhex(blob) + b"100644 x.h\0" + bytes.fromhex(blob)
    inner = git(repository, "hash-object", "-t", "tree", "-w", "--literally", "--stdin", input=raw)
    raw = b"40000 ..\0" + bytes.fromhex(inner)
    outer = git(repository, "hash-object", "-t", "tree", "-w", "--literally", "--stdin", input=raw)
    assert "leaves its directory; refused" in refused(outer)


def test_no_program_of_the_repository_runs(repository, tmp_path):
    touched = tmp_path / "touched"
    script = tmp_path / "script"
    script.write_text(f"#!/bin/sh\ntouch {touched}\n")
    script.chmod(0o755)
    for name in ("core.fsmonitor", "core.pager", "core.sshCommand", "core.askPass", "diff.external",
                 "core.gitProxy", "core.alternateRefsCommand", "filter.f.smudge", "diff.f.textconv",
                 "alias.cat-file", "alias.ls-tree"):  # fmt: skip
        git(repository, "config", name, str(script) if "alias" not in name else f"!{script}")
    commit(repository, {".gitattributes": "* filter=f diff=f\n"})
    touched.unlink(missing_ok=True)
    assert size("HEAD") == 8
    assert not touched.exists()


def test_a_git_that_hangs_is_ended(repository, tmp_path, monkeypatch):
    slow = tmp_path / "bin" / "git"
    write(slow.parent, {"git": "#!/bin/sh\nexec sleep 100\n"})
    slow.chmod(0o755)
    monkeypatch.setenv("PATH", f"{slow.parent}:{os.environ['PATH']}")
    monkeypatch.setattr(module, "SECONDS", 0.2)
    assert "git took longer than" in refused("v1")


def test_without_git(repository, tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    assert "git is not installed" in refused("v1")


def test_a_repository_of_another_owner(repository):
    if os.geteuid() != 0:
        pytest.skip("only root can give files away")
    for folder, _, files in os.walk(repository):
        for name in (folder, *(os.path.join(folder, file) for file in files)):
            os.lchown(name, 12345, 12345)
    assert "dubious ownership" in refused("v1")


def test_sha256(tmp_path, monkeypatch):
    git(tmp_path, "init", "-q", "--object-format=sha256", "long")
    commit(tmp_path / "long", {"linux/s.h": S, "asm/own.h": OWN})
    monkeypatch.chdir(tmp_path / "long")
    assert size("HEAD") == size("HEAD:linux/s.h") == 4


def test_a_tree_that_was_laid_down_is_not_read_again(repository, monkeypatch):
    assert size("v1") == 4

    def read_again(*_):
        raise AssertionError

    monkeypatch.setattr(Revision, "names", read_again)
    assert size("v1") == 4
    git(repository, "commit", "-qm", "same tree", "--allow-empty")
    with pytest.raises(AssertionError):
        size("HEAD")


def test_a_process_that_was_forked_asks_a_git_of_its_own(repository):
    revision = Revision(Repository(repository), "HEAD")
    assert revision.read(["README"])
    ours, theirs = os.pipe()
    child = os.fork()
    if not child:
        os.write(theirs, revision.read(["linux/s.h"])["linux/s.h"])
        os._exit(0)
    os.waitpid(child, 0)
    assert os.read(ours, 1000) == S.encode()
    assert revision.read(["README"]) == {"README": b"not a header"}
    revision.close()


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("v6.12", ("v6.12", "")),
        ("v6.12:include/uapi", ("v6.12", "include/uapi")),
        ("HEAD^{/x86: fix}:a:b", ("HEAD^{/x86: fix}", "a:b")),
        ("main@{2020-01-01 10:00}", ("main@{2020-01-01 10:00}", "")),
        (":/fix: this", (":/fix", " this")),
    ],
)
def test_split(name, parts):
    assert split_revision(name) == parts


class TestMergeBase:
    def test_of_the_upstream_branch(self, repository, tmp_path):
        base = git(repository, "rev-parse", "HEAD")
        git(tmp_path, "clone", "-q", str(repository), "clone")
        clone = tmp_path / "clone"
        commit(clone, {"linux/s.h": "int a;\n"})
        commit(repository, {"linux/s.h": "int b;\n"})
        git(clone, "fetch", "-q")
        assert Repository(clone).merge_base() == base
        git(clone, "checkout", "-q", "-b", "topic", "--no-track")
        assert Repository(clone).merge_base() == base  # of origin/HEAD

    def test_without_any(self, repository):
        git(repository, "branch", "-m", "topic")
        with pytest.raises(UapiError, match="no upstream branch"):
            Repository(repository).merge_base()

    def test_without_commits(self, tmp_path):
        git(tmp_path, "init", "-q", "empty")
        with pytest.raises(UapiError, match="no commit yet"):
            Repository(tmp_path / "empty").merge_base()

    def test_of_unrelated_histories(self, repository):
        git(repository, "checkout", "-q", "--orphan", "other")
        commit(repository, {})
        with pytest.raises(UapiError, match="no commit in common"):
            Repository(repository).merge_base()
