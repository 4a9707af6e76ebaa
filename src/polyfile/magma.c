/* Magma.  Long sums are written in parts and added up in pairs. */
#include "impl.h"

/* What the files use; any word of two letters or more without a digit is taken
   as one of the system's own, see names.c. */
static const char *const reserved[] = {"F", "H", "I", "K", "L", "R",
                                       "S", "k", "p", "t", NULL};

static const char begin[] =
    "R<@NAMES@> :=\n  PolynomialRing(@FIELD@, @VARS@, \"grevlex\");\n"
    "check_prime := @CHECK@;\n"
    "answers := AssociativeArray();\n"
    "add_up := function(L)\n"
    "  while #L gt 1 do\n"
    "    M := [L[2*i - 1] + L[2*i] : i in [1 .. #L div 2]];\n"
    "    if IsOdd(#L) then Append(~M, L[#L]); end if;\n"
    "    L := M;\n"
    "  end while;\n"
    "  return L[1];\n"
    "end function;\n"
    "// f over another field\n"
    "over := function(f, F, S)\n"
    "  if f eq 0 then return S!0; end if;\n"
    "  C, M := CoefficientsAndMonomials(f);\n"
    "  return Polynomial([F!c : c in C], [Monomial(S, Exponents(m)) : m in "
    "M]);\n"
    "end function;\n"
    "to_field := function(F)\n"
    "  return PolynomialRing(F, @VARS@, \"grevlex\");\n"
    "end function;\n"
    "vanishes := function(L, point)\n"
    "  return forall{f : f in L | Evaluate(f, point) eq 0};\n"
    "end function;\n"
    "expect := procedure(answers, what, relation, n, why)\n"
    "  found := \"not computed\";\n"
    "  if IsDefined(answers, what) then\n"
    "    a := answers[what];\n"
    "    good := (relation eq \"=\" and a eq n) or (relation eq \">=\" and a ge "
    "n)\n"
    "      or (relation eq \"<=\" and a le n);\n"
    "    found := good select \"agrees\" else \"DIFFERS\";\n"
    "  end if;\n"
    "  printf \"expected %o %o %o (%o): %o\\n\", what, relation, n, why, "
    "found;\n"
    "end procedure;\n\n";

static const char ideal_task[] =
    "F := check_prime eq 0 select BaseRing(R) else GF(check_prime);\n"
    "S := to_field(F);\n"
    "I := ideal<S | [over(f, F, S) : f in Eltseq(@MAIN@)]>;\n"
    "@IF SAT@"
    "for f in Eltseq(@SAT@) do I := ColonIdeal(I, over(f, F, S)); end for;\n"
    "@END@"
    "answers[\"dimension\"] := Dimension(I);\n"
    "answers[\"degree\"] := 0;\n"
    "if Dimension(I) ge 0 then\n"
    "  H := HilbertSeries(LeadingMonomialIdeal(I));\n"
    "  t := Parent(Denominator(H)).1;\n"
    "  answers[\"degree\"] := AbsoluteValue(Evaluate(Numerator(H), 1) /\n"
    "    Evaluate(Denominator(H) div (t - 1)^Dimension(I), 1));\n"
    "end if;\n"
    "printf \"dimension %o\\n\", answers[\"dimension\"];\n"
    "printf \"degree %o\\n\", answers[\"degree\"];\n"
    "@IF POINTS@"
    "points := [* @POINTS@ *];\n"
    "for k in [1 .. #points] do\n"
    "  printf \"vanishes at point %o: %o\\n\", k, vanishes(Eltseq(@MAIN@), "
    "points[k]);\n"
    "end for;\n"
    "@END@"
    "@EXPECT@";

static const char image_task[] =
    "// true: also the ideal of the closure, by elimination (slow)\n"
    "eliminate_too := false;\n"
    "sources := @SOURCES@;\n"
    "p := check_prime eq 0 select @FALLBACK@ else check_prime;\n"
    "F := GF(p);\n"
    "S := to_field(F);\n"
    "SetSeed(1);\n"
    "somewhere := @IF NOCOND@[Random(F) : k in [1 .. Rank(R)]]@END@"
    "@IF COND@[F!BaseRing(R)!x : x in point1]@END@;\n"
    "rank_at := function(L)\n"
    "  if #L eq 0 then return 0; end if;\n"
    "  return Rank(Matrix(F, #L, sources,\n"
    "    [Evaluate(Derivative(over(f, F, S), k), somewhere) :\n"
    "     k in [1 .. sources], f in L]));\n"
    "end function;\n"
    "L := Eltseq(@MAIN@);\n"
    "conditions := @IF COND@Eltseq(@COND@)@END@@IF NOCOND@[R | ]@END@;\n"
    "answers[\"dimension\"] := rank_at(conditions cat L) - "
    "rank_at(conditions);\n"
    "printf \"dimension %o\\n\", answers[\"dimension\"];\n"
    "graph := [L[k] - R.(sources + k) : k in [1 .. Rank(R) - sources]] cat "
    "conditions;\n"
    "@IF POINTS@"
    "points := [* @POINTS@ *];\n"
    "for k in [1 .. #points] do\n"
    "  printf \"vanishes at point %o: %o\\n\", k, vanishes(graph, "
    "points[k]);\n"
    "end for;\n"
    "@END@"
    "if eliminate_too then\n"
    "  I := ideal<S | [over(f, F, S) : f in graph]>;\n"
    "  K := EliminationIdeal(I, {S.k : k in [sources + 1 .. Rank(S)]});\n"
    "  printf \"generators of the ideal: %o\\n\", #Basis(K);\n"
    "  answers[\"dimension\"] := Dimension(K) - sources;\n"
    "end if;\n"
    "@EXPECT@"
    "print \"affine dimension of the closure of the image:\";\n"
    "print answers[\"dimension\"];\n";

static const char rank_task[] =
    "F := @IF RANKPRIME@GF(@RANKPRIME@)@END@@IF RATIONALPOINT@Rationals()@END@"
    "@IF RATIONALGENERIC@GF(check_prime)@END@;\n"
    "S := to_field(F);\n"
    "SetSeed(1);\n"
    "somewhere := [F!Random(1, 10^9) : k in [1 .. Rank(R)]];\n"
    "@IF POINT@"
    "for k in [1 .. Rank(R)] do\n"
    "  x := R!point@RANKPOINT@[k];\n"
    "  if TotalDegree(x) le 0 then somewhere[k] := F!BaseRing(R)!x; end if;\n"
    "end for;\n"
    "@END@"
    "answers[\"rank\"] := Rank(Matrix(F, Nrows(@MAIN@), Ncols(@MAIN@),\n"
    "  [Evaluate(over(f, F, S), somewhere) : f in Eltseq(@MAIN@)]));\n"
    "printf \"rank %o\\n\", answers[\"rank\"];\n"
    "@EXPECT@";

const fulg_dialect_t fulg_polyfile_magma = {
    .name = "magma",
    .program = "Magma",
    .ending = ".magma",
    .run = "magma -b FILE",
    .comment = "//",
    .joint = '_',
    .reserved = reserved,
    .prefix = "sys_",
    .quote = "",
    .field_q = "Rationals()",
    .field_p = "GF(@CHAR@)",
    .begin = begin,
    .block = "@BLOCK@ := ZeroMatrix(R, @ROWS@, @COLS@);\n",
    .entry = "@BLOCK@[@I@,@J@] := @POLY@;\n",
    .part = 100,
    .part_begin = "parts := [R | ];\n",
    .part_item = "Append(~parts, @POLY@);\n",
    .part_end = "@BLOCK@[@I@,@J@] := add_up(parts);\n",
    .point = "point@P@ := [R | @VALUES@];\n",
    .describe = "describe(\"@BLOCKNAME@\", Eltseq(@BLOCK@));\n",
    .expect = "expect(answers, \"@WHAT@\", \"@RELATION@\", @VALUE@, "
              "\"@WHY@\");\n",
    .task =
        {"describe := procedure(name, L)\n"
         "  L := [f : f in L | f ne 0];\n"
         "  printf \"%o: polynomials %o, terms %o, degree %o\\n\", name, #L,\n"
         "    &+[Integers() | #Terms(f) : f in L],\n"
         "    Max([TotalDegree(f) : f in L] cat [-1]);\n"
         "end procedure;\n"
         "@BLOCKS@"
         "L := [f : f in Eltseq(@MAIN@) | f ne 0];\n"
         "answers[\"polynomials\"] := #L;\n"
         "answers[\"terms\"] := &+[Integers() | #Terms(f) : f in L];\n"
         "@EXPECT@",
         ideal_task, image_task, rank_task, ideal_task},
    .end = "quit;\n",
    .eliminate = "Set eliminate_too := true for the ideal of the closure, too "
                 "(slow).",
    .fold = 1,
};
