"""fulgurite: the algebraic geometry of attention networks, exactly.

>>> import fulgurite as fg
>>> fg.dim(fg.Architecture(widths=[4, 4], head_dim=2)).dimension
27

Every command of the program is a function here: dim, verify, rank, classify,
fiber, same, recover, invariants, check, eval, random, draw, organize, export,
optimize, pattern, survey, symmetries.  Answers are dataclasses.  Exact numbers are
fractions.Fraction, enclosures are pairs (lower, upper), and errors are exceptions
with the message of the program.  Other Python threads continue while the library
works, and KeyboardInterrupt stops it.
"""
from .answer import Answer
from .architecture import Architecture, Field, activations, fields
from .descent import Optimization, mixture, optimize
from .dimension import Dimension, Survey, Verification, dim, survey, survey_merge, survey_plot, survey_table, verify
from .drawing import Drawing, draw
from .errors import FulguriteError, InternalError, ParseError, UnableError, UsageError
from .exact import Enclosure, Matrix, fraction, matrix
from .exporting import Export, export
from .floats import Check, check
from .layer import (Fiber, Invariants, Output, Place, Rank, Recovery, Sameness, Symmetries, classify, eval, fiber,
                    invariants, rank, recover, same, symmetries)
from .library import call, library_path, library_version
from .organizing import Organization, organize
from .patterns import Pattern, pattern
from .weights import Function, Weights, random, random_function, random_inputs

__version__ = library_version()
__all__ = [
    "Answer", "Architecture", "Check", "Dimension", "Drawing", "Enclosure", "Export", "Fiber", "Field", "Function",
    "FulguriteError", "InternalError", "Invariants", "Matrix", "Optimization", "Organization", "Output", "ParseError",
    "Pattern", "Place", "Rank", "Recovery", "Sameness", "Survey", "Symmetries", "UnableError", "UsageError", "Verification",
    "Weights", "activations", "call", "check", "classify", "dim", "draw", "eval", "export", "fiber", "fields", "fraction",
    "invariants", "library_path", "library_version", "matrix", "mixture", "optimize", "organize", "pattern", "random",
    "random_function", "random_inputs", "rank", "recover", "same", "survey", "survey_merge", "survey_plot",
    "survey_table", "symmetries", "verify",
]
