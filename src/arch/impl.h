/* Shared inside the module; not installed. */
#ifndef FULG_ARCH_IMPL_H
#define FULG_ARCH_IMPL_H

#include <fulgurite/arch.h>

/* The default of every field, for that kind. */
void fulg_arch_sublayer_init(fulg_sublayer_struct *sub, fulg_kind_t kind,
                             slong layer);
/* What a sublayer does not use becomes its default, so that equal networks have
   equal members. */
void fulg_arch_sublayer_normalise(fulg_sublayer_struct *sub);
/* The sum of FULG_USED_BY_... that a kind is. */
int fulg_arch_kind_bit(slong kind);

/* The attention (or polynomial) sublayer of a layer and its feed-forward one,
   while the layers are read; each is there when its flag is set. */
typedef struct
{
    fulg_sublayer_struct main, forward;
    int has_main, has_forward;
} fulg_layer_draft_t;

/* The sublayers of the layers, in order; arch is initialised here. */
void fulg_arch_assemble(fulg_arch_t arch, const fulg_layer_draft_t *layer,
                        slong num, const slong *width, slong tokens);

/* The value of a field of a sublayer (not of place NETWORK). */
slong fulg_arch_field_get(const fulg_sublayer_struct *sub,
                          const fulg_field_t *field);

/* The field becomes value. */
void fulg_arch_field_put(fulg_sublayer_struct *sub, const fulg_field_t *field,
                         slong value);

/* 1 when the kind of the sublayer uses the field. */
int fulg_arch_uses(const fulg_sublayer_struct *sub, const fulg_field_t *field);

#endif
