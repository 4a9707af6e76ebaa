/* All weights of the layer x -> (x_1^2 - x_2^2 / 2) y_1: they lie over a
   quadratic field, and key and value can be exchanged.

       cc recover.c $(pkg-config --cflags --libs fulgurite) -o recover */
#include <stdio.h>

#include <fulgurite/fulgurite.h>

static void
print(const char *name, const fulg_single_field_t *field,
      const fmpq_mat_struct *A, slong rows, slong cols)
{
    printf("%s =", name);
    for (slong i = 0; i < rows; i++)
        for (slong j = 0; j < cols; j++)
        {
            char *text = fulg_single_entry_text(field, A, i, j);
            printf("%s %s", j == 0 && i > 0 ? ";" : "", text);
            flint_free(text);
        }
    printf("\n");
}

int
main(void)
{
    fulg_function_t F;
    fulg_single_recovery_t R;
    fulg_diag_t diag;

    if (fulg_function_init(F, 2, 1, 2, diag) != FULG_OK)
        return 1;
    fmpq_set_si(fulg_function_entry(F, 0, 0, 0, 0), 1, 1);
    fmpq_set_si(fulg_function_entry(F, 0, 1, 1, 0), -1, 2);
    fulg_single_recover(&R, F, 1);
    for (slong n = 0; n < R.num; n++)
    {
        const fulg_single_weights_t *W = &R.weights[n];
        printf("r has %ld real values\n", (long) W->field.real_roots);
        print("A", &W->field, W->A, 2, 2);
        print("V", &W->field, W->V, 1, 2);
    }
    fulg_single_recovery_clear(&R);
    fulg_function_clear(F);
    return 0;
}
