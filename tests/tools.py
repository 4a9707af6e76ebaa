"""Other programs that tests run: algebra systems."""

import os
import shutil


def wanted():
    """Not where FULG_TEST_NO_SYSTEMS says that another lane's run is enough."""
    return "FULG_TEST_NO_SYSTEMS" not in os.environ


def find(program):
    """Where it is; None where it is missing or not wanted."""
    return shutil.which(program) if wanted() else None
