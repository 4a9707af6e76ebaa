"""Writes matrices with numpy and scipy into the current folder, and expected.json: of each
file its rows, or what the refusal says.  Run by t-pattern_scipy.py with a Python that has
both."""

import json
from fractions import Fraction

import numpy
import scipy.io
import scipy.sparse

REAL = numpy.array([[1, 0, 0.75, 0], [0, 2, 0, 0], [0.25, 0, 0, 3], [0, 0.1, 0, 1 / 3]])
SHORT = numpy.array([[1, 0, 0.75, 0], [0, 2, 0, 0], [0.25, 0, 0, 3], [0, 0.125, 0, 1e-3]])
DECIMAL = [[1, 0, "0.75", 0], [0, 2, 0, 0], ["0.25", 0, 0, 3], [0, "0.125", 0, "0.001"]]
INTEGER = numpy.array([[1, 0, 3, 0], [0, 2, 0, 0], [5, 0, 0, 100], [0, 7, 0, 1]])
SYMMETRIC = numpy.array([[2, 1, 0, 0], [1, 2, 0, 4], [0, 0, 9, 0], [0, 4, 0, 1]])
expected = {}


def reads(name, matrix):
    expected[name] = [[str(Fraction(x.item())) for x in row] for row in numpy.asarray(matrix)]


def refuses(name, *parts):
    expected[name] = {"says": parts}


def dense():
    for matrix, types in ((REAL, "f2 f4 f8 >f2 >f4 >f8"), (INTEGER, "i1 u1 i2 u2 i4 u4 i8 u8 >i2 >u4 >i8")):
        for dtype in types.split():
            for order in "CF":
                name = "%s%s" % (dtype.replace(">", "big"), order)
                array = numpy.asarray(matrix.astype(dtype), order=order)
                numpy.save(name + ".npy", array)
                numpy.savez(name + ".npz", array)
                reads(name + ".npy", array)
                reads(name + ".npz", array)
    numpy.savez_compressed("compressed.npz", A=REAL)
    reads("compressed.npz", REAL)
    numpy.save("view.npy", numpy.kron(REAL, numpy.ones((2, 2)))[::2, 1::2])
    reads("view.npy", REAL)
    numpy.save("matrix.npy", numpy.asmatrix(REAL))
    reads("matrix.npy", REAL)
    for dtype, word in (("bool", "the positions of the entries"), ("complex64", "complex"), ("complex128", "complex"),
                        ("longdouble", "not numbers of a known type"), ("str", "not numbers of a known type"),
                        ("object", "|O"), ("datetime64[s]", "<M8")):
        name = dtype.partition("[")[0] + ".npy"
        numpy.save(name, INTEGER.astype(dtype))
        refuses(name, word)
    numpy.savez("two.npz", a=REAL, b=REAL)
    refuses("two.npz", "2 arrays")
    numpy.save("cube.npy", numpy.ones((2, 2, 2)))
    refuses("cube.npy", "3 indices")
    numpy.save("wide.npy", numpy.ones((2, 3)))
    refuses("wide.npy", "not square")
    numpy.save("inf.npy", numpy.where(REAL == 3, numpy.inf, REAL))
    refuses("inf.npy", "(3,4)")
    numpy.save("negative.npy", -REAL)
    refuses("negative.npy", "(1,1)", "negative")


def sparse():
    for kind in "csr csc coo bsr dia".split():
        for suffix in "matrix array".split():
            make = getattr(scipy.sparse, "%s_%s" % (kind, suffix), None)
            if make is None:
                continue
            for matrix, dtype in ((REAL, "f8"), (REAL, "f4"), (INTEGER, "i8"), (INTEGER, "u1"), (INTEGER, "bool"),
                                  (INTEGER, "complex128")):
                for compressed in (True, False):
                    name = "%s_%s_%s_%d.npz" % (kind, suffix, dtype, compressed)
                    scipy.sparse.save_npz(name, make(matrix.astype(dtype)), compressed=compressed)
                    if kind in ("bsr", "dia"):
                        refuses(name, kind, "csr, csc and coo")
                    elif dtype in ("bool", "complex128"):
                        refuses(name, "the positions of the entries" if dtype == "bool" else "complex")
                    else:
                        reads(name, matrix.astype(dtype))
    blocks = scipy.sparse.bsr_matrix(numpy.kron(numpy.eye(2), numpy.ones((2, 2))), blocksize=(2, 2))
    scipy.sparse.save_npz("blocks.npz", blocks)
    refuses("blocks.npz", "bsr")
    scipy.sparse.save_npz("indices64.npz", with_indices(numpy.int64))
    reads("indices64.npz", REAL)
    disordered = scipy.sparse.csr_matrix((numpy.array([3, 1.0, 2, 5, 7]), numpy.array([2, 0, 1, 2, 0]),
                                          numpy.array([0, 2, 4, 5])), shape=(3, 3))
    scipy.sparse.save_npz("disordered.npz", disordered)
    reads("disordered.npz", disordered.toarray())
    zeros = scipy.sparse.csr_matrix((numpy.array([1.0, 0, 2]), numpy.array([0, 1, 1]), numpy.array([0, 2, 3])),
                                    shape=(2, 2))
    scipy.sparse.save_npz("zeros.npz", zeros)
    reads("zeros.npz", zeros.toarray())
    twice = scipy.sparse.coo_matrix((numpy.array([1.0, 2, 3]), (numpy.array([0, 0, 1]), numpy.array([0, 0, 1]))))
    scipy.sparse.save_npz("twice.npz", twice)
    refuses("twice.npz", "(1,1)", "twice")
    scipy.sparse.save_npz("tall.npz", scipy.sparse.csr_matrix(numpy.ones((3, 2))))
    refuses("tall.npz", "not square")


def with_indices(dtype):
    matrix = scipy.sparse.csr_matrix(REAL)
    matrix.indices, matrix.indptr = matrix.indices.astype(dtype), matrix.indptr.astype(dtype)
    return matrix


def market():
    def put(name, matrix, rows=None, **options):
        scipy.io.mmwrite(name, matrix, **options)
        if rows is not None:
            reads(name, rows)
    coo = scipy.sparse.coo_matrix
    # Decimals are exact: 0.001 is 1/1000 and not the float nearest to it.
    for name, matrix in (("general.mtx", coo(SHORT)), ("array.mtx", SHORT), ("float32.mtx", coo(SHORT.astype("f4")))):
        put(name, matrix, precision=5)
        expected[name] = [[str(Fraction(x)) for x in row] for row in DECIMAL]
    put("comment.mtx", coo(INTEGER), INTEGER, comment="a comment\nof two lines")
    put("integer.mtx", coo(INTEGER), INTEGER)
    put("unsigned.mtx", coo(INTEGER.astype("u1")), INTEGER)
    put("integer_array.mtx", INTEGER, INTEGER)
    put("symmetric.mtx", coo(SYMMETRIC.astype(float)), SYMMETRIC, symmetry="symmetric")
    put("found.mtx", coo(SYMMETRIC), SYMMETRIC)
    put("symmetric_array.mtx", SYMMETRIC.astype(float), SYMMETRIC, symmetry="symmetric")
    put("csr.mtx", scipy.sparse.csr_matrix(INTEGER), INTEGER)
    put("pattern.mtx", coo(REAL), field="pattern")
    refuses("pattern.mtx", "(1,1)", "pattern")
    put("complex.mtx", coo(REAL.astype(complex)))
    refuses("complex.mtx", "(1,1)", "complex")
    put("hermitian.mtx", coo(SYMMETRIC.astype(complex)), symmetry="hermitian")
    refuses("hermitian.mtx", "complex")
    put("skew.mtx", coo(numpy.triu(SYMMETRIC, 1) - numpy.triu(SYMMETRIC, 1).T), symmetry="skew-symmetric")
    refuses("skew.mtx", "negative")


dense()
sparse()
market()
with open("expected.json", "w", encoding="utf-8") as file:
    json.dump(expected, file)
