# FULG_NEED_LIB(HEADERS, FUNCTION, LIBRARY, DEBIAN-PACKAGE, [OTHER-LIBS])
# Stop with the name of the Debian package when a library is missing.
AC_DEFUN([FULG_NEED_LIB], [
  AC_CHECK_HEADERS([$1], [],
    [AC_MSG_ERROR([header $1 not found: install the Debian package $4])])
  AC_CHECK_LIB([$3], [$2], [LIBS="-l$3 $LIBS"],
    [AC_MSG_ERROR([library $3 not found: install the Debian package $4])], [$5])
])

# FULG_CHECK_LIBRARIES
# GMP, MPFR, FLINT (2.9 with a separate Arb, or 3 with Arb inside), jansson,
# nettle and zlib are needed; cmocka and LAPACKE serve the tests and the demo.
AC_DEFUN([FULG_CHECK_LIBRARIES], [
  AC_CHECK_LIB([m], [sqrt])
  FULG_NEED_LIB([gmp.h], [__gmpz_init], [gmp], [libgmp-dev])
  FULG_NEED_LIB([mpfr.h], [mpfr_init2], [mpfr], [libmpfr-dev])
  FULG_NEED_LIB([flint/flint.h], [fmpz_init_set], [flint], [libflint-dev], [-lm])
  AC_MSG_CHECKING([that FLINT is 2.9 or later])
  AC_COMPILE_IFELSE([AC_LANG_PROGRAM([[#include <flint/flint.h>
    #if __FLINT_RELEASE < 20900
    #error too old
    #endif]], [[]])], [AC_MSG_RESULT([yes])],
    [AC_MSG_RESULT([no])
     AC_MSG_ERROR([FLINT 2.9 or later is needed: install the Debian package libflint-dev (Debian 12 or later)])])
  AC_COMPUTE_INT([fulg_flint_release], [__FLINT_RELEASE], [[#include <flint/flint.h>]])
  fulg_flint_version=`expr $fulg_flint_release / 10000`.`expr $fulg_flint_release % 10000 / 100`
  AC_CHECK_HEADER([flint/arb.h],
    [fulg_arb_place="inside FLINT"],
    [fulg_arb_place="flint-arb"
     AC_DEFINE([FULG_SEPARATE_ARB], [1], [Arb is a library of its own])
     AC_CHECK_HEADER([arb.h], [],
       [AC_MSG_ERROR([header arb.h not found: install the Debian package libflint-arb-dev])])
     AC_CHECK_LIB([flint-arb], [arb_init], [LIBS="-lflint-arb $LIBS"],
       [AC_CHECK_LIB([arb], [arb_init], [LIBS="-larb $LIBS"],
         [AC_MSG_ERROR([library flint-arb not found: install the Debian package libflint-arb-dev])])])])
  # Our headers show FLINT's types and inline functions to whoever uses them.
  AS_IF([test "$fulg_arb_place" = "inside FLINT"], [FULG_FLINT_LIBS="-lflint"],
    [test "$ac_cv_lib_flint_arb_arb_init" = yes],
    [FULG_FLINT_LIBS="-lflint-arb -lflint"],
    [FULG_FLINT_LIBS="-larb -lflint"])
  AC_SUBST([FULG_FLINT_LIBS])
  AC_CHECK_FUNCS([fmpz_mat_rank_certify_lu_mod_p])
  FULG_NEED_LIB([jansson.h], [json_loadb], [jansson], [libjansson-dev])
  FULG_NEED_LIB([nettle/sha2.h], [nettle_sha256_init], [nettle], [nettle-dev])
  FULG_NEED_LIB([zlib.h], [inflateInit2_], [z], [zlib1g-dev])
  AC_SEARCH_LIBS([hypot], [m])
  AC_CHECK_FUNC([pthread_create], [], [AC_CHECK_LIB([pthread], [pthread_create])])

  fulg_have_cmocka=no
  AC_CHECK_HEADER([cmocka.h],
    [AC_CHECK_LIB([cmocka], [_cmocka_run_group_tests], [fulg_have_cmocka=yes])], [],
    [[#include <stdarg.h>
      #include <stddef.h>
      #include <stdint.h>
      #include <setjmp.h>]])
  AM_CONDITIONAL([HAVE_CMOCKA], [test "$fulg_have_cmocka" = yes])

  # ONNX models are protobuf messages.
  AC_CHECK_PROG([PROTOC_C], [protoc-c], [protoc-c])
  fulg_have_protobuf_c=no
  AS_IF([test -n "$PROTOC_C"], [
    AC_CHECK_HEADER([protobuf-c/protobuf-c.h],
      [AC_CHECK_LIB([protobuf-c], [protobuf_c_message_unpack],
        [fulg_have_protobuf_c=yes
         LIBS="-lprotobuf-c $LIBS"
         AC_DEFINE([FULG_HAVE_PROTOBUF_C], [1], [ONNX models can be read])])])])
  AM_CONDITIONAL([HAVE_PROTOBUF_C], [test "$fulg_have_protobuf_c" = yes])

  fulg_have_lapacke=no
  AC_CHECK_HEADER([lapacke.h],
    [AC_CHECK_LIB([lapacke], [LAPACKE_sgesvd],
      [fulg_have_lapacke=yes], [], [-lopenblas -lm])])
  AM_CONDITIONAL([HAVE_LAPACKE], [test "$fulg_have_lapacke" = yes])
])

# FULG_WITH_BLAS: the rank mod a prime goes through the matrix product of OpenBLAS,
# loaded when it is wanted; without it FLINT's serves.
AC_DEFUN([FULG_WITH_BLAS], [
  AC_ARG_WITH([blas],
    [AS_HELP_STRING([--with-blas=LIBRARY], [a shared library with cblas_dgemm, loaded at need; default: libopenblas.so.0 where it is installed])],
    [], [with_blas=check])
  fulg_blas=no
  AS_CASE(["$with_blas"],
    [no], [],
    [yes|check], [AC_CHECK_LIB([openblas], [cblas_dgemm], [fulg_blas=libopenblas.so.0])
      AS_IF([test "$with_blas-$fulg_blas" = yes-no],
        [AC_MSG_ERROR([library openblas not found: install the Debian package libopenblas-dev])])],
    [fulg_blas=$with_blas])
  AS_IF([test "$fulg_blas" != no],
    [AC_DEFINE_UNQUOTED([FULG_BLAS], ["$fulg_blas"], [A shared library with cblas_dgemm])])
])

# FULG_WARNINGS: the warnings we build with; --enable-werror makes them errors.
AC_DEFUN([FULG_WARNINGS], [
  AC_ARG_ENABLE([werror],
    [AS_HELP_STRING([--enable-werror], [treat compiler warnings as errors])])
  FULG_CFLAGS="-std=gnu11 -Wall -Wextra -Wshadow -Wmissing-prototypes -Wno-unused-parameter -Wvla"
  # GCC's flow warnings are false under its own sanitizers: no errors there.
  AS_IF([test "x$enable_werror-$enable_sanitizers" = xyes-], [
    FULG_CFLAGS="$FULG_CFLAGS -Werror"])
  AC_SUBST([FULG_CFLAGS])
])

# FULG_SANITIZE: --enable-sanitizers builds everything with ASan and UBSan.
AC_DEFUN([FULG_SANITIZE], [
  AC_ARG_ENABLE([sanitizers],
    [AS_HELP_STRING([--enable-sanitizers], [build with address and undefined-behaviour sanitizers])])
  fulg_sanitize=no
  AS_IF([test "x$enable_sanitizers" = xyes],
    [fulg_sanitize=yes
     FULG_CFLAGS="$FULG_CFLAGS -fsanitize=address,undefined -fno-sanitize-recover=undefined -fno-omit-frame-pointer"])
  AM_CONDITIONAL([SANITIZE], [test "$fulg_sanitize" = yes])
])

# --enable-coverage
AC_DEFUN([FULG_COVERAGE], [
  AC_ARG_ENABLE([coverage],
    [AS_HELP_STRING([--enable-coverage], [count which lines are run, for gcov])])
  AS_IF([test "x$enable_coverage" = xyes],
    [FULG_CFLAGS="$FULG_CFLAGS --coverage -fprofile-update=atomic"
     LDFLAGS="$LDFLAGS --coverage"])
])

# --enable-fuzz, for "make fuzz" (clang): the library with marks for libFuzzer.
AC_DEFUN([FULG_FUZZ], [
  AC_ARG_ENABLE([fuzz],
    [AS_HELP_STRING([--enable-fuzz], [build for libFuzzer of clang])])
  AS_IF([test "x$enable_fuzz" = xyes],
    [fuzz_common=address,undefined
     FULG_CFLAGS="$FULG_CFLAGS -fsanitize=fuzzer-no-link,$fuzz_common -fno-sanitize-recover=undefined -fno-omit-frame-pointer"
     AC_SUBST([FUZZ_LIBS], ["-fsanitize=fuzzer,$fuzz_common"])])
  AM_CONDITIONAL([FUZZ], [test "x$enable_fuzz" = xyes])
])

# FULG_PYTHON: pythondir, where the Python package goes: a place below the prefix
# in which Python looks by itself, if there is one.
AC_DEFUN([FULG_PYTHON], [
  AC_ARG_WITH([pythondir],
    [AS_HELP_STRING([--with-pythondir=DIR], [install the Python package there; no: not at all])])
  AC_MSG_CHECKING([where the Python package goes])
  AS_IF([test "x$with_pythondir" = x],
    [with_pythondir=no
     AS_IF([test -n "$PYTHON3"],
       [fulg_prefix=$prefix
        test "x$fulg_prefix" = xNONE && fulg_prefix=$ac_default_prefix
        with_pythondir=`"$PYTHON3" "$srcdir/src/python/pythondir.py" "$fulg_prefix"` ||
          with_pythondir=no])])
  AC_SUBST([pythondir], [$with_pythondir])
  AC_MSG_RESULT([$pythondir])
  AM_CONDITIONAL([HAVE_PYTHONDIR], [test "$pythondir" != no])
])
