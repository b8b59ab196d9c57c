"""Which file is made of which: the folder of outputs mirrors the inputs, and none of them is written over."""

from __future__ import annotations

import os
from hashlib import sha256
from pathlib import Path

from arnorm.cli.jobs import Job
from arnorm.cli.reading import Reading
from arnorm.cli.sources import OWN, InputError, files_below

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Iterable, Iterator

__all__ = ["PlanError", "plan"]


class PlanError(Exception):
    """The files cannot be written as they are asked for; nothing was done yet."""


def plan(arguments: Namespace, reading: Reading) -> list[Job]:
    """Return the jobs, in the order of the inputs; raise `PlanError` where something speaks against one.

    A file goes into the folder of outputs under its own name, what lies below a folder to where it lies there.
    """
    folder: str = arguments.output_dir
    outputs: dict[str, str] = {}
    planned = []
    for source, name in _files(arguments.files, arguments.glob, folder):
        output = str(Path(folder, name))
        if name in outputs:
            raise PlanError(f"{outputs[name]} and {source} would both be written to {output}")
        outputs[name] = source
        try:
            form = reading.format_of(source)
            size = Path(source).stat().st_size
        except InputError as error:
            raise PlanError(f"{source}: {error}") from None
        except OSError:
            size = 0  # it is reported in its turn
        part = f".arnorm-{sha256(os.fsencode(name)).hexdigest()[:16]}.part"
        planned.append(Job(source, output, str(Path(output).with_name(part)), None, form, size))
    _check_places(folder, outputs, planned, arguments.rejects)
    return planned


def _files(given: Iterable[str], pattern: str | None, outside: str) -> Iterator[tuple[str, str]]:
    """Yield the files with their names in the folder of outputs."""
    for source in given:
        path = Path(source)
        if path.is_dir():
            try:
                for name in files_below(source, pattern, outside):
                    yield str(path / name), name
            except InputError as error:
                raise PlanError(str(error)) from None
        elif path.name in ("", "..") or path.name.casefold().startswith(OWN) or (path.exists() and not path.is_file()):
            raise PlanError(f"{source}: this is no file to be read")
        else:
            yield source, path.name


def _check_places(folder: str, outputs: dict[str, str], planned: Iterable[Job], rejects: str | None) -> None:
    """Raise `PlanError` where an output is an input, lies below another output, or would leave the folder."""
    inputs = {os.path.realpath(job.source) for job in planned}
    root = os.path.realpath(folder)
    if Path(root).exists() and not Path(root).is_dir():
        raise PlanError(f"{folder}: this is no folder")
    folders = {}
    for name in outputs:
        below = Path(name).parent
        for parent in (below, *below.parents):
            if str(parent) in outputs:
                raise PlanError(f"{outputs[str(parent)]} would be written where a folder is wanted for {outputs[name]}")
        if below not in folders:
            folders[below] = Path(os.path.realpath(Path(root, below)))
            if not folders[below].is_relative_to(root):
                raise PlanError(f"{Path(folder, below)} leads out of {folder}")
        if str(folders[below] / Path(name).name) in inputs:
            raise PlanError(f"{outputs[name]} would be written over: nothing is changed in place")
    if rejects is not None:
        place = Path(os.path.realpath(rejects))
        if str(place) in inputs or place in {Path(root, name) for name in outputs} or place.is_dir():
            raise PlanError(f"{rejects} cannot be the file of rejects: it is an input, an output or a folder")
