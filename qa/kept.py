"""Files that a power cut cannot spoil: written aside and moved into place, and read only when their digest matches."""

from __future__ import annotations

import hashlib
import os
import tempfile
import time
from contextlib import suppress
from pathlib import Path

_ASIDE = ".plan-qa-"
_DIGEST = hashlib.sha256().digest_size


class Damaged(ValueError):
    """A file that is not as it was written: cut short, changed, or another's."""


def write(path: Path, data: bytes) -> None:
    """Put a file in place of the one that may stand there, its digest before its data.

    Raises OSError when it cannot be written; the old one still stands then.
    """
    replace(path, hashlib.sha256(data).digest(), data)


def read(path: Path) -> bytes | None:
    """The data that :func:`write` wrote; None when there is no such file or it cannot be read.

    Raises Damaged when it is not what was written.
    """
    try:
        data = path.read_bytes()
    except OSError:
        return None
    if hashlib.sha256(data[_DIGEST:]).digest() != data[:_DIGEST]:
        raise Damaged(f"{path.name} in {path.parent} is damaged")
    return data[_DIGEST:]


def replace(path: Path, *parts: bytes) -> None:
    """Write a file of these parts aside, make sure that it has reached the disk, and move it into place.

    Raises OSError when it cannot be written; what stood there still stands then.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, aside = tempfile.mkstemp(dir=path.parent, prefix=_ASIDE, suffix=".tmp")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.writelines(parts)
            file.flush()
            os.fsync(file.fileno())
        Path(aside).chmod(0o644)
        Path(aside).replace(path)
    except BaseException:
        Path(aside).unlink(missing_ok=True)
        raise


def tidy(folder: Path, pattern: str = f"{_ASIDE}*.tmp", seconds: float = 3600) -> None:
    """Drop files that are older than so many seconds: those that a process which was killed left half written."""
    for path in folder.glob(pattern):
        with suppress(OSError):
            if time.time() - path.stat().st_mtime > seconds:
                path.unlink()
