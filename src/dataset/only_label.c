#include <fulgurite/dataset.h>

int
fulg_dataset_only_label(const fulg_dataset_t D)
{
    for (slong i = 1; i < D->num; i++)
        if (D->label[i] != D->label[0])
            return 0;
    return D->label[0];
}
