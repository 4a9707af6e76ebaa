"""pythondir.py PREFIX: the folder for packages of Python below the prefix."""
import site
import sys


def place(prefix):
    """One in which Python looks by itself, or else the usual one."""
    for folder in site.getsitepackages():
        if folder.startswith(prefix + "/lib/"):
            return "${prefix}" + folder[len(prefix):]
    return "${prefix}/lib/python%d.%d/site-packages" % sys.version_info[:2]


print(place(sys.argv[1].rstrip("/")))
