#include <fulgurite/judge.h>

slong
fulg_judge_not_looked_at(const char **name, const fulg_judge_subject_t S)
{
    const fulg_floats_tensors_struct *T = S->network->T;
    slong num = 0;
    for (slong n = 0; n < T->num; n++)
    {
        if (T->tensor[n].used)
            continue;
        if (name != NULL)
            name[num] = T->tensor[n].name;
        num++;
    }
    for (slong n = 0; n < T->num_passed; n++)
    {
        if (name != NULL)
            name[num] = T->passed[n];
        num++;
    }
    return num;
}
