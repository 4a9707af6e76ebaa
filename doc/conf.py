# Configuration of the manual (Sphinx).
import os
import sys

_here = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(_here, "tools"))
sys.dont_write_bytecode = True
with open(os.path.join(_here, "..", "VERSION")) as _file:
    release = _file.read().strip()

project = "fulgurite"
author = "the fulgurite authors"
copyright = author
version = release

# Pages made from the sources, and formulas as MathML: the manual is read
# without a network and without scripts.
extensions = ["manual"]
html_math_renderer = "mathml"
root_doc = "index"
exclude_patterns = ["_build", "tools"]
html_theme = "alabaster"
html_theme_options = {"page_width": "60em", "sidebar_width": "14em"}
html_static_path = []
html_show_sourcelink = False
html_copy_source = False
highlight_language = "none"
# fulg_arch_t and its like are names of C types that the manual has no page for.
nitpicky = False
