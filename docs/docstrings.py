"""Lets the examples in docstrings stand as code in the reference of the API."""  # noqa: INP001 -- an extension of mkdocstrings, no package

from __future__ import annotations

import re

from griffe import Extension, Object

EXAMPLES = re.compile(r"^>>> .*(?:\n.+)*", re.MULTILINE)
"""A paragraph that begins at a prompt."""


class ExamplesAsCode(Extension):
    """Fences the paragraphs that are doctests."""

    def on_object(self, *, obj: Object, **_: object) -> None:
        """Rewrite the docstring of whatever has one."""
        if obj.docstring is not None:
            obj.docstring.value = EXAMPLES.sub(r"```pycon\n\g<0>\n```", obj.docstring.value)
