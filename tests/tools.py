"""What tests share: other programs that they run, how many rounds, and seeds."""

import os
import random
import shutil


# How much of its random rounds a test runs: lanes that repeat the suite run fewer.
SHARE = float(os.environ.get("FULG_TEST_MULTIPLIER") or 1)


def rounds(number, least=1):
    """The number of rounds, scaled."""
    return max(least, int(number * SHARE))


def wanted():
    """Not where FULG_TEST_NO_SYSTEMS says that another lane's run is enough."""
    return "FULG_TEST_NO_SYSTEMS" not in os.environ


def find(program):
    """Where it is; None where it is missing or not wanted."""
    return shutil.which(program) if wanted() else None


def draws(standard=1):
    """A generator that FULG_TEST_SEED=N replays; FULG_TEST_SEED=random draws a seed.  It is printed."""
    text = os.environ.get("FULG_TEST_SEED") or str(standard)
    seed = random.SystemRandom().randrange(10 ** 9) if text == "random" else int(text)
    print("# seed %d (replay: FULG_TEST_SEED=%d)" % (seed, seed), flush=True)
    return random.Random(seed)
