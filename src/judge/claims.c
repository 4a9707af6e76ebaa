#include <string.h>

#include <fulgurite/judge.h>

/* A claim is NAME, with _PART after it where it has parts, then =, >= or <= and a
   number where it takes one.  Some are only about how two networks compare. */
static const struct
{
    const char *name;
    fulg_judge_claim_kind_t kind;
    int has_number, has_part, is_integer, compares;
} forms[] = {{"rank", FULG_CLAIM_RANK, 1, 1, 1, 0},
             {"sigma_min", FULG_CLAIM_SIGMA_MIN, 1, 1, 0, 0},
             {"regular", FULG_CLAIM_REGULAR, 0, 0, 0, 0},
             {"dimension", FULG_CLAIM_DIMENSION, 1, 0, 1, 0},
             {"nonzero_gains", FULG_CLAIM_GAINS, 0, 0, 0, 0},
             {"same", FULG_CLAIM_SAME, 0, 0, 0, 1},
             {"different", FULG_CLAIM_DIFFERENT, 0, 0, 0, 1}};
#define NUM_FORMS ((int) (sizeof forms / sizeof forms[0]))

static fulg_status_t
bad(const fulg_judge_claim_t *claim, const char *why, fulg_diag_t diag)
{
    return fulg_diag_set(diag, FULG_PARSE, "\"%.80s\": %s", claim->text, why);
}

static fulg_status_t
parse_number(fulg_judge_claim_t *claim, const char *text, int is_integer,
             fulg_diag_t diag)
{
    if (fulg_exact_set_text(claim->value, text, diag) != FULG_OK)
        return bad(claim, "a number is missing", diag);
    if (is_integer && !fmpz_is_one(fmpq_denref(claim->value)))
        return bad(claim, "an integer is expected", diag);
    if (!is_integer && claim->op == '=')
        return bad(claim, "sigma_min needs >= or <=", diag);
    return FULG_OK;
}

/* The part that a name of n characters ends with, "_Q" or "_up", or 0; *length is
   that of the ending. */
static char
part_of(size_t *length, const char *text, size_t n)
{
    for (const char *kind = "QKVOUACRSFGE"; *kind; kind++)
    {
        const char *name = fulg_check_part_name(*kind);
        *length = strlen(name) + 1;
        if (n > *length && text[n - *length] == '_' &&
            strncmp(text + n - *length + 1, name, *length - 1) == 0)
            return *kind;
    }
    *length = 0;
    return 0;
}

static fulg_status_t
parse(fulg_judge_claim_t *claim, fulg_diag_t diag)
{
    const char *text = claim->text;
    const size_t n = strcspn(text, "<>=");
    const char *rest = text + n;
    size_t name, ending;
    int f = 0;
    if (n == 0)
        return bad(claim, "no claim", diag);
    claim->part = part_of(&ending, text, n);
    name = n - ending;
    while (f < NUM_FORMS && (strlen(forms[f].name) != name ||
                             strncmp(forms[f].name, text, name) != 0))
        f++;
    if (f == NUM_FORMS)
        return bad(claim,
                   "a claim is rank[_M], sigma_min[_M], dimension, "
                   "regular, nonzero_gains, same or different",
                   diag);
    claim->kind = forms[f].kind;
    claim->op = *rest;
    if (claim->part && !forms[f].has_part)
        return bad(claim, "only rank and sigma_min have parts", diag);
    if (forms[f].has_number != (claim->op != 0))
        return bad(claim,
                   forms[f].has_number ? "=, >= or <= and a number are missing"
                                       : "takes no number",
                   diag);
    if (!forms[f].has_number)
        return FULG_OK;
    if (*rest != '=' && rest[1] != '=')
        return bad(claim, "compare with =, >= or <=", diag);
    return parse_number(claim, rest + (*rest == '=' ? 1 : 2),
                        forms[f].is_integer, diag);
}

fulg_status_t
fulg_judge_claims_init_text(fulg_judge_claim_t **claims, slong *num,
                            const char *text, fulg_diag_t diag)
{
    fulg_status_t status = FULG_OK;
    *claims = NULL;
    *num = 0;
    while (text != NULL && status == FULG_OK)
    {
        const size_t n = strcspn(text, ",");
        fulg_judge_claim_t *claim;
        *claims = flint_realloc(*claims, (size_t) (*num + 1) *
                                             sizeof(fulg_judge_claim_t));
        claim = &(*claims)[(*num)++];
        memset(claim, 0, sizeof *claim);
        claim->verdict = FULG_CLAIM_UNDECIDED;
        fmpq_init(claim->value);
        claim->text = flint_malloc(n + 1);
        memcpy(claim->text, text, n);
        claim->text[n] = '\0';
        status = parse(claim, diag);
        text = text[n] ? text + n + 1 : NULL;
    }
    return status;
}

int
fulg_judge_claims_only_compare(const fulg_judge_claim_t *claims, slong num)
{
    for (slong n = 0; n < num; n++)
        for (int f = 0; f < NUM_FORMS; f++)
            if (forms[f].kind == claims[n].kind && !forms[f].compares)
                return 0;
    return num > 0;
}

void
fulg_judge_claims_clear(fulg_judge_claim_t *claims, slong num)
{
    for (slong n = 0; n < num; n++)
    {
        flint_free(claims[n].text);
        fmpq_clear(claims[n].value);
    }
    flint_free(claims);
}
