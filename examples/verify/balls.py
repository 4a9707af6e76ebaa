"""Real numbers for this checker: matrices of intervals with integer ends, softmax and its
gradient, and the invertibility of all matrices in a ball.

A ball matrix is a pair (M, R) of integer matrices: entry (i, j) is a real number within
R[i][j] of M[i][j], in units of 2^-P.  Shifts round down; every radius has room for that.
"""

from fractions import Fraction
from operator import mul

from basics import need, transpose


def ball_product(A, B, P):
    (M, R), (N, S) = A, B
    columns = list(zip(list(zip(*N)), [[abs(x) for x in c] for c in zip(*N)], list(zip(*S))))
    mids, rads = [], []
    for row, rad in zip(M, R):
        size = [abs(x) + r for x, r in zip(row, rad)]
        mids.append([sum(map(mul, row, n)) >> P for n, _, _ in columns])
        rads.append([((sum(map(mul, size, s)) + sum(map(mul, rad, a))) >> P) + 2 for _, a, s in columns])
    return mids, rads


def ball_transpose(A):
    return tuple(transpose(x) for x in A)


def ball_add(A, B):
    return tuple([[x + y for x, y in zip(r, s)] for r, s in zip(a, b)] for a, b in zip(A, B))


def ball_set(rows, P):
    """Exact numbers as a ball matrix."""
    scaled = [[(x.numerator << P, x.denominator) for x in map(Fraction, row)] for row in rows]
    return ([[n // d for n, d in row] for row in scaled], [[int(n % d != 0) for n, d in row] for row in scaled])


def ball_zero(rows, columns):
    return [[0] * columns for _ in range(rows)], [[0] * columns for _ in range(rows)]


def ball_exp(m, r, P):
    """(m, r) of e^x, for x in the ball (m, r) and m <= 0 (see softmax)."""
    need(r <= 1 << P and m <= 0, "the precision does not enclose an exponential")
    if m < -P << P:
        value, error = 0, 1             # e^-P < 2^-P
    else:
        halvings = max(0, (-m >> P).bit_length()) + 8
        guard = 2 * halvings + 32
        Q = P + guard
        y = (m << guard) >> halvings    # |y| <= 2^-8 (in units of 2^-Q)
        value = term = 1 << Q
        n = 0
        while term not in (0, -1):      # an error of at most 3 units a term
            n += 1
            term = ((term * y) >> Q) // n
            value += term
        error = 3 * n + 4               # the terms left out, and y rounded down
        for _ in range(halvings):
            value, error = (value * value) >> Q, ((2 * abs(value) * error + error * error) >> Q) + 2
        value, error = value >> guard, (error >> guard) + 2
    # |e^(x + r) - e^x| <= 2 r e^x for r <= 1
    return value, error + (((value + error) * 2 * r) >> P) + 1


def top_key(column, last):
    return max(range(last + 1), key=lambda k: column[k])


def softmax(S, causal, P, copies=1):
    """The weights of the scores S, column by column; a common shift of a column
    changes nothing, so the largest score becomes 0.  The last key counts copies times."""
    mids, rads = [], []
    for j, (column, rad) in enumerate(zip(zip(*S[0]), zip(*S[1]))):
        last = j if causal else len(column) - 1
        top = top_key(column, last)
        e = [(1 << P, 0) if k == top else (0, 0) if k > last else
             ball_exp(column[k] - column[top], rad[k] + rad[top], P) for k in range(len(column))]
        e[-1] = (e[-1][0] * copies, e[-1][1] * copies)
        s, r = sum(x for x, _ in e), sum(x for _, x in e)
        need(s > r, "the precision does not tell a sum of exponentials from zero")
        mids.append([(x << P) // s for x, _ in e])
        rads.append([(((q * s + x * r) << P) // (s * (s - r)) + 2) if (x or q) else 0 for x, q in e])
    return transpose(mids), transpose(rads)


def softmax_gradient(dW, W, causal, P):
    """The gradient with respect to the scores, from dW, that with respect to the weights:
    W_k (dW_k - sum_i W_i dW_i) in each column, where all dW may be shifted by that of the
    largest weight."""
    mids, rads = [], []
    for j, (d, dr, w, wr) in enumerate(zip(*map(lambda x: list(zip(*x)), dW + W))):
        last = j if causal else len(w) - 1
        top = top_key(w, last)
        m = [0 if k == top or k > last else x - d[top] for k, x in enumerate(d)]
        r = [0 if k == top or k > last else x + dr[top] for k, x in enumerate(dr)]
        mean = sum(map(mul, m, w)) >> P
        error = (sum(abs(a) * b + c * (abs(e) + b) for a, b, c, e in zip(m, wr, r, w)) >> P) + 2
        m, r = [x - mean for x in m], [x + error for x in r]
        mids.append([x * y >> P for x, y in zip(m, w)])
        rads.append([((abs(x) * b + c * (abs(y) + b)) >> P) + 2 if y or b else 0
                     for x, b, c, y in zip(m, wr, r, w)])
    return transpose(mids), transpose(rads)


def scale_rows(M, R):
    """Scales rows by powers of two so that their largest entries have equally many bits."""
    bits = [max(map(abs, row)).bit_length() for row in M]
    need(all(bits), "a row or column of the minor is zero to this precision")
    most = max(bits)
    return tuple([[x << most - b for x in row] for row, b in zip(A, bits)] for A in (M, R))


def about_inverse(M, P):
    """(R, s): an integer matrix R with R M near 2^s times the identity; how near, the
    callers check."""
    n, size = len(M), max(abs(x) for row in M for x in row).bit_length()
    shift = max(P, size)
    A = [[x << shift - size for x in row] + [(1 << shift) if i == j else 0 for j in range(n)]
         for i, row in enumerate(M)]
    for k in range(n):
        best = max(range(k, n), key=lambda i: abs(A[i][k]))
        A[k], A[best] = A[best], A[k]
        pivot = A[k][k]
        need(pivot, "the minor vanishes to this precision")
        A[k] = line = [(x << shift) // pivot for x in A[k]]
        for i in range(n):
            if i != k and A[i][k]:
                f = A[i][k]
                A[i] = [x - (f * y >> shift) for x, y in zip(A[i], line)]
    return [row[n:] for row in A], shift + size


def ball_invertible(S, P):
    """Whether |1 - R S| < 1 in the norm of row sums, in exact integers, for an
    approximate inverse R.  Then R S is invertible (Neumann series) for every matrix
    in the ball S, and so is that matrix."""
    S = scale_rows(*ball_transpose(scale_rows(*ball_transpose(S))))
    R, shift = about_inverse(S[0], P)
    columns = list(zip(zip(*S[0]), zip(*S[1])))
    for i, row in enumerate(R):
        size = list(map(abs, row))
        if sum(abs(((i == j) << shift) - sum(map(mul, row, m))) + sum(map(mul, size, r))
               for j, (m, r) in enumerate(columns)) >= 1 << shift:
            return False
    return True
