#!/usr/bin/env python3
"""What is wrong on the command line is said there, with exit code 2."""

import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from tap import check, done, refuses, run  # noqa: E402

USAGE = 2
GOOD = "dim --widths 3,3 --head-dim 2"
SOFTMAX = "dim --widths 4,4 --norm softmax --residual"

for words, parts in (
        # widths
        ("dim --widths 0,3 --head-dim 2", ["--widths must be positive"]),
        ("dim --widths 3,0,3 --head-dim 2", ["--widths must be positive"]),
        ("dim --widths -3,3 --head-dim 2", ["--widths must be positive"]),
        ("dim --widths 3,-1 --head-dim 2", ["--widths must be positive", "3,-1"]),
        ("dim --widths 3,x --head-dim 2", ["--widths", "3,x", "integers"]),
        ("dim --widths 3,,3 --head-dim 2", ["--widths", "integers"]),
        ("dim --widths 3,3, --head-dim 2", ["--widths", "integers"]),
        ("dim --widths 3.5,3 --head-dim 2", ["--widths", "integers"]),
        ("dim --widths 3e2,3 --head-dim 2", ["--widths", "integers"]),
        ("dim --widths 0x10,3 --head-dim 2", ["--widths"]),
        ("dim --widths +3,3 --head-dim 2", ["--widths"]),
        ("dim --widths 9223372036854775808,3 --head-dim 2", ["--widths", "beyond"]),
        ("dim --widths 3,99999999999999999999999999 --head-dim 2", ["--widths", "beyond"]),
        ("dim --widths 3 --head-dim 2", ["--widths", "at least two"]),
        ("dim --layers 0 --width 3 --head-dim 2", ["--layers must be positive"]),
        ("dim --layers 2 --width 0 --head-dim 2", ["--width must be positive"]),
        ("dim --layers 2 --width nan --head-dim 2", ["--width "]),
        ("dim --layers 999999999999 --width 2 --head-dim 2", ["--layers goes up to"]),
        ("dim --layers 2 --widths 3,3,3 --head-dim 2", ["--widths", "--layers"]),
        # other sizes
        ("dim --widths 3,3 --head-dim 0", ["--head-dim must be positive"]),
        ("dim --widths 3,3 --head-dim -2", ["--head-dim must be positive"]),
        ("dim --widths 3,3 --head-dim two", ["--head-dim", "two"]),
        ("dim --widths 3,3 --head-dim 9223372036854775808", ["--head-dim", "beyond"]),
        ("dim --widths 3,3", ["--head-dim"]),
        ("dim", ["--widths"]),
        (GOOD + " --tokens 0", ["--tokens must be positive"]),
        (GOOD + " --tokens -1", ["--tokens must be positive"]),
        (GOOD + " --tokens 1,2", ["--tokens"]),
        (GOOD + " --heads 0", ["--heads must be positive"]),
        (GOOD + " --value-dim 0", ["--value-dim must be positive"]),
        ("dim --family pnn --widths 2,2 --power 0", ["--power must be positive"]),
        ("classify --head-dim 1073741825 -", ["--head-dim must be at most"]),
        ("recover --head-dim 1073741825 -", ["--head-dim must be at most"]),
        # files that are not there
        ("classify --head-dim 1", ["classify needs a weights or function file"]),
        ("recover --head-dim 1", ["recover needs a weights or function file"]),
        # lists that do not fit
        ("dim --widths 3,3,3 --head-dim 2,2,2", ["--head-dim has 3 values", "2 layers"]),
        ("dim --widths 3,3,3,3 --head-dim 2,2", ["--head-dim has 2 values", "3 layers"]),
        ("dim --widths 3,3,3 --head-dim 2 --heads 1,1,1", ["--heads has 3 values"]),
        ("dim --widths 3,3,3 --head-dim 2 --value-dim 1,1,1", ["--value-dim has 3 values"]),
        # contradictions
        ("dim --widths 3,4 --head-dim 2 --residual", ["residual", "equal"]),
        ("dim --widths 3,3,4 --head-dim 2 --residual", ["residual", "3", "4"]),
        ("dim --family pnn --widths 2,2 --head-dim 2", ["--head-dim", "pnn"]),
        ("dim --family pnn --widths 2,2 --residual", ["--residual", "pnn"]),
        ("dim --widths 3,3 --head-dim 2 --power 2", ["--power", "pnn"]),
        (GOOD + " --arch x.json", ["--arch", "--widths"]),
        (SOFTMAX + " --head-dim 2 --heads 3 --kv-heads 2 --value-dim 2", ["layer 1", "heads", "kv_heads (3 and 2)"]),
        (SOFTMAX + " --head-dim 4 --rotary 3", ["layer 1", "rotary is 3", "even"]),
        (SOFTMAX + " --head-dim 2 --rotary 4", ["layer 1", "rotary must be at most head_dim (4 and 2)"]),
        ("dim --widths 4,4 --head-dim 2 --norm softmax --feed-forward gelu:3", ["feed_forward needs residual"]),
        (SOFTMAX + " --head-dim 2 --feed-forward gelux:3", ['unknown activation "gelux"', "gelu_new", "swiglu"]),
        (SOFTMAX + " --head-dim 2 --feed-forward gelu", ['"KIND:N"']),
        (SOFTMAX + " --head-dim 2 --feed-forward gelu:0", ["feed_forward"]),
        (SOFTMAX + " --head-dim 2 --feed-forward gelu:05", ["feed_forward"]),
        (SOFTMAX + " --head-dim 2 --feed-forward gelu:+5", ["feed_forward"]),
        (SOFTMAX + " --head-dim 2 --feed-forward gelu:%d" % 2 ** 63, ["feed_forward"]),
        (SOFTMAX + " --head-dim 2 --pre-norm batch", ['--pre-norm is none, rms or layer, not "batch"']),
        (SOFTMAX + " --head-dim 2 --bias some", ['--bias is none, qkv or full, not "some"']),
        (SOFTMAX + " --head-dim 2 --method balls", ["--method must be auto, reduction, direct, theorem or ball", "balls"]),
        # names that are not known
        (GOOD + " --norm softmx", ['--norm is none, affine or softmax, not "softmx"']),
        (GOOD + " --mask casual", ['--mask is none or causal, not "casual"']),
        ("dim --widths 3,3 --family attenton", ['--family is attention or pnn, not "attenton"']),
        (GOOD + " --method direkt", ["--method", "direkt", "direct"]),
        (GOOD + " --tokns 2", ["--tokns", "did you mean --tokens?", "fulgurite help dim"]),
        (GOOD + " --token=2", ["--token", "did you mean --tokens?"]),
        (GOOD + " --certificat x", ["did you mean --certificate?"]),
        (GOOD + " --absolutely-nothing", ["unknown option --absolutely-nothing"]),
        (GOOD + " -x", ["unknown option -x"]),
        ("rank --jsn -", ["did you mean --json?"]),
        ("verify --quite x.json", ["did you mean --quiet?"]),
        ("dmi --widths 3,3", ['unknown command "dmi"', 'did you mean "dim"?']),
        ("Verify x", ['unknown command "Verify"', 'did you mean "verify"?']),
        ("zzzzzzzz", ['unknown command "zzzzzzzz"', "fulgurite --help"]),
        ("help dmi", ['did you mean "dim"?']),
        # how options are given
        (GOOD + " --tokens", ["--tokens needs a value"]),
        (GOOD + " --tokens 2 --tokens 3", ["--tokens is given twice"]),
        (GOOD + " --json=yes", ["--json takes no value"]),
        (GOOD + " --seed -1", ["--seed needs"]),
        (GOOD + " --seed 18446744073709551616", ["--seed needs"]),
        (GOOD + " --seed 1x", ["--seed needs"]),
        (GOOD + " --threads 0", ["--threads needs a positive integer"]),
        (GOOD + " --max-memory 0", ["--max-memory needs a positive integer"]),
        (GOOD + " word", ['unexpected "word"']),
        ("rank", ["needs a weights file"]),
        ("eval", ["needs a weights file"]),
        ("verify", ["needs a certificate"]),
        ("rank a b", ['unexpected "b"']),
        ("help dim rank", ['unexpected "rank"']),
        ("random something --widths 2,2 --head-dim 1", ['"something"']),
        ("random --widths 2,2 --head-dim 1 --bound 9223372036854775807", ["--bound"]),
        ("random --widths 2,2 --head-dim 1 --denominator 0", ["--denominator"]),
        ("random --widths 2,2 --head-dim 1 --count 1.5", ["--count"]),
        ("random --widths 2,2 --head-dim 1 --count 2", ['--count applies only to "random input"']),
        ("random --widths 2,2 --head-dim 1 --bound 99999999999999999999", ["--bound goes up to 2^63 - 1"]),
        ("dim --widths 2,2 --head-dim 1,1", ["--head-dim has 2 values, but there is 1 layer"]),
        (GOOD + " --tokens 1,2", ['--tokens needs one integer: "1,2"']),
        (GOOD + " --tokens 1.5", ['--tokens needs one integer: "1.5"']),
        ("dim arch.json", ["--arch"]),
        ("--json dim", ["--json", "follow the command"]),
        ("same - -", ["only one file can come from standard input"]),
        ("eval - --input -", ["only one file can come from standard input"]),
        ("verify - x -", ["only one file can come from standard input"]),
        ("eval --bits 99999999 -", ["--bits"])):
    refuses(words, run(words), USAGE, *parts)

refuses("an empty list", run("dim", "--widths", "", "--head-dim", "2"), USAGE, "--widths")
refuses("an empty option", run("dim", "--widths", "2,2", "--head-dim="), USAGE, "--head-dim")
refuses("a blank in a list", run("dim", "--widths", "2, 2", "--head-dim", "1"), USAGE, "--widths")
refuses("a very long word", run("dim", "--" + "x" * 5000), USAGE, "unknown option")
refuses("a very long value", run("dim", "--widths", "9" * 5000), USAGE, "--widths", "beyond")
refuses("an empty word", run("dim", ""), USAGE, "unexpected")

# Help and version.
answer = run("--version")
check(answer.code == 0 and answer.out.startswith("fulgurite ") and "FLINT" in answer.out and not answer.err,
      "--version", answer.out)
check(run("dim --version").out == answer.out, "dim --version", answer.out)
for words in ("help", "--help", "-h"):
    answer = run(words)
    check(answer.code == 0 and "usage: fulgurite COMMAND" in answer.out and not answer.err, words, answer.err)
overview = run("help").out
commands = [line.split()[0] for line in overview.splitlines()
            if line.startswith("  ") and not line.startswith(("   ", "  -"))]
check({"dim", "rank", "eval", "random", "verify"} <= set(commands), "the overview names the commands", overview)
for name in commands:
    texts = {run("help", name).out, run(name, "--help").out, run(name, "-h").out}
    text = texts.pop()
    check(not texts and text.startswith("fulgurite %s: " % name) and "usage: fulgurite " + name in text,
          "help " + name, text)
    check(all(len(line) <= 88 for line in text.splitlines()), "help %s fits the screen" % name, text)
answer = run("")
check(answer.code == USAGE and not answer.out, "no command", answer.out)

done()
