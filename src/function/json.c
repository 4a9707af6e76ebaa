#include <fulgurite/function.h>

json_t *
fulg_function_json(const fulg_function_t F)
{
    const slong d = F->d;
    json_t *value = json_object(), *list = json_array();
    for (slong i = 0; i < F->d_out; i++)
        for (slong k = 0; k < d; k++)
            for (slong l = k; l < d; l++)
                for (slong j = (F->tokens == 1) ? l : 0; j < d; j++)
                {
                    const fmpq *c = fulg_function_entry(F, i, k, l, j);
                    if (!fmpq_is_zero(c))
                        json_array_append_new(
                            list, json_pack("[iiiio]", (int) i + 1, (int) k + 1,
                                            (int) l + 1, (int) j + 1,
                                            fulg_exact_json_fmpq(c)));
                }
    json_object_set_new(value, "format", json_string(FULG_FUNCTION_FORMAT));
    json_object_set_new(value, "d", json_integer(d));
    json_object_set_new(value, "d_out", json_integer(F->d_out));
    json_object_set_new(value, "tokens", json_integer(F->tokens));
    json_object_set_new(value, "coefficients", list);
    return value;
}
