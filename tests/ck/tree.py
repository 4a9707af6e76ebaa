"""What the rules of the tree share: its files, and a report in TAP."""
import os


def files(root, folder, *endings):
    """Paths below root, and texts."""
    for where, _, names in sorted(os.walk(os.path.join(root, folder))):
        for name in sorted(names):
            if name.endswith(endings) and not name.startswith("."):
                path = os.path.join(where, name)
                with open(path, encoding="utf-8") as stream:
                    yield os.path.relpath(path, root), stream.read()


def report(checks):
    """Runs (name, check), a check yields what is wrong; the exit code."""
    print(f"1..{len(checks)}")
    failures = 0
    for number, (name, check) in enumerate(checks, 1):
        found = list(check())
        failures += bool(found)
        print(("not ok" if found else "ok"), number, "-", name)
        for line in found:
            print("#", line)
    return 1 if failures else 0
