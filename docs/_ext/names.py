"""Find what docstrings name in backticks: they leave out the package and the module that a name is defined in.

A rule, a profile, a policy or a scheme is a value, which the pages about them list; a name of one leads there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx.util.nodes import make_refnode

from arnorm import policies, profiles, rules, transliteration
from arnorm.policies import sentences

if TYPE_CHECKING:
    from docutils import nodes
    from sphinx.addnodes import pending_xref
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment
    from sphinx.util.typing import ExtensionMetadata

PAGES = (
    ("profiles", profiles, "profiles", ""),
    ("policies", sentences, "sentences", ""),
    ("policies", policies, "words", ""),
    ("transliteration", transliteration, "transliteration", ""),
    ("rules", rules, "rules", "{}"),
)
"""Where values are described: what a name begins with, the module that has them, the page, and the anchor on it."""


def find(app: Sphinx, env: BuildEnvironment, node: pending_xref, content: nodes.TextElement) -> nodes.reference | None:
    """Return a link to what a name can only mean, if there is such a thing."""
    if node.get("refdomain") != "py":
        return None
    domain = env.get_domain("py")
    target = node["reftarget"].removeprefix("arnorm.")
    found = [name for name in domain.objects if name.endswith(f".{target}")]  # type: ignore[attr-defined]  # the domain of Python has them
    if f"arnorm.{target}" in found or len(found) == 1:
        name = f"arnorm.{target}" if f"arnorm.{target}" in found else found[0]
        return domain.resolve_xref(env, node["refdoc"], app.builder, "obj", name, node, content)
    module, _, value = target.rpartition(".")
    home = (node.get("py:module") or "").removeprefix("arnorm.")
    known = [(prefix, page, anchor) for prefix, owner, page, anchor in PAGES if value in owner.__all__]
    for prefix, page, anchor in sorted(known, key=lambda entry: entry[0] != home):  # those of the module itself first
        if module in ("", prefix):
            return make_refnode(app.builder, node["refdoc"], page, anchor.format(value), content)
    return None


def setup(app: Sphinx) -> ExtensionMetadata:
    """Be asked for names that Sphinx does not find."""
    app.connect("missing-reference", find)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
