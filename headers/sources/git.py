"""Files of a git revision, read from the object store with git's plumbing.

Nothing is checked out, and nothing in a repository is written.
"""

from __future__ import annotations

import contextlib
import functools
import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from abi.diagnostic import UapiError
from headers.sources.plumbing import GitError, Objects, Process
from headers.sources.store import shown

_OBJECT_ID = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")
_REGULAR, _LINK, _SUBMODULE, _FOLDER = "100", "120000", "160000", "040000"


class Repository:
    """A git repository; `place` is a directory in its work tree, or the bare repository."""

    def __init__(self, place: Path) -> None:
        self.place = place
        asked = (
            "rev-parse", "--is-inside-git-dir", "--absolute-git-dir", "--git-common-dir",
            "--show-prefix",
        )  # fmt: skip
        try:
            _, directory, common, prefix, *_ = [*self.lines(*asked), "", ""]
        except GitError as error:
            raise UapiError(f"{place}: not readable as a git repository: {error}") from None
        self.directory = Path(directory)
        self.common = Path(os.path.join(place, common)).resolve()
        self.prefix = prefix.rstrip("/")

    def run(self, *arguments: str) -> bytes:
        """What git prints.

        Raises:
            GitError: git fails, or there is none.
        """
        with Process(self.place, arguments) as process:
            return process.rest()

    def lines(self, *arguments: str) -> list[str]:
        """What git prints, by line. Raises as `run`."""
        return os.fsdecode(self.run(*arguments)).splitlines()

    def object_id(self, name: str) -> str | None:
        """The object that a revision names; None when there is none."""
        if name.startswith("-") or "\0" in name:
            return None
        with contextlib.suppress(GitError):
            found = self.lines("rev-parse", "--verify", "--quiet", "--end-of-options", name)
            if len(found) == 1 and _OBJECT_ID.fullmatch(found[0]):
                return found[0]
        return None

    def references(self) -> list[str]:
        """Short names of branches and tags, the latest first."""
        with contextlib.suppress(GitError):
            return self.lines(
                "for-each-ref", "--count=20000", "--sort=-creatordate",
                "--format=%(refname:short)", "refs/heads", "refs/tags", "refs/remotes",
            )  # fmt: skip
        return []

    def why_missing(self) -> str:
        """What this clone lacks that others have, and how to get it; may be empty."""
        if (self.common / "shallow").is_file():
            return "; this clone is shallow: 'git fetch --deepen=N' or '--unshallow' gets more"
        return ""

    def merge_base(self, upstream: str = "") -> str:
        """The commit where HEAD left `upstream`, or else what it is to be merged into.

        Raises:
            UapiError: there is no such branch, or no common commit.
        """
        if self.object_id("HEAD^{commit}") is None:
            raise UapiError(f"{self.place}: HEAD has no commit yet; name a revision")
        if upstream and self.object_id(f"{upstream}^{{commit}}") is None:
            raise _no_revision(self, upstream)
        for name in (upstream,) if upstream else _UPSTREAMS:
            if (other := self.object_id(f"{name}^{{commit}}")) is None:
                continue
            with contextlib.suppress(GitError):
                return self.lines("merge-base", "--end-of-options", "HEAD", other)[0]
            why = f"HEAD and {name} have no commit in common{self.why_missing()}"
            raise UapiError(f"{self.place}: {why}; name a revision")
        raise UapiError(
            f"{self.place}: HEAD has no upstream branch, and there is no origin/HEAD, "
            "origin/master or origin/main; name a revision"
        )


_UPSTREAMS = ("@{upstream}", "origin/HEAD", "origin/master", "origin/main", "master", "main")


class _Entry(NamedTuple):
    mode: str
    object: str
    name: str


class Revision:
    """`Files` of a directory in a revision.

    `name` is spelled as git does: ``REV``, ``REV:path``, ``REV:./path``.
    """

    def __init__(self, repository: Repository, name: str) -> None:
        self.repository = repository
        self.name = name
        revision, path = split_revision(name)
        tree = repository.object_id(f"{revision}^{{tree}}")
        if tree is None:
            raise _no_revision(repository, revision)
        self.revision = revision
        self.left_out: list[str] = []
        """Links and submodules, which are not followed."""
        self._known: dict[str, _Entry] = {}
        self._folders: dict[str, dict[str, _Entry]] = {}
        self.entry = _Entry(_FOLDER, tree, "")
        self._descend(os.path.normpath(self._from_top(path)).strip("/"))

    @property
    def is_file(self) -> bool:
        """Whether the path names one file."""
        return self.entry.mode.startswith(_REGULAR)

    @property
    def path(self) -> str:
        """The path from the top of the revision."""
        return self.entry.name

    @property
    def identity(self) -> list[str]:
        """What the files depend on: the object, and whose object store says what it holds."""
        return ["git", str(self.repository.common), self.entry.object]

    def of(self, path: str) -> Revision:
        """Another directory of the same revision."""
        return Revision(self.repository, f"{self.revision}:{path}")

    def names(self, under: str = "") -> list[str]:
        """As `Files.names`."""
        folder = self._folder_entry(under.rstrip("/"))
        if folder is None:
            return []
        found = list(self._list(folder))
        self._known |= {e.name: e for e in found if e.mode.startswith(_REGULAR)}
        self.left_out += [e.name for e in found if not e.mode.startswith(_REGULAR)]
        return sorted(e.name for e in found if e.mode.startswith(_REGULAR))

    def read(self, names: Iterable[str]) -> dict[str, bytes]:
        """As `Files.read`."""
        found = {name: self._known.get(name) or self._entry(name) for name in names}
        regular = [e for e in found.values() if e is not None and e.mode.startswith(_REGULAR)]
        called = [(entry.object, self._called(entry.name)) for entry in regular]
        contents = self._objects.read(called, "blob")
        return {
            entry.name: text(data, self._called(entry.name))
            for entry, data in zip(regular, contents, strict=True)
        }

    def close(self) -> None:
        """End the process that reads objects."""
        if "_objects" in self.__dict__:
            self._objects.close()
            del self.__dict__["_objects"]

    def _called(self, name: str) -> str:
        path = "/".join(part for part in (self.entry.name, name) if part)
        return f"{self.revision}:{shown(path)}"

    def _from_top(self, path: str) -> str:
        """A path of the revision; one with ``./`` starts where git was called."""
        is_relative = path.split("/", maxsplit=1)[0] in (".", "..")
        return f"{self.repository.prefix}/{path}".lstrip("/") if is_relative else path

    def _descend(self, path: str) -> None:
        """Follow a path down from the top; git is asked for object ids only, never for names."""
        if path == ".":
            return
        for part in path.split("/"):
            entry = self.entry
            inside = self._inside(entry) if entry.mode == _FOLDER else {}
            if part not in inside:
                raise self._no_path(path, entry, inside)
            found = inside[part]._replace(name=f"{entry.name}/{part}".lstrip("/"))
            if found.mode in (_LINK, _SUBMODULE):
                raise self._not_followed(found)
            self.entry = found

    def _entry(self, name: str) -> _Entry | None:
        """What has a name below this directory."""
        folder, _, last = name.rpartition("/")
        above = self._folder_entry(folder)
        found = self._folders[folder].get(last) if above is not None else None
        return found._replace(name=name) if found else None

    def _folder_entry(self, folder: str) -> _Entry | None:
        """A directory, with what is in it noted in `_folders`."""
        if not folder:
            entry: _Entry | None = self.entry._replace(name="")
        else:
            entry = self._entry(folder)
        if entry is None or entry.mode != _FOLDER:
            return None
        if folder not in self._folders:
            self._folders[folder] = self._inside(entry)
        return entry

    def _inside(self, folder: _Entry) -> dict[str, _Entry]:
        """What a directory has, by name."""
        called = [(folder.object, self._called(folder.name))]
        (data,) = self._objects.read(called, "tree")
        length = len(folder.object) // 2
        found, place = {}, 0
        while place < len(data):
            end = data.index(b"\0", place)
            mode, _, name = data[place:end].partition(b" ")
            place = end + 1 + length
            entry = _Entry(mode.decode().zfill(6), data[end + 1 : place].hex(), os.fsdecode(name))
            found[entry.name] = entry
        return found

    def _no_path(self, path: str, here: _Entry, inside: dict[str, _Entry]) -> UapiError:
        import difflib

        where = f"{shown(self.revision)}:{shown(here.name)}"
        if here.mode != _FOLDER:
            return UapiError(f"{shown(self.name)}: {where} is a file, not a directory")
        wanted = path[len(here.name) :].lstrip("/").partition("/")[0]
        near = difflib.get_close_matches(wanted, inside, 3) or sorted(inside)[:6]
        has = ", ".join(shown(name) for name in near) or "nothing"
        return UapiError(
            f"{shown(self.name)}: the revision has no '{shown(path)}'; {where} has {has}"
        )

    def _not_followed(self, found: _Entry) -> UapiError:
        start = f"{shown(self.name)}: '{shown(found.name)}' is a"
        if found.mode == _LINK:
            return UapiError(
                f"{start} symbolic link, which is not followed; name what it points to"
            )
        return UapiError(
            f"{start} submodule; name its own repository and revision: "
            f"'{shown(found.name)}::{found.object}'"
        )

    def _list(self, folder: _Entry) -> Iterator[_Entry]:
        """All entries below a directory, its own name in front."""
        arguments = ("ls-tree", "-r", "-z", "--full-tree", folder.object)
        try:
            data = self.repository.run(*arguments)
        except GitError as error:
            why = f"{error}{self.repository.why_missing()}"
            raise UapiError(f"{shown(self.name)}: cannot be listed: {why}") from None
        prefix = f"{folder.name}/" if folder.name else ""
        for line in os.fsdecode(data).split("\0")[:-1]:
            status, _, name = line.partition("\t")
            mode, _, object_id = status.split(" ")
            yield _Entry(mode, object_id, prefix + name)

    @functools.cached_property
    def _objects(self) -> Objects:
        return Objects(self.repository.place)


def text(data: bytes, called: str) -> bytes:
    """A header's bytes.

    Raises:
        UapiError: it is no text.
    """
    if b"\0" in data:
        raise UapiError(f"{called}: not a text file; name a C header")
    return data


def _no_revision(repository: Repository, revision: str) -> UapiError:
    import difflib

    if revision.startswith("-"):
        return UapiError(f"{shown(revision)}: looks like an option; no revision starts with '-'")
    near = difflib.get_close_matches(revision, repository.references(), 3)
    also = f"; near: {', '.join(map(shown, near))}" if near else ""
    return UapiError(
        f"{shown(revision)}: no such revision in the git repository {repository.place}"
        f"{also or '; see git branch -a, git tag'}{repository.why_missing()}"
    )


def split_revision(name: str) -> tuple[str, str]:
    """``REV:path`` into its parts; a colon in braces belongs to the revision.

    >>> split_revision("HEAD^{/x86: fix}:include/uapi")
    ('HEAD^{/x86: fix}', 'include/uapi')
    """
    depth = 0
    for place, character in enumerate(name):
        if character == ":" and not depth and place:
            return name[:place], name[place + 1 :]
        depth += (character == "{") - (character == "}")
    return name, ""


def repository_here() -> Path | None:
    """The current directory, if it seems to lie in a git repository. Starts no process."""
    here = Path.cwd()
    if os.environ.get("GIT_DIR"):
        return here
    for folder in (here, *here.parents):
        if (folder / ".git").exists() or all((folder / name).exists() for name in _BARE):
            return here
    return None


_BARE = ("HEAD", "objects", "refs")
"""What a repository's own directory has (gitrepository-layout(5))."""
