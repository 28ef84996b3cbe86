"""The version of the program, as it was installed."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version

__all__ = ["__version__"]

try:
    __version__ = version("classify-dingmi")
except PackageNotFoundError:  # run from a checkout that is not installed
    __version__ = "unknown"
