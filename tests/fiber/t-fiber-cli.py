#!/usr/bin/env python3
"""The commands fiber and same: exit codes, JSON, and refusals."""
import json, os, subprocess, sys, tempfile

PROGRAM = os.path.join(os.environ.get("builddir", "."), "fulgurite")
count = 0


def check(good, what):
    global count
    count += 1
    print(f"{'ok' if good else 'not ok'} {count} - {what}")


def run(*words, stdin=""):
    return subprocess.run([PROGRAM, *words], input=stdin, capture_output=True, text=True)


def layer(Q, K, V, tokens=2, **more):
    arch = {"format": "fulgurite-architecture/1", "widths": [len(Q[0]), len(V)],
            "head_dim": [len(Q)], "tokens": tokens, **more}
    return {"format": "fulgurite-weights/1", "architecture": arch,
            "layers": [{"heads": [{"Q": Q, "K": K, "V": V}]}]}


def main():
    with tempfile.TemporaryDirectory() as place:
        def save(name, value):
            path = os.path.join(place, name)
            with open(path, "w") as f:
                json.dump(value, f)
            return path

        a = save("a.json", layer([[3, -1]], [[1, 2]], [[2, 5]]))
        swapped = save("b.json", layer([[3, -1]], [[2, 5]], [[1, 2]]))
        scaled = save("c.json", layer([[6, -2]], [[1, 2]], [[1, "5/2"]]))
        other = save("d.json", layer([[3, -1]], [[1, 3]], [[2, 5]]))
        one = save("e.json", layer([[3, -1]], [[1, 2]], [[2, 5]], tokens=1))

        r = run("same", a, scaled, "--json")
        d = json.loads(r.stdout)
        head = d["change"]["layers"][0]["heads"][0]
        check(r.returncode == 0 and d["equal"] is True, "scaled: equal, exit 0")
        check(d["proof"] == "change-of-parameters" and "G" in head and "scale" in head,
              "scaled: the change is given")
        r = run("same", a, swapped, "--json")
        d = json.loads(r.stdout)
        check(r.returncode == 0 and d["proof"] == "factors", "key and value exchanged: equal")
        r = run("same", a, other, "--json")
        d = json.loads(r.stdout)
        check(r.returncode == 1 and d["equal"] is False, "another key: different, exit 1")
        w = d["witness"]
        outputs = []
        for f in (a, other):
            e = run("eval", f, "--input", json.dumps(w["input"]), "--json")
            outputs.append(json.loads(e.stdout)["outputs"][0])
        check(outputs == [w["output_a"], w["output_b"]] and outputs[0] != outputs[1],
              "eval confirms the witness")
        r = run("same", a, one)
        check(r.returncode == 3 and "2 and 1 tokens" in r.stderr and r.stdout == "",
              "tokens that differ are refused, exit 3")
        r = run("same", a)
        check(r.returncode == 2, "one file is not enough, exit 2")
        r = run("same", "-", "-")
        check(r.returncode == 2, "two standard inputs are refused")

        r = run("fiber", a, "--json")
        d = json.loads(r.stdout)
        check(r.returncode == 0 and len(d["AV"]) == 2 and len(d["QKV"]) == 2
              and d["real_components"] == 8, "fiber of a rank-one pair: two curves")
        same = True
        for c in d["QKV"]:
            s = layer(c["sample"]["Q"], c["sample"]["K"], c["sample"]["V"])
            r = run("same", a, save("s.json", s))
            same = same and r.returncode == 0
        check(same, "the samples are on the fiber")
        w = run("random", "--widths", "2,3,2", "--head-dim", "1", "--tokens", "2").stdout
        r = run("fiber", "-", "--json", stdin=w)
        d = json.loads(r.stdout)
        check(r.returncode == 0 and d["orbit_dimension"] == d["group"]["dimension"] == 13,
              "fiber of a stack: the orbit is as large as the group")
        check(isinstance(d["generic_fiber_dimension"], int)
              and d["generic_fiber_dimension"] >= d["orbit_dimension"],
              "the generic fiber contains the orbit")
    print(f"1..{count}")
    return 0


sys.exit(main())
