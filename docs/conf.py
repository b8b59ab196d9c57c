"""How Sphinx makes the site: ``python -m sphinx -W docs docs/_build/html``, or ``nox -s docs``.

The pages are Markdown and can be read as they are. Nothing is fetched, and every warning is an error of the gate.
"""

from __future__ import annotations

import sys
from pathlib import Path

import arnorm

sys.path.insert(0, str(Path(__file__).parent / "_ext"))

import stand_ins

project = "arnorm"
author = "The arnorm developers"
copyright = author
version = release = arnorm.__version__
extensions = ["myst_parser", "sphinx.ext.autodoc", "bidi", "names", "stand_ins"]
exclude_patterns = ["_build"]
smartquotes = False  # a straight quotation mark is what an example is about
nitpicky = True
nitpick_ignore_regex = [("py:class", ".*")]  # types in signatures, of Python and of libraries

# A name in single backticks in a docstring is that of something the reference has.
default_role = "py:obj"
autodoc_mock_imports = stand_ins.OTHERS
stand_ins.stand_in()
autodoc_member_order = "bysource"
add_module_names = False
python_use_unqualified_type_names = True

myst_heading_anchors = 4

html_theme = "furo"
html_title = f"arnorm {release}"
html_static_path = ["_static"]
html_css_files = ["site.css"]
html_show_sphinx = False
html_copy_source = False
html_theme_options = {"navigation_with_keys": True}
