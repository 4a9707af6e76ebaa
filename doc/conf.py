# Configuration of the manual (Sphinx).
import os

_here = os.path.dirname(os.path.abspath(__file__))
with open(os.path.join(_here, "..", "VERSION")) as _file:
    release = _file.read().strip()

project = "fulgurite"
author = "the fulgurite authors"
copyright = author
version = release

extensions = ["sphinx.ext.mathjax"]
root_doc = "index"
exclude_patterns = ["_build"]
html_theme = "alabaster"
html_theme_options = {"page_width": "60em", "sidebar_width": "14em"}
html_show_sourcelink = False
highlight_language = "none"
