#include <string.h>

#include "check.h"

/* Of names that are written out. */
#define MAX_NAMES 6
#define DIGITS 5

static void
print_names(FILE *out, const fulg_judge_subject_struct *S)
{
    for (slong n = 0; n < FLINT_MIN(S->num_vectors, MAX_NAMES); n++)
    {
        char name[FULG_ARCH_NAME_SIZE];
        fulg_arch_block_name(name, &S->vector[n].block);
        fprintf(out, "%s%s", n ? ", " : "", name);
    }
    if (S->num_vectors > MAX_NAMES)
        fprintf(out, " and %ld more", (long) (S->num_vectors - MAX_NAMES));
    fputc('\n', out);
}

/* Gains with entries 0, or that may be 0; before: the norms are before the sublayers,
   as modelled. */
static void
print_zeros(FILE *out, const fulg_check_vector_struct *V, int before)
{
    char name[FULG_ARCH_NAME_SIZE];
    const slong open = V->block.rows - V->zero - V->nonzero;
    fulg_arch_block_name(name, &V->block);
    if (V->zero > 0)
        fprintf(out, "%s: %ld of %ld entries are 0%s\n", name, (long) V->zero,
                (long) V->block.rows,
                before ? ": the sublayer does not read these coordinates" : "");
    if (open > 0)
        fprintf(out, "%s: %ld of %ld entries may be 0\n", name, (long) open,
                (long) V->block.rows);
}

/* All gains, and the one with the smallest entry. */
static void
print_gains(FILE *out, const fulg_judge_subject_struct *S)
{
    const fulg_check_vector_struct *worst = NULL;
    char name[FULG_ARCH_NAME_SIZE], *text;
    slong all = 0, good = 0;
    for (slong n = 0; n < S->num_vectors; n++)
    {
        const fulg_check_vector_struct *V = &S->vector[n];
        if (V->block.kind != 'n')
            continue;
        all++;
        good += V->nonzero == V->block.rows;
        if (V->nonzero < V->block.rows)
            print_zeros(out, V, S->network->unmodelled == NULL);
        if (worst == NULL ||
            arf_cmp(arb_midref(V->least), arb_midref(worst->least)) < 0)
            worst = V;
    }
    if (all == 0)
        return;
    fprintf(out, "%ld of %ld gains of norms: every entry is nonzero, proved",
            (long) good, (long) all);
    fulg_arch_block_name(name, &worst->block);
    text = fulg_ball_text(worst->least, DIGITS);
    fprintf(out, "; smallest |entry| %s in %s\n", text, name);
    flint_free(text);
}

/* What softmax does not see; nothing is said where more lies between a key and its
   score than the model has. */
static void
print_key_biases(FILE *out, const fulg_judge_subject_struct *S)
{
    const fulg_arch_struct *arch = S->network->arch;
    int partly = 0;
    slong num = 0;
    for (slong n = 0; n < S->num_vectors; n++)
    {
        const fulg_sublayer_struct *sub = &arch->sub[S->vector[n].block.layer];
        if (S->vector[n].block.kind != 'K' ||
            !fulg_arch_sublayer_is_softmax(sub) || sub->rotary >= sub->head_dim)
            continue;
        num++;
        partly |= sub->rotary > 0;
    }
    if (num > 0 && S->network->unmodelled == NULL)
        fprintf(out,
                "%ld biases of keys: the softmax does not see %s, so the "
                "function does not depend on them\n",
                (long) num,
                partly ? "their coordinates that do not rotate" : "them");
}

static void
print_angles(FILE *out, const fulg_angles_t *angles)
{
    fprintf(out, ", angles with base %.17g", angles->base);
    if (angles->factor > 1)
        fprintf(out, ", divided by %.17g", angles->factor);
    if (angles->original > 0)
        fprintf(out, " (llama3: %.17g, %.17g, %.17g)", angles->low,
                angles->high, angles->original);
}

/* What the file says of norms and positions, and the architecture does not. */
static void
print_constants(FILE *out, const fulg_arch_struct *arch)
{
    int rotary = 0;
    fprintf(out, "norms with epsilon %.17g", arch->norm_epsilon);
    for (slong i = 0; i < arch->depth; i++)
        rotary |= arch->sub[i].rotary > 0;
    if (rotary)
        print_angles(out, &arch->angles);
    if (fulg_arch_has_slopes(arch))
        fputs(", scores with linear biases", out);
    fputc('\n', out);
}

void
fulg_cli_check_print_vectors(FILE *out, const fulg_judge_subject_struct *S)
{
    if (S->num_vectors == 0)
        return;
    fputs("biases and norms, which have no rank: ", out);
    print_names(out, S);
    if (S->network->by_map)
        print_constants(out, S->network->arch);
    print_gains(out, S);
    print_key_biases(out, S);
}

json_t *
fulg_cli_check_json_vectors(const fulg_judge_subject_struct *S, slong digits)
{
    json_t *list = json_array();
    for (slong n = 0; n < S->num_vectors; n++)
    {
        const fulg_check_vector_struct *V = &S->vector[n];
        char name[FULG_ARCH_NAME_SIZE];
        json_t *value;
        fulg_arch_block_name(name, &V->block);
        value = json_pack("{s:s, s:I, s:I, s:{s:I, s:I}}", "name", name,
                          "layer", (json_int_t) V->block.number, "entries",
                          (json_int_t) V->block.rows, "nonzero", "lower",
                          (json_int_t) V->nonzero, "upper",
                          (json_int_t) (V->block.rows - V->zero));
        fulg_cli_json_set_ball(value, "least", V->least, digits);
        json_array_append_new(list, value);
    }
    return list;
}
