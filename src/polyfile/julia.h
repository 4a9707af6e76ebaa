/* Text that the formats in Julia share. */
#ifndef FULG_POLYFILE_JULIA_H
#define FULG_POLYFILE_JULIA_H

/* The entries of a matrix row by row; an answer; what was expected of it. */
#define FULG_JULIA_ANSWERS                                                       \
    "entries(M) = vec(permutedims(M))\n\n"                                       \
    "function say(what, n)\n"                                                    \
    "    answers[what] = n\n"                                                    \
    "    println(what, \" \", n)\n"                                              \
    "end\n\n"                                                                    \
    "function expect(what, relation, n, why)\n"                                  \
    "    found = \"not computed\"\n"                                             \
    "    if haskey(answers, what)\n"                                             \
    "        a = answers[what]\n"                                                \
    "        good = relation == \"=\" ? a == n :\n"                              \
    "            relation == \">=\" ? a >= n : a <= n\n"                         \
    "        found = good ? \"agrees\" : \"DIFFERS\"\n"                          \
    "    end\n"                                                                  \
    "    println(\"expected \", what, \" \", relation, \" \", n, \" (\", why,\n" \
    "        \"): \", found)\n"                                                  \
    "end\n\n"

#endif
