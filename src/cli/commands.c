#include "cli.h"

#define ARCHITECTURE_HELP                                                      \
    "Architecture (or --arch FILE):\n"                                         \
    "  --widths d_0,..,d_l      or --layers l --width d\n"                     \
    "  --head-dim a             one value, or one a layer: a_1,..,a_l\n"       \
    "  --tokens t               default 3\n"                                   \
    "  --heads H                default 1\n"                                   \
    "  --value-dim v            V = O U of rank <= v; default: full V\n"       \
    "  --norm none|affine|softmax, --mask none|causal, --residual\n"           \
    "  --family pnn --power p   polynomial network W_l s(..s(W_1 x)), "        \
    "s(x) = x^p\n"

const fulg_command_t fulg_cli_commands[] = {
    {"dim", "the dimension of the neuromanifold, with its proof", fulg_cmd_dim,
     "usage: fulgurite dim ARCHITECTURE [--method auto|reduction|direct|"
     "theorem]\n                     [--certificate FILE] [--json]\n\n"
     ARCHITECTURE_HELP
     "\nThe answer is \"proved\" when an upper bound that is a theorem meets a "
     "rank that is\nexact; \"probable\" when only random points speak for the "
     "upper bound (the chance\nof error is stated); \"bounds\" when a gap "
     "remains.\n\n"
     "  fulgurite dim --layers 2 --width 8 --head-dim 2\n"
     "  fulgurite dim --layers 96 --width 12288 --head-dim 128 --certificate "
     "gpt3.json\n"},
    {"verify", "re-checks certificates with code of its own", fulg_cmd_verify,
     "usage: fulgurite verify FILE... [--json]\n\n"
     "Recomputes every number of a certificate.  Exit code 0: all accepted; 1: "
     "one\nrefused; 3: one does not parse.\n"},
    {"rank", "exact Jacobian rank at given weights, and its kernel",
     fulg_cmd_rank,
     "usage: fulgurite rank WEIGHTS [--json]\n\n"
     "The rank over Q of the derivative of (weights -> function) at the given "
     "exact\nweights, and a basis of its kernel: the directions in weight space "
     "that do not\nchange the function to first order.\n\n"
     "  fulgurite random --widths 2,2 --head-dim 1 | fulgurite rank -\n"},
    {"classify", "the place of a point on the neuromanifold of one layer",
     fulg_cmd_classify,
     "usage: fulgurite classify FILE [--head-dim a] [--json]\n\n"
     "FILE holds the weights of one lightning layer with one head, or a "
     "function\n(fulgurite-function/1; give --head-dim, otherwise A may have any "
     "rank).  The\nanswer: smooth or singular, on the boundary or not, critical "
     "for the\nparametrisation or not, and why.  A function that satisfies all "
     "equations but has\ncomplex weights alone is recognised.  Exit code 1: "
     "the function is not on the\nvariety.\n\n"
     "  fulgurite random --widths 3,2 --head-dim 1 | fulgurite classify -\n"},
    {"recover", "all weights of a function of one layer", fulg_cmd_recover,
     "usage: fulgurite recover FILE [--head-dim a] [--weights] [--json]\n\n"
     "All (A, V) with V X X^T A X equal to the function (fulgurite-function/1, "
     "or\nweights, taken for their function), A = K^T Q of rank <= a, up to "
     "scaling: the\nfirst nonzero entry of A (one token: of its symmetric part) "
     "is 1.  --weights adds\nK and Q.  Exact, where needed over number fields "
     "that are shown.  Exit code 1:\nthere are no real weights, and why.\n\n"
     "  fulgurite recover function.json --head-dim 2 --weights\n"},
    {"fiber", "the fiber through given weights", fulg_cmd_fiber,
     "usage: fulgurite fiber WEIGHTS [--json]\n\n"
     "All weights with the same function.  For one layer with one head: every "
     "component,\nits dimension, parametrisation, equations and a sample "
     "point.  For stacks: the group\nthat moves along the fiber, the dimension "
     "of its orbit, and whether the weights are\ngeneric.\n\n"
     "  fulgurite random --widths 3,2 --head-dim 2 | fulgurite fiber -\n"},
    {"same", "do two weight files give the same function", fulg_cmd_same,
     "usage: fulgurite same A B [--json]\n\n"
     "Equal (exit 0): the change of parameters that takes A to B, or another "
     "proof.\nDifferent (exit 1): an input and both outputs.  Undecided (exit "
     "4): why.  The two\nnetworks may have different architectures when their "
     "inputs, outputs and tokens agree.\n\n"
     "  fulgurite same a.json b.json\n"},
    {"eval", "the network's output on an exact input", fulg_cmd_eval,
     "usage: fulgurite eval WEIGHTS [--input FILE|MATRIX] [--bits N] [--json]\n"
     "\nThe output is exact.  Softmax has no exact output: its entries are "
     "enclosed in\nballs of N bits (default 128).  Without --input a random "
     "one is drawn from --seed\nand shown.\n\n"
     "  fulgurite eval weights.json --input '[[1,0],[2,\"1/3\"]]'\n"},
    {"random", "exact random weights, functions, inputs of an architecture",
     fulg_cmd_random,
     "usage: fulgurite random [weights|function|input] ARCHITECTURE [--bound N]\n"
     "                        [--denominator N] [--count N] [--seed N]\n\n"
     ARCHITECTURE_HELP
     "\nEntries are integers in [-N, N] (default 9), divided by an integer in "
     "[1, M] when\n--denominator M is given.  The same seed gives the same "
     "numbers everywhere;\n\"function\" is the tensor of the weights of that seed (one "
     "layer, one head).\n"},
    {NULL, NULL, NULL, NULL}};
