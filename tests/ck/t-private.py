"""Public functions have users: another module, the command line, an example or
the manual calls them, or the list below says why they are public.  Prints TAP.

A function that only its own module needs belongs to src/MODULE/impl.h, one that
only its own file needs is static.
"""
import os
import re
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = sys.argv[1] if len(sys.argv) > 1 else os.path.join(HERE, "..", "..")

# Public for those who use the library from C, although nothing here calls them
# from outside of their module: why, and which.
KEPT = [
    ("the other half of a pair that is used: init and clear, load and parse, write and read", """
        fulg_fiber_change_init fulg_fiber_change_clear fulg_check_matrix_clear fulg_dataset_init
        fulg_polysys_ring_init fulg_polysys_ring_clear fulg_pattern_proof_init fulg_pattern_proof_clear
        fulg_pattern_init_json fulg_pattern_init_mtx fulg_pattern_init_numpy fulg_pattern_init_bytes
        fulg_pattern_init_entries fulg_function_init_json fulg_tree_init fulg_polyfile_options_init
        fulg_optimize_heads_json_list fulg_optimize_heads_set fulg_function_set fulg_weights_set_json_layers
        fulg_optimize_json_enclosure fulg_floats_view_cols fulg_arch_make_pnn fulg_exact_json_pack
        fulg_exact_json_pack_undo"""),
    ("one step of a computation, for those who build their own from steps", """
        fulg_ball_is_invertible fulg_ball_jacobian fulg_ball_set_weights fulg_check_matrix fulg_check_network_matrix fulg_check_product
        fulg_dim_error_log2_upper fulg_dim_lower_ball fulg_dim_lower_direct fulg_dim_lower_reduction
        fulg_dim_heads_reduction_model fulg_dim_lower_theorem fulg_dim_reduction_model fulg_dim_upper_shape
        fulg_symmetry_field fulg_symmetry_search fulg_cert_bound_json_terms fulg_fiber_canonical_equal
        fulg_fiber_change_apply fulg_jacobian_check_inputs fulg_jacobian_check_layers
        fulg_jacobian_check_probable fulg_jacobian_check_virtual fulg_optimize_heads_readout_squared
        fulg_optimize_curvature fulg_optimize_gram fulg_optimize_gram_ball fulg_optimize_is_uniform
        fulg_optimize_margins fulg_pattern_prove fulg_pattern_logarithms fulg_pattern_model_bits
        fulg_pattern_model_init_frame fulg_pattern_model_init_moment fulg_pattern_frame_init_hadamard
        fulg_pattern_frame_init_random fulg_single_classify_av fulg_single_decide fulg_single_dimension
        fulg_single_sym_rank fulg_function_set_av fulg_weights_head fulg_weights_key_query fulg_weights_value
        fulg_polysys_ring_push_inputs fulg_polysys_ring_push_weights fulg_polysys_push_point
        fulg_polysys_point_set fulg_polysys_expected fulg_polysys_terms_upper fulg_invariants_vanishes
        fulg_invariants_discovered fulg_rand_split"""),
    ("an entry or a name of a thing that answers hold, for reading them", """
        fulg_pattern_frame_coherence fulg_pattern_frame_entry fulg_pattern_frame_row fulg_tree_haar_entry
        fulg_function_equal fulg_function_eval fulg_function_random fulg_function_weights_av fulg_organize_l1
        fulg_survey_canonical fulg_survey_expected fulg_organize_surds_equal fulg_polysys_ring_find
        fulg_draw_slice_function fulg_polyfile_ending fulg_polyfile_max_variables fulg_polyfile_variable_name
        fulg_config_type fulg_floats_format_name"""),
    ("the domain whose derivatives tests compare with the others'", "fulg_domain_init_free"),
]


def read(path):
    with open(path, encoding="utf-8", errors="replace") as stream:
        return stream.read()


def walk(*folders):
    for folder in folders:
        for place, _, names in os.walk(os.path.join(ROOT, folder)):
            yield from (os.path.join(place, n) for n in names if n.endswith((".c", ".h", ".py", ".rst")))


def public():
    """name -> its module, of the functions that public headers declare."""
    found = {}
    folder = os.path.join(ROOT, "include", "fulgurite")
    for name in os.listdir(folder):
        text = re.sub(r"/\*.*?\*/", "", read(os.path.join(folder, name)), flags=re.S)
        for function in re.findall(r"(?m)^(?:[\w]+[\s*]+)+?(fulg_\w+)\s*\([^;{}]*\)[^;{}]*;", text):
            found[function] = name[:-2]
    return found


def main():
    functions, used = public(), set()
    for path in walk("src", "examples", "python"):
        parts = os.path.relpath(path, ROOT).split(os.sep)
        module = parts[1] if parts[0] == "src" else ""
        words = set(re.findall(r"\bfulg_\w+", read(path)))
        used |= {word for word in words if word in functions and functions[word] != module}
    kept = {name: why for why, names in KEPT for name in names.split()}
    alone = sorted(set(functions) - used - set(kept))
    stale = sorted(name for name in kept if name not in functions)
    print("1..2")
    print("not ok" if alone or len(functions) < 3 else "ok", "1 - every public function has a user or a reason")
    for name in alone:
        print(f"# include/fulgurite/{functions[name]}.h: {name} is used by its own module alone")
    print("not ok" if stale else "ok", "2 - the reasons are for functions that are there")
    for name in stale:
        print(f"# {name} is not there")
    return 1 if alone or stale or len(functions) < 3 else 0


if __name__ == "__main__":
    sys.exit(main())
