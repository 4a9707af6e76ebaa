#!/usr/bin/env python3
"""survey: rows as dim answers, killed and gone on with, in shards, from a list that changes, bad input."""

import csv
import glob
import io
import itertools
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from tap import PROGRAM, check, done, run  # noqa: E402
import schema  # noqa: E402

FOLDER = tempfile.mkdtemp()
SEED = int(os.environ.get("FULG_TEST_SEED", "20240817").replace("random", "0") or 0) or int(time.time())
print("# seed %d (replay: FULG_TEST_SEED=%d)" % (SEED, SEED))
DRAW = random.Random(SEED)
RANGES = "--widths 1-3 --depth 1-2 --head-dim 1-3 --heads 1,2 --tokens 1,2 --norm none"


def at(name):
    return os.path.join(FOLDER, name)


def load(name):
    with open(at(name), encoding="utf-8") as file:
        lines = file.read().split("\n")
    check(lines.pop() == "", "%s ends with a newline" % name)
    return json.loads(lines[0]), [json.loads(line) for line in lines[1:]]


def table(name, drop=("seconds", "certificate")):
    """The rows by architecture, without what differs from run to run."""
    rows = {}
    for row in load(name)[1]:
        key = json.dumps(row["architecture"], sort_keys=True)
        check(key not in rows, "no architecture twice", key) if key in rows else None
        rows[key] = {k: v for k, v in row.items() if k not in drop}
    return rows


def survey(words, out, **rest):
    return run(*("survey %s -o %s" % (words, at(out))).split(), **rest)


def whole_survey():
    """How long it takes on this machine."""
    start = time.monotonic()
    answer = survey(RANGES + " --json", "whole", timeout=300)
    seconds = time.monotonic() - start
    check(answer.code == 0, "a survey", answer.err)
    summary = answer.json()
    header, rows = load("whole")
    for value, name in [(header, "survey.json")] + [(row, "survey-row.json") for row in rows]:
        problems = list(schema.errors(value, schema.load(name), name))
        if problems:
            check(False, name, problems, value)
    architectures = {json.dumps(row["architecture"], sort_keys=True) for row in rows}
    check(len(rows) == len(architectures) == (9 + 27) * 3 * 2 * 2 == summary["architectures"],
          "one row for each combination", len(rows))
    check(sum(summary[s] for s in ("proved", "probable", "bounds")) == len(rows), "the summary counts")
    lines = "\n".join(json.dumps(row.get("computed_as", row["architecture"])) for row in rows)
    for row, line in zip(rows, run("dim", "--batch", "-", stdin=lines, timeout=300).out.splitlines()):
        alone = json.loads(line)
        if any(row[key] != alone[key] for key in ("lower", "upper", "dimension", "status")):
            check(False, "as dim answers", row, alone)
    direct = [row["architecture"] for row in rows if "computed_as" in row]
    check(len(direct) > 50, "some are computed as others", len(direct))
    lines = "\n".join(json.dumps(a) for a in direct)
    found = {json.dumps(row["architecture"]): row for row in rows}
    for arch, line in zip(direct, run("dim", "--batch", "-", stdin=lines, timeout=300).out.splitlines()):
        alone, row = json.loads(line), found[json.dumps(arch)]
        if alone["dimension"] != row["dimension"] or alone["parameters"] != row["parameters"]:
            check(False, "an equivalent architecture has the same dimension", row, alone)
    return seconds


def killed(seconds):
    """kill -9 at random moments, and what was torn off: the table is that of a run that nothing stopped."""
    kills = 0
    for _ in range(5):
        if os.path.exists(at("killed")):
            os.remove(at("killed"))
        for most in (0.9, 0.5, 0.3):
            process = subprocess.Popen([PROGRAM, "survey"] + RANGES.split() + ["--resume", "-o", at("killed")],
                                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            try:
                process.wait(DRAW.uniform(0.02, most) * seconds)
                break
            except subprocess.TimeoutExpired:
                process.send_signal(signal.SIGKILL)
                process.wait()
                kills += 1
            size = os.path.getsize(at("killed")) if os.path.exists(at("killed")) else 0
            if size > 300 and DRAW.random() < 0.5:  # as if the last write had not been whole
                os.truncate(at("killed"), size - DRAW.randrange(1, 100))
        check(survey(RANGES + " --resume", "killed", timeout=300).code == 0 and table("killed") == table("whole"),
              "killed and gone on with: the same table")
    check(kills >= 3, "killed %d times" % kills)
    before = open(at("killed"), "rb").read()
    again = survey(RANGES + " --resume", "killed")
    check(again.code == 0 and open(at("killed"), "rb").read() == before, "nothing left to do", again.err)
    os.truncate(at("killed"), 40)
    check(survey(RANGES + " --resume", "killed", timeout=300).code == 0 and table("killed") == table("whole"),
          "a torn header")


def interrupted(seconds):
    process = subprocess.Popen([PROGRAM, "survey"] + RANGES.split() + ["--threads", "1", "-o", at("int")],
                               stdout=subprocess.PIPE, stderr=subprocess.PIPE, universal_newlines=True)
    time.sleep(seconds / 2)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=30)
    if process.returncode != 0:  # a fast machine is done by then
        check(process.returncode == -signal.SIGINT and out == "" and "interrupted" in err, "Ctrl-C", err)
    check(survey(RANGES + " --resume", "int", timeout=300).code == 0 and table("int") == table("whole"),
          "interrupted and gone on with")


def shards():
    names = []
    for k in (1, 2, 3):
        names.append(at("shard%d" % k))
        check(survey("%s --shard %d/3" % (RANGES, k), "shard%d" % k, timeout=300).code == 0, "shard %d" % k)
    answer = run("survey", "merge", *names, "-o", at("merged"), "--json")
    check(answer.code == 0 and answer.json()["missing_shards"] == 0, "merge", answer.err)
    check(table("merged") == table("whole"), "shards merged equal the whole")
    reverse = run("survey", "merge", *reversed(names), "-o", "-")
    check(reverse.out == open(at("merged"), encoding="utf-8").read(), "merge does not go by the order of files")
    check(survey(RANGES + " --resume", "merged").code == 0 and table("merged") == table("whole"),
          "what is merged can be gone on with")
    part = run("survey", "merge", names[0], names[2], "-o", at("part"))
    check(part.code == 0 and "2/3" in part.err, "a missing shard is named", part.err)
    check(survey(RANGES + " --resume", "part", timeout=300).code == 0 and table("part") == table("whole"),
          "a missing shard is filled in")
    other = survey("--widths 2 --head-dim 1 --shard 1/1", "other")
    check(other.code == 0, "a shard of one", other.err)
    mixed = run("survey", "merge", names[0], at("other"), "-o", at("mixed"))
    check(mixed.code == 3 and not os.path.exists(at("mixed")), "shards of two surveys", mixed.err)
    with open(names[0], encoding="utf-8") as file:
        lines = file.read().split("\n")
    row = json.loads(lines[1])
    row["dimension"] += 1
    with open(at("lie"), "w", encoding="utf-8") as file:
        file.write("\n".join([lines[0], json.dumps(row), ""]))
    lie = run("survey", "merge", names[0], at("lie"), "-o", at("mixed"))
    check(lie.code == 3 and "contradict" in lie.err, "rows that contradict each other", lie.err)


def edited():
    """Positions change, architectures count."""
    arch = [json.dumps({"format": "fulgurite-architecture/1", "widths": list(w), "head_dim": a})
            for w in itertools.product((1, 2, 3), repeat=2) for a in (1, 2)]
    with open(at("list"), "w", encoding="utf-8") as file:
        file.write("\n".join(arch[:8]) + "\n")
    check(survey("--list " + at("list"), "edited").code == 0, "a list")
    DRAW.shuffle(arch)
    with open(at("list"), "w", encoding="utf-8") as file:
        file.write("\n\n" + "\r\n".join(arch[2:] + arch[5:7]) + "\n")
    answer = survey("--list %s --resume --json" % at("list"), "edited")
    rows = table("edited")
    wanted = {json.dumps(json.loads(a)["widths"]) + str(json.loads(a)["head_dim"]) for a in arch[2:]}
    got = {json.dumps(json.loads(k)["widths"]) + str(json.loads(k)["head_dim"][0]) for k in rows}
    check(answer.code == 0 and wanted <= got and answer.json()["new"] == len(rows) - 8,
          "an edited list: what is new is done, and nothing twice", answer.out, answer.err)
    with open(at("list2"), "w", encoding="utf-8") as file:
        file.write(json.dumps({"format": "fulgurite-architecture/1", "widths": [5, 5], "head_dim": 1}))
    check(survey("--list %s --resume" % at("list2"), "edited").code == 3, "another list")


def certificates():
    words = "--family attention,pnn --widths 1-2 --depth 1-2 --head-dim 1-2 --heads 1,2 --power 2,3 --distinct"
    check(survey(words + " --certificates " + at("proofs"), "certified").code == 0, "certificates")
    rows = load("certified")[1]
    check(all(os.path.exists(row["certificate"]) for row in rows) and not glob.glob(at("proofs/*.tmp")),
          "every row has its certificate")
    verdict = run("verify", *[row["certificate"] for row in rows], timeout=300)
    check(verdict.code == 0 and verdict.out.count("accepted") == len(rows), "all accepted", verdict.out)
    check(not any("computed_as" in row for row in rows), "--distinct")
    survey("--widths 2 --head-dim 1", "bare")
    late = survey("--widths 2 --head-dim 1 --resume --certificates " + at("late"), "bare")
    check(late.code == 0 and "1 of these was done without --certificates and has none" in late.out and
          "another -o FILE" in late.out, "rows without certificates are said",
          late.out)
    check(not os.path.exists(at("late")), "no folder is made for nothing")
    one = "--widths 2 --head-dim 1 --certificates "
    survey(one + at("early"), "one")
    for folder, said in [("early", 0), ("early/", 0), ("later", 1)]:
        answer = survey(one + at(folder) + " --resume", "one")
        check(answer.code == 0 and ("not in " + at("later") in answer.out and "--force" in answer.out) == said,
              "certificates in another folder are said: " + folder, answer.out)
    answer = survey(one + at("later") + " --force", "one")
    check(answer.code == 0 and len(os.listdir(at("later"))) == 1, "as it says, --force writes them", answer.out)
    many = survey("--widths 1-20 --head-dim 1 --threads 1000000", "many", timeout=300)
    check(many.code == 0 and len(load("many")[1]) == 400, "a million processes are not started", many.err)


def tables():
    names = ("csv", "markdown", "latex")
    text = {name: run("survey", "table", at("whole"), "--table", name).out for name in names}
    rows = list(csv.DictReader(io.StringIO(text["csv"])))
    whole = load("whole")[1]
    check(len(rows) == len(whole), "a line of CSV a row")
    found = {(json.dumps(r["architecture"]["widths"]), json.dumps(r["architecture"]["head_dim"]),
              json.dumps(r["architecture"]["heads"]), r["architecture"]["tokens"]): r for r in whole}
    for row in rows:
        key = tuple(json.dumps([int(x) for x in row[k].split()]) for k in ("widths", "head_dim", "heads"))
        same = found[key + (int(row["tokens"]),)]
        if str(same["dimension"]) != row["dimension"] or same["status"] != row["status"]:
            check(False, "CSV has the numbers", row, same)
    depths = [len(row["widths"].split()) for row in rows]
    check(depths == sorted(depths), "sorted by depth")
    check(text["markdown"].count("\n") == len(rows) + 2 and text["latex"].startswith("\\begin{tabular}"),
          "markdown and LaTeX")
    direct = survey(RANGES + " --resume --csv " + at("w.csv"), "whole")
    check(direct.code == 0 and open(at("w.csv"), encoding="utf-8").read() == text["csv"], "--csv", direct.err)


def no_limits():
    """Without a limit no row has a reason: every kind of network, as dim answers it."""
    for n, words in enumerate(("--widths 2-3 --depth 1-2 --head-dim 1 --heads 1,2 --tokens 1,2 --norm none,softmax,affine",
                               "--width 3 --depth 1-2 --head-dim 1 --norm softmax --residual yes --tokens 2",
                               "--width 4 --depth 1-2 --head-dim 2 --heads 2 --kv-heads 1,2 --tokens 1,2",
                               "--family pnn --widths 1-3 --depth 1-3 --power 1,2")):
        answer = survey(words, "free%d" % n)
        rows = load("free%d" % n)[1]
        check(answer.code == 0 and rows and not [r for r in rows if "reason" in r] and "limit" not in answer.out,
              words + ": no limit, no reason", answer.out, [r for r in rows if "reason" in r][:2])


def powers():
    """A power for each hidden layer, as dim has them one by one."""
    answer = survey("--width 2 --depth 1-3 --family pnn --power 2,3 --per-layer power", "powers")
    found = {(len(r["architecture"]["widths"]) - 1, json.dumps(r["architecture"].get("power", 2))): r["dimension"]
             for r in load("powers")[1]}
    wanted = [(1, [])] + [(2, [p]) for p in (2, 3)] + [(3, [p, q]) for p in (2, 3) for q in (2, 3)]
    check(answer.code == 0 and len(found) == len(wanted), "--per-layer power", answer.err, found)
    for depth, power in wanted:
        said = ["--power", ",".join(map(str, power))] if power else []
        alone = run("dim", "--family", "pnn", "--widths", ",".join(["2"] * (depth + 1)), *said, "--json").json()
        key = (depth, json.dumps(alone["architecture"].get("power", 2)))
        check(found.get(key) == alone["dimension"], "powers %s" % power, key, found)


def limits():
    """A limit gives bounds and a reason; --retry does these rows again."""
    words = "--widths 20 --depth 4 --head-dim 4 --heads 3 --method direct"
    answer = survey(words + " --max-seconds 1", "slow", timeout=120)
    row = load("slow")[1][0]
    check(answer.code == 0 and row["status"] == "bounds" and row["reason"] == "more than 1 second" and
          row["lower"] <= row["upper"] and row["dimension"] is None and row["seconds"] < 30, "--max-seconds", row)
    check(survey(words + " --max-seconds 1 --resume", "slow").code == 0 and len(load("slow")[1]) == 1,
          "a limited row is a row")
    answer = survey(words + " --max-seconds 2 --retry", "slow", timeout=120)
    check(answer.code == 0 and [r["reason"] for r in load("slow")[1]] == ["more than 2 seconds"], "--retry", answer.err)
    check(survey("--widths 9 --depth 4 --head-dim 3 --heads 2 --norm affine --method reduction", "slow2").code == 0 and
          load("slow2")[1][0]["reason"], "a method that does not apply is a reason")


def bad_input():
    survey("--widths 2 --head-dim 1", "there")
    keep = open(at("there"), "rb").read()
    with open(at("broken"), "wb") as file:
        file.write(keep.split(b"\n")[0] + b"\n{\n" + keep.split(b"\n")[1] + b"\n")
    with open(at("badlist"), "w", encoding="utf-8") as file:
        file.write('{"format":"fulgurite-architecture/1","widths":[2,2],"head_dim":1}\n{"widths":[1,2]}\n')
    open(at("empty"), "w", encoding="utf-8").close()
    os.mkdir(at("nothing"))
    cases = [
        ("--widths 6-2 --head-dim 1", 2, "backwards"), ("--widths 2,,3 --head-dim 1", 2, "missing"),
        ("--widths 2 --head-dim 0", 2, "less than 1"), ("--widths 2", 2, "--head-dim"), ("", 2, "--widths"),
        ("--widths 2 --width 2 --head-dim 1", 2, "--widths"), ("--widths x --head-dim 1", 2, "neither a number"),
        ("--widths 1-9999999 --head-dim 1", 2, "million"), ("--widths 1-99 --depth 5 --head-dim 1", 2, "1000000"),
        ("--widths 2 --head-dim 1 --norm soft", 2, "softmax"), ("--widths 2,3 --head-dim 1 --residual maybe", 2, "yes"),
        ("--widths 2 --head-dim 1 --heads 3 --kv-heads 2", 2, "not an architecture"),
        ("--widths 2,3 --head-dim 1 --heads 3 --kv-heads 2", 2, "none of the 4"),
        ("--residual --widths 2-3 --head-dim 1", 2, "--residual needs yes or no"),
        ("--head-dim 1 --widths 2-3 --parallel --mask none", 2, "--parallel needs yes or no"),
        ("--heads --widths 2-3 --head-dim 1", 2, "--heads needs values"),
        ("--family pnn --widths 2 --head-dim 1", 2, "no meaning"), ("--family cnn --widths 2", 2, "pnn"),
        ("--widths 2 --head-dim 1 --feed-forward relu:", 2, "relu"), ("--widths 2 --head-dim 1 --per-layer heads", 2, ""),
        ("--widths 2 --head-dim 1 --shard 3/2", 2, "shard"), ("--widths 2 --head-dim 1 --shard 0/2", 2, "shard"),
        ("--widths 2 --head-dim 1 --shard 1", 2, "shard"), ("--widths 2 --head-dim 1 --method luck", 2, "method"),
        ("--list %s" % at("badlist"), 3, "line 2"), ("--list %s" % at("empty"), 3, "no architecture"),
        ("--list %s --widths 2" % at("badlist"), 2, "combined"), ("--list /nowhere/x", 2, "nowhere"),
        ("--configs %s" % at("nothing"), 2, "config.json"), ("--configs /nowhere", 2, "nowhere"),
        ("--widths 2 --head-dim 1 --certificates %s" % at("there"), 2, "directory"),
    ]
    for words, code, word in cases:
        answer = survey(words, "never")
        check(answer.code == code and word in answer.err and answer.out == "" and not os.path.exists(at("never")),
              "survey " + words.replace(FOLDER, ""), answer.code, answer.err)
    for words, name, code, word in [
            ("--widths 2 --head-dim 1", "there", 2, "--resume"),
            ("--widths 3 --head-dim 1 --resume", "there", 3, "source"),
            ("--widths 2 --head-dim 1 --resume --seed 2", "there", 3, "seed"),
            ("--widths 2 --head-dim 1 --resume --shard 1/2", "there", 3, "shard"),
            ("--widths 2 --head-dim 1 --resume", "broken", 3, "line 2"),
            ("--widths 2 --head-dim 1 --resume", "badlist", 3, "line 1"),
            ("--widths 2 --head-dim 1", "nowhere/x", 2, "nowhere")]:
        answer = survey(words, name)
        check(answer.code == code and word in answer.err and answer.out == "", words + " on " + name, answer.err)
    check(open(at("there"), "rb").read() == keep, "a file that is refused stays as it is")
    header = keep.split(b"\n")[0]
    for name, text in [("notes", b'{"my":"notes"}'), ("blank", b" "), ("zeros", bytes(len(header))),
                       ("other", header.replace(b'"seed":1', b'"seed":2', 1)), ("longer", header + b" ")]:
        check(text != header, name)
        with open(at(name), "wb") as file:
            file.write(text)
        for word in ("--resume", "--retry"):
            answer = survey("--widths 2 --head-dim 1 " + word, name)
            check(answer.code == 3 and name in answer.err and answer.out == "" and open(at(name), "rb").read() == text,
                  "a foreign file without a newline, %s, %s" % (name, word), answer.code, answer.err)
    for length in (1, len(header)):
        with open(at("torn"), "wb") as file:
            file.write(header[:length])
        answer = survey("--widths 2 --head-dim 1 --resume", "torn")
        check(answer.code == 0 and table("torn") == table("there"), "a header of %d bytes" % length, answer.err)
    for words in ("survey --widths 2 --head-dim 1", "survey merge", "survey table a b", "survey fly",
                  "survey merge x --resume", "survey table %s --table html" % at("there"),
                  "survey --widths 2 --head-dim 1 -o - --resume"):
        answer = run(words)
        check(answer.code == 2 and answer.out == "" and answer.err, words.replace(FOLDER, ""), answer.out, answer.err)
    lines = run("survey --widths 2 --head-dim 1 -o -").out.splitlines()
    check(len(lines) == 2 and json.loads(lines[1])["dimension"] == 6, "-o -", lines)


def counted():
    """The summary of one thing and of many; on standard error where a table is printed."""
    check(survey("--widths 2 --head-dim 1", "count").out == "1 architecture: 1 proved, 0 probable, 0 with bounds only\n", "one")
    check("  1 was in " in survey("--widths 2 --head-dim 1 --resume", "count").out, "one was there")
    words = "--widths 1,2 --head-dim 1 --residual no,yes"
    many = survey(words, "counts")
    check("6 architectures: " in many.out and "  2 combinations are not architectures, or" in many.out, "many", many.out)
    many = survey(words + " --table csv --force", "counts")
    check(many.out == run("survey", "table", at("counts")).out and "6 architectures: " in many.err and
          "  2 combinations are not architectures, or" in many.err, "a table, and the summary beside it", many.err)
    one = survey("--widths 9 --depth 4 --head-dim 3 --heads 2 --norm affine --method reduction --table csv", "limited")
    check("  1 ended by a limit (its row has a reason" in one.err and "limit" not in one.out, "a limit is said", one.err)


def same_files():
    """Two options that name one file, however they spell it, are refused before anything is written."""
    os.mkdir(at("same"))
    with open(at("same/list"), "w", encoding="utf-8") as file:
        file.write('{"format":"fulgurite-architecture/1","widths":[2,2],"head_dim":1}\n')
    os.symlink("list", at("same/link"))
    os.link(at("same/list"), at("same/hard"))
    before = sorted(os.listdir(at("same")))
    ranges = "--widths 2 --head-dim 1"
    for words, names in [
            (ranges + " -o same/x --csv same/x", ("-o", "--csv")),
            (ranges + " -o same/x --csv same/../same/./x", ("-o", "--csv")),
            (ranges + " -o same/x --csv %s --force" % at("same/x"), ("-o", "--csv")),
            (ranges + " -o same/x --certificates same/x/", ("-o", "--certificates")),
            (ranges + " -o same/y --csv same/x --certificates same/x", ("--csv", "--certificates")),
            (ranges + " -o same/x.svg --plot same/x.svg", ("-o", "--plot")),
            ("--list same/list -o same/link --force", ("-o", "--list")),
            ("--list same/list -o same/y --csv same/hard --force", ("--csv", "--list"))]:
        answer = run(*("survey " + words).split(), cwd=FOLDER)
        check(answer.code == 2 and answer.out == "" and all(name + " " in answer.err for name in names) and
              sorted(os.listdir(at("same"))) == before, words.replace(FOLDER, ""), answer.code, answer.err)
    check(os.path.getsize(at("same/list")) > 50, "the list is as it was")
    answer = run(*("survey %s -o same/x --csv same/x.csv --certificates same/proofs" % ranges).split(), cwd=FOLDER)
    check(answer.code == 0 and os.path.exists(at("same/x.csv")), "different names beside each other", answer.err)


def configs():
    os.makedirs(at("models/tiny"))
    config = {"model_type": "gpt2", "n_embd": 64, "n_layer": 2, "n_head": 4, "n_positions": 32, "vocab_size": 100}
    for name in ("models/tiny/config.json", "models/a.json"):
        with open(at(name), "w", encoding="utf-8") as file:
            json.dump(config, file)
    answer = survey("--configs " + at("models"), "configs")
    rows = load("configs")[1]
    check(answer.code == 0 and len(rows) == 1 and rows[0]["status"] == "proved" and "a.json, " in rows[0]["name"],
          "a folder of configurations", answer.err, rows)


usual = whole_survey()
killed(usual)
interrupted(usual)
shards()
edited()
certificates()
tables()
no_limits()
powers()
limits()
bad_input()
counted()
same_files()
configs()
shutil.rmtree(FOLDER)
done()
