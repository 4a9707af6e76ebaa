/*
 * Partition trees of a finite set, and their Haar bases.
 *
 * A tree is a list of partitions, each finer than the one before: one folder on
 * level 0, single elements on the last level.  A folder that is not divided
 * stands on several levels and counts on each.
 */
#ifndef FULGURITE_TREE_H
#define FULGURITE_TREE_H

#include <jansson.h>

#include <fulgurite/exact.h>

#ifdef __cplusplus
extern "C" {
#endif

/* A metric on 0 .. n - 1: d[i * n + j] / den, symmetric, each true value within
   error / den.  Where twin is not NULL, twin[i] is the first element at distance
   exactly 0 from i. */
typedef struct
{
    slong n;
    fmpz *d;
    fmpz_t den, error;
    const slong *twin;
} fulg_tree_distances_struct;
typedef fulg_tree_distances_struct fulg_tree_distances_t[1];

/* All distances 0, exact; and everything back (but for twin). */
void fulg_tree_distances_init(fulg_tree_distances_t D, slong n);
void fulg_tree_distances_clear(fulg_tree_distances_t D);

/* A tree on 0 .. n - 1.  The folders of level l are numbered 0 .. count[l] - 1 by
   their least elements; label[l * n + x] is that of x.  order lists the elements
   so that every folder is an interval: children by decreasing size, then by
   least element.  Folder f of level l is order[start .. end - 1] with start =
   start[offset[l] + f], end = end[offset[l] + f]; num counts the folders of all
   levels. */
typedef struct
{
    slong n, levels, num;
    slong *count, *label, *order, *offset, *start, *end;
} fulg_tree_struct;
typedef fulg_tree_struct fulg_tree_t[1];

/* Gives everything back. */
void fulg_tree_clear(fulg_tree_t T);
/* From labels, level after level (levels * n of them, copied): any numbers, the
   same for the elements of a folder.  Initialised only when FULG_OK is
   returned; PARSE, naming a folder, when the levels do not refine each other,
   the first is not one folder, or the last has a folder of two elements. */
FULG_MUST_CHECK fulg_status_t fulg_tree_init(fulg_tree_t T, slong n,
                                             slong levels, const slong *label,
                                             fulg_diag_t diag);
/* T = S, initialised here. */
void fulg_tree_init_set(fulg_tree_t T, const fulg_tree_t S);
/* Neighbours in pairs: folders {0,1}, {2,3}, .. of single elements, and so on up;
   an odd one out is carried along. */
void fulg_tree_init_dyadic(fulg_tree_t T, slong n);
/* The pair tree of a metric (doc: sec-pair-tree): from single elements up, at
   each level pairs of clusters are taken by average distance, then by least
   elements, as long as they are disjoint from those taken before; an odd one out
   is carried along.  Initialised only when FULG_OK is returned; UNABLE when the
   errors of D leave a choice open, and diag names it. */
FULG_MUST_CHECK fulg_status_t fulg_tree_init_pairs(
    fulg_tree_t T, const fulg_tree_distances_t D, fulg_diag_t diag);
/* 1 when both have the same folders on the same levels. */
int fulg_tree_equal(const fulg_tree_t S, const fulg_tree_t T);
/* A list of levels, each a list of folders, each an increasing list of elements;
   folders by least element.  A new reference. */
json_t *fulg_tree_json(const fulg_tree_t T);
/* From such a list, for n elements; where names it in messages.  PARSE as
   fulg_tree_init, and for elements that are missing, double or not there. */
FULG_MUST_CHECK fulg_status_t fulg_tree_init_json(fulg_tree_t T, slong n,
                                                  const json_t *value,
                                                  const char *where,
                                                  fulg_diag_t diag);

/* The Haar basis of a tree (doc: sec-haar): n orthogonal integer vectors.
   Vector v is mid - end on order[start .. mid - 1] with the sign changed, that is
   end - mid there, and start - mid on order[mid .. end - 1]; its squared norm is
   norm[v].  Vector 0 is constant 1 (mid = end = n).  level[v] is that of the
   folder it lives on. */
typedef struct
{
    slong n;
    slong *start, *mid, *end, *level;
    ulong *norm;
    const slong *order;
} fulg_tree_haar_struct;
typedef fulg_tree_haar_struct fulg_tree_haar_t[1];

/* The basis refers to the tree, which must outlive it. */
void fulg_tree_haar_init(fulg_tree_haar_t H, const fulg_tree_t T);
void fulg_tree_haar_clear(fulg_tree_haar_t H);
/* Entry x of vector v. */
slong fulg_tree_haar_entry(const fulg_tree_haar_t H, slong v, slong x);
/* out[v * step] = the inner product of vector v with in[x * step], x in 0 .. n -
   1; aliasing is allowed. */
void fulg_tree_haar_analyse(fmpz *out, const fmpz *in, slong step,
                            const fulg_tree_haar_t H);
/* out[x * step] = the sum over v of in[v * step] times entry x of vector v;
   aliasing is allowed. */
void fulg_tree_haar_synthesise(fmpz *out, const fmpz *in, slong step,
                               const fulg_tree_haar_t H);

#ifdef __cplusplus
}
#endif

#endif
