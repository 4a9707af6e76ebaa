#!/usr/bin/env python3
"""draw: its answers, its pictures in the plane, read as SVG, and its pages in space,
opened in a browser."""

import json
import math
import os
import re
import shutil
import struct
import subprocess
import sys
import xml.etree.ElementTree as tree
import zlib

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from tap import SOURCE, check, done, folder, refuses, run, skip  # noqa: E402

LEFT, TOP, SIZE = 70.0, 56.0, 560.0
THREE = any(os.path.exists("/usr/share/%s/three%s" % (place, end)) for place, end in (
    ("javascript", "/three.min.js"), ("nodejs", "/build/three.min.js"), ("javascript", "/three.js"),
    ("nodejs", "/build/three.js")))


# ---- SVG --------------------------------------------------------------------------


def shapes(path):
    """The polygons or lines of the data of a path, as lists of points."""
    result, x, y = [], 0.0, 0.0
    for letter, rest in re.findall(r"([A-Za-z])([^A-Za-z]*)", re.sub(r"e(?=[-+]?\d)", "E", path).replace("E", "\x00")):
        numbers = [float(n) for n in rest.replace("\x00", "e").split()]
        if letter == "M":
            x, y = numbers
            result.append([(x, y)])
        elif letter in "LhvH":
            x, y = numbers if letter == "L" else (x + numbers[0], y) if letter == "h" else (x, y + numbers[0])
            result[-1].append((x, y))
        elif letter != "z":
            raise ValueError(path[:80])
    return result


def area(points):
    return 0.5 * abs(sum(a[0] * b[1] - a[1] * b[0] for a, b in zip(points, points[1:] + points[:1])))


def picture(words):
    """(answer, elements by their class, coordinates of a place in the frame)."""
    answer = run("draw --json --force -o p.svg " + words)
    check(answer.code == 0, "draw " + words, answer.err)
    data = answer.json()
    (low_x, high_x), (low_y, high_y) = [[float(eval_fraction(end)) for end in pair] for pair in data["slice"]["box"]]
    classes = {}
    for element in tree.parse("p.svg").getroot().iter():
        if element.get("class"):
            classes.setdefault(element.get("class"), []).append(element)

    def place(point):
        return (low_x + (point[0] - LEFT) / SIZE * (high_x - low_x), high_y - (point[1] - TOP) / SIZE * (high_y - low_y))

    return data, classes, place


def eval_fraction(value):
    parts = str(value).split("/")
    return float(parts[0]) / float(parts[1] if len(parts) > 1 else 1)


def value(polynomial, point):
    names = dict(zip("xyz", point))
    return eval(polynomial.replace("^", "**"), {"__builtins__": {}}, names)


def planes():
    data, classes, place = picture("--tokens 1 --head-dim 1")
    # |y| <= sqrt(4/27) (-x)^(3/2) for -2 <= x <= 0
    expected = 2 * math.sqrt(4 / 27) * 0.4 * 2 ** 2.5
    scale = 16 / SIZE ** 2
    image = scale * sum(area(p) for e in classes["image"] for p in shapes(e.get("d")))
    closure = scale * sum(area(p) for e in classes["closure"] for p in shapes(e.get("d")))
    check(abs(image - expected) < 1e-3, "the area of three real roots", image, expected)
    check(abs(image + closure - 16) < 1e-3, "the regions fill the square", image + closure)
    curve = [place(p) for e in classes["boundary"] for line in shapes(e.get("d")) for p in line]
    check(len(curve) > 300 and all(abs(value("4*x^3+27*y^2", p)) < 2e-3 for p in curve), "the curve is the discriminant",
          max(abs(value("4*x^3+27*y^2", p)) for p in curve))
    check(data["equations"]["hypersurfaces"][0]["polynomial"] == "4*x^3+27*y^2"
          and data["points"] == [dict(data["points"][0], role="cubes", place="boundary", exact=[0, 0])],
          "the cusp", data["points"])
    check(data["hypersurface_boxes"]["open"] == 0 and data["hypersurface_boxes"]["sheet"] > 500, "nothing is left open",
          data["hypersurface_boxes"])

    data, classes, place = picture("")
    polynomial = data["equations"]["hypersurfaces"][0]["polynomial"]
    curve = [place(p) for e in classes["variety"] for line in shapes(e.get("d")) for p in line]
    check(len(curve) > 500 and all(abs(value(polynomial, p)) < 0.05 * (1 + max(map(abs, p)) ** 4) for p in curve),
          "the curve of the resultant")
    # by hand: (-2/3, 4/9) and y = -1/2, 2 x^2 - 3 x - 1 = 0
    found = sorted((p["crossing"], [float(end) for end in p["at"][0]][0], float(p["at"][1][0])) for p in data["points"])
    expected = [(False, (3 - math.sqrt(17)) / 4, -0.5), (True, -2 / 3, 4 / 9), (True, (3 + math.sqrt(17)) / 4, -0.5)]
    check(len(found) == 3 and all(a[0] == b[0] and abs(a[1] - b[1]) < 1e-12 and abs(a[2] - b[2]) < 1e-12
                                  for a, b in zip(found, expected)), "three singular points", found)
    check([p["exact"] for p in data["points"] if p["exact"]] == [["-2/3", "4/9"]], "one of them is rational")
    check([p["place"] for p in data["points"] if not p["crossing"]] == ["closure"], "the isolated one has no real weights")
    marks = classes["point"]
    # and two in the legend
    check(len(marks) == 5 and [m.get("fill") for m in marks].count("#ffffff") == 2, "three marks, one a ring", len(marks))

    data, classes, place = picture("--head-dim 1")
    check(sorted(p["place"] for p in data["points"]) == ["closure", "image", "image"], "head_dim 1: the three points alone",
          data["points"])

    # The classification of a singular point by another command.
    point = [eval_fraction(c) for c in ("-2/3", "4/9")]
    check(abs(value(polynomial, point)) < 1e-9, "it lies on the curve")
    names = ((1, 1, 1, 1), (1, 1, 2, 1), (1, 2, 2, 1), (1, 1, 1, 2), (1, 1, 2, 2), (1, 2, 2, 2))
    vectors = [data["slice"]["origin"]] + data["slice"]["directions"]
    from fractions import Fraction
    x = [Fraction(1), Fraction(-2, 3), Fraction(4, 9)]
    coefficients = [[*name, str(sum(c * Fraction(v[n]) for c, v in zip(x, vectors)))] for n, name in enumerate(names)]
    answer = run("classify - --head-dim 2 --json", stdin=json.dumps(
        {"format": "fulgurite-function/1", "d": 2, "d_out": 1, "tokens": 2, "coefficients": coefficients})).json()
    check(answer["singular"] is True and answer["place"] == "image" and not answer["boundary"],
          "classify says the same of it", answer)


# ---- the pictures of the manual ----------------------------------------------------


def numbers_apart(text):
    return re.split(r"-?\d+\.?\d*(?:e-?\d+)?", text), [float(n) for n in re.findall(r"-?\d+\.?\d*(?:e-?\d+)?", text)]


def manual():
    for name, words in (("hypersurface", ""), ("rank-one", "--head-dim 1"),
                        ("cusp", "--tokens 1 --head-dim 1 --depth 7")):
        run("draw --force -o p.svg " + words)
        with open(os.path.join(SOURCE, "doc", "pictures", name + ".svg"), encoding="utf-8") as stream:
            there = numbers_apart(stream.read())
        with open("p.svg", encoding="utf-8") as stream:
            now = numbers_apart(stream.read())
        check(there[0] == now[0] and all(abs(a - b) < 0.02 for a, b in zip(there[1], now[1])),
              "the picture %s of the manual is what is drawn now" % name)


# ---- pages ---------------------------------------------------------------------------


def colours(png):
    """How many colours a picture without interlace has."""
    width, height, depth, kind = struct.unpack(">IIBB", png[16:26])
    data, at = b"", 8
    while at < len(png):
        length = struct.unpack(">I", png[at:at + 4])[0]
        if png[at + 4:at + 8] == b"IDAT":
            data += png[at + 8:at + 8 + length]
        at += 12 + length
    data, size = zlib.decompress(data), 4 if kind == 6 else 3
    found, before = set(), bytearray(size * width)
    for row in range(height):
        start = row * (size * width + 1)
        line, rule = bytearray(data[start + 1:start + 1 + size * width]), data[start]
        for n in range(len(line)):
            a, b, c = (line[n - size] if n >= size else 0), before[n], (before[n - size] if n >= size else 0)
            if rule == 4:
                p = a + b - c
                near = min((abs(p - a), 0, a), (abs(p - b), 1, b), (abs(p - c), 2, c))[2]
            else:
                near = (0, a, b, (a + b) // 2)[rule]
            line[n] = (line[n] + near) & 255
        found.update(bytes(line[n:n + 3]) for n in range(0, len(line), size))
        before = line
    return len(found)


def browse(chromium, page, name):
    """(screenshot, the page after its script, what the browser says)."""
    words = [chromium, "--headless", "--no-sandbox", "--use-gl=angle", "--use-angle=swiftshader",
             "--enable-unsafe-swiftshader", "--hide-scrollbars", "--enable-logging=stderr", "--v=0",
             "--host-resolver-rules=MAP * ~NOTFOUND", "--user-data-dir=" + os.path.abspath("profile"),
             "--virtual-time-budget=5000", "--window-size=700,500"]
    address = "file://" + os.path.abspath(page)
    shot = subprocess.run(words + ["--screenshot=" + os.path.abspath(name), address], stdout=subprocess.DEVNULL,
                          stderr=subprocess.PIPE, universal_newlines=True, errors="replace")
    dom = subprocess.run(words + ["--dump-dom", address], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                         universal_newlines=True, errors="replace")
    with open(name, "rb") as stream:
        return stream.read(), dom.stdout, shot.stderr


PAGES = (("umbrella", "", 3, ["y*z^2-x^2"]), ("rank-one", "--head-dim 1", 2, []),
         ("discriminant", "--tokens 1 --head-dim 1", 2, ["27*z^2"]))


def pages():
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    for name, words, legend, parts in PAGES:
        answer = run("draw --json --depth 5 -o %s.html %s" % (name, words))
        check(answer.code == 0 and answer.json()["dimension"] == 3, "a page: " + name, answer.err)
        with open(name + ".html", encoding="utf-8") as stream:
            text = stream.read()
        # Nothing is loaded: the only link is the empty icon.
        markup = re.sub(r"(?s)<script>.*?</script>", "", text)
        check(re.findall(r"(?:src|href)=\"([^\"]*)\"", markup) == ["data:,"] and "@import" not in markup
              and "url(" not in markup, "it has no other files: " + name)
        check("MIT licence" in text and "Permission is hereby granted" in text, "the licence of three.js: " + name)
        check(all(part in markup for part in parts), "its equations: " + name)
        if not chromium:
            skip("a browser shows " + name, "no chromium")
            continue
        shot, dom, said = browse(chromium, name + ".html", name + ".png")
        if "This browser has no WebGL" in dom:
            skip("a browser shows " + name, "no WebGL here")
            continue
        drawn = re.search(r'data-drawn="(\d+)"', dom)
        check(drawn and int(drawn.group(1)) > 1000, "triangles of " + name, drawn and drawn.group(0))
        check(shot[:4] == b"\x89PNG" and struct.unpack(">II", shot[16:24]) == (700, 500) and colours(shot) > 200,
              "a browser shows " + name, len(shot))
        check("CONSOLE" not in said, "no complaint of the browser about " + name, said[-1000:])
        check(dom.count('type="checkbox"') >= legend, "the legend of " + name, dom.count('type="checkbox"'))


# ---- slices, options, refusals ------------------------------------------------------------


def slices():
    for n in (5, 6, 7):
        with open("f%d.json" % n, "w", encoding="utf-8") as stream:
            stream.write(run("random function --widths 2,1 --head-dim 1 --seed %d" % n).out)
        with open("w%d.json" % n, "w", encoding="utf-8") as stream:
            stream.write(run("random --widths 2,1 --head-dim 1 --seed %d" % n).out)
    answer = run("draw", "--json", "--depth", "5", "--origin", "f5.json", "--directions", "f6.json;w7.json")
    check(answer.code == 0, "functions and weights as vectors", answer.err)
    data = answer.json()
    with open("slice.json", "w", encoding="utf-8") as stream:
        json.dump(data["slice"], stream)
    again = run("draw --json --depth 5 --slice slice.json").json()
    check(again == data, "a slice file gives the same answer")
    # The origin is a layer of head_dim 1: (0, 0) is a singular point of the slice.
    check(any(p["exact"] == [0, 0] and p["role"] == "singular" for p in data["points"]), "the origin is a point",
          data["points"])
    check(run("draw --json --depth 4 --slice slice.json --box 0,1;-1,1").json()["slice"]["box"] == [[0, 1], [-1, 1]],
          "another box")
    # Three lines; the minors have a double zero where two of them meet, which no test of Krawczyk proves.
    answer = run("draw", "--json", "--depth", "6", "--origin", "0,1,0,0,0,0", "--directions", "1,0,0,0,1,0;0,0,1,0,0,1").json()
    check([e["polynomial"] for e in answer["equations"]["hypersurfaces"]] == ["x", "y", "x+y-1"], "three lines", answer)
    check(answer["codimension_two_boxes"]["open"] == 4 and any(s.startswith("not decided: 4") for s in answer["statements"]),
          "what is not decided is said", answer)
    for name, words, code, parts in (
            ("a dimension of 4", "--dimension 4", 2, ["2 or 3"]),
            ("a PNG", "-o x.png", 2, [".svg", ".html"]),
            ("a page of a plane", "--dimension 2 -o x.html", 2, [".svg"]),
            ("an SVG of space", "--dimension 3 -o x.svg", 2, [".html"]),
            ("an origin alone", "--origin 1,0,0,0,0,0", 2, ["--directions"]),
            ("five numbers", "--directions 1,0,0,0,0;0,1,0,0,0,0", 2, ["6 numbers"]),
            ("seven numbers", "--directions 1,0,0,0,0,0,0;0,1,0,0,0,0", 2, ["6 numbers"]),
            ("a number that is none", "--directions 1,0,0,0,0,1/0;0,1,0,0,0,0", 2, ["--directions"]),
            ("one direction", "--directions 1,0,0,0,0,0", 2, ["dimension 2 or 3"]),
            ("an empty direction", "--directions 1,0,0,0,0,0;", 2, ["between two ;"]),
            ("dependent directions", "--directions 1,0,0,0,0,0;2,0,0,0,0,0", 3, ["dimension 1"]),
            ("an empty box", "--box 1,1", 3, ["empty"]),
            ("a thin box", "--box 1,1.000000000001", 4, ["too thin"]),
            ("a far box", "--box 1e70,2e70", 4, ["too far"]),
            ("three boxes", "--box 0,1;0,1;0,1", 2, ["--box"]),
            ("half a box", "--box 0", 2, ["2 numbers"]),
            ("a depth of 13", "--depth 13", 4, ["1 to 12"]),
            ("a depth of 9 in space", "--dimension 3 --depth 9", 4, ["1 to 8"]),
            ("a slice and its options", "--slice slice.json --head-dim 2", 2, ["--head-dim is in the file"]),
            ("a missing file", "--slice nothing.json", 2, ["nothing.json"]),
            ("a file of another format", "--slice f5.json", 3, ["fulgurite-slice/1"]),
            ("a function of another shape", "--origin g.json --directions f5.json;f6.json", 4, ["d = 3"]),
            ("a function of one token", "--origin h.json --directions f5.json;f6.json", 3, ["one token"]),
            ("a word", "extra", 2, ["extra"])):
        with open("g.json", "w", encoding="utf-8") as stream:
            stream.write(run("random function --widths 3,1 --head-dim 1").out)
        with open("h.json", "w", encoding="utf-8") as stream:
            stream.write(run("random function --widths 2,1 --head-dim 1 --tokens 1").out)
        refuses(name, run("draw " + words), code, *parts)
    for words in ("--directions 1e300,0,0,0,1,0;0,0,1e-300,0,0,7 --depth 5 -o big.svg --force",
                  "--directions 1e300,0,0,0,1,0;0,0,1e-300,0,0,7;0,0,0,1,0,0 --depth 3 -o big.html --force"):
        answer = run("draw " + words)
        with open(words.split()[-2], encoding="utf-8") as stream:
            text = stream.read()
        check(answer.code == 0 and not re.search(r"[\[,:\" ]-?(nan|inf)\b", text), "large and small numbers", answer.err)
    run("draw -o there.svg --depth 3")
    refuses("a file that is there", run("draw -o there.svg --depth 3"), 2, "--force")
    check(not os.path.exists("x.svg") and not os.path.exists("x.html"), "no file of a refused run")


with folder() as directory:
    os.chdir(directory)
    planes()
    manual()
    slices()
    if THREE:
        pages()
    else:
        skip("pages", "no three.js")
        refuses("no three.js", run("draw -o x.html --depth 3"), 4, "libjs-three")
done()
