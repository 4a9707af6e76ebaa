(* The networks of this project, and the Jacobian of the outputs with respect to
   the weights: definitions only.  Whoever reads a theorem must check that this file
   defines the right thing; no proof depends on how it is written.

   A matrix is a function of two indices, which start at 0; its size is given where
   it is summed over.  The weights are one sequence: layer by layer, head by head,
   the matrices Q, K and V (or O and U, when V = O U has an inner dimension), each
   row by row. *)
From Coq Require Import ZArith.
From mathcomp Require Import all_ssreflect all_algebra.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

(* Attention is the sum of its heads, each  V X (K X)^T (Q X), plus X itself when
   residual; with a causal mask the score is 0 where the key comes after the query.
   Power is x |-> (W x)^power entrywise. *)
Inductive layer :=
  | Attention (heads head_dim : nat) (value_dim : option nat)
              (residual causal : bool) (out : nat)
  | Power (power out : nat).

(* t tokens of width d *)
Record network := Network { tokens : nat; input : nat; layers : seq layer }.

Definition width l := match l with Attention _ _ _ _ _ n => n | Power _ n => n end.

Definition value_size d n v := if v is Some r then n * r + r * d else n * d.
Definition head_size d a v n := a * d + a * d + value_size d n v.
Definition layer_size d l :=
  match l with
  | Attention h a v _ _ n => h * head_size d a v n
  | Power _ n => n * d
  end.

Fixpoint last_width d ls := if ls is l :: s then last_width (width l) s else d.
Fixpoint sizes d ls :=
  if ls is l :: s then layer_size d l + sizes (width l) s else 0%N.

Definition output N := last_width (input N) (layers N).
Definition parameters N := sizes (input N) (layers N).

Local Open Scope ring_scope.

Section Function.
Variable R : comRingType.

Definition matrix_of := nat -> nat -> R.
Implicit Types (w : nat -> R) (A B X Q K S : matrix_of).

(* The matrix with this many columns that begins at this place of the weights. *)
Definition block w place columns : matrix_of :=
  fun i j => w (place + i * columns + j)%N.

Definition product n A B : matrix_of := fun i j => \sum_(k < n) A i k * B k j.

(* (K X)^T (Q X): the row is the key, the column the query. *)
Definition scores d a (causal : bool) Q K X : matrix_of := fun k j =>
  if causal && (j < k)%N then 0
  else \sum_(r < a) product d K X r k * product d Q X r j.

(* V, n x d *)
Definition value d n v w place : matrix_of :=
  if v is Some r then product r (block w place r) (block w (place + n * r)%N d)
  else block w place d.

Definition head t d a v causal n w place X : matrix_of :=
  let Q := block w place d in
  let K := block w (place + a * d)%N d in
  let V := value d n v w (place + a * d + a * d)%N in
  product t (product d V X) (scores d a causal Q K X).

Definition layer_function t d l w place X : matrix_of :=
  match l with
  | Attention h a v residual causal n => fun i j =>
      (if residual then X i j else 0) +
      \sum_(k < h) head t d a v causal n w (place + k * head_size d a v n)%N X i j
  | Power p n => fun i j => product d (block w place d) X i j ^+ p
  end.

Fixpoint function_from t d ls w place X : matrix_of :=
  if ls is l :: s
  then function_from t (width l) s w (place + layer_size d l)%N
         (layer_function t d l w place X)
  else X.

(* The output of the network N with weights w at the input X. *)
Definition network_function N w X :=
  function_from (tokens N) (input N) (layers N) w 0 X.

End Function.

Section Jacobian.
Variable R : comRingType.
Variable N : network.

(* Weight number c becomes w_c + x, the others do not change: polynomials in x. *)
Definition moved (w : nat -> R) (c n : nat) : {poly R} := (w n)%:P + 'X *+ (n == c).

(* The derivative of output (i, j) at the input X with respect to weight number c. *)
Definition partial (w : nat -> R) (X : matrix_of R) (c i j : nat) : R :=
  (network_function N (moved w c) (fun k m => (X k m)%:P) i j)^`().[0].

(* One row for every input, row of the output and token; one column for every weight. *)
Definition places (inputs : nat) := (inputs * (output N * tokens N))%N.

Definition jacobian w (X : nat -> matrix_of R) inputs :
    'M[R]_(places inputs, parameters N) :=
  \matrix_(r, c) partial w (X (r %/ (output N * tokens N))%N) c
    ((r %/ tokens N) %% output N)%N (r %% tokens N)%N.

End Jacobian.

(* The integers of a file, in any ring. *)
Section Integers.
Variable R : ringType.

Definition of_Z (z : Z) : R :=
  match z with
  | Z0 => 0
  | Zpos p => (Pos.to_nat p)%:R
  | Zneg p => - (Pos.to_nat p)%:R
  end.

(* A list of integers, and lists of rows, as functions; beyond their ends they are 0. *)
Definition weights_of (s : seq Z) : nat -> R := fun n => of_Z (nth Z0 s n).
Definition input_of (s : seq (seq Z)) : nat -> nat -> R :=
  fun i j => of_Z (nth Z0 (nth [::] s i) j).
Definition inputs_of (s : seq (seq (seq Z))) : nat -> nat -> nat -> R :=
  fun n => input_of (nth [::] s n).

End Integers.

(* The matrix of the theorems: over the rational numbers, at integers. *)
Definition jacobian_at N (w : seq Z) (X : seq (seq (seq Z))) :
    'M[rat]_(places N (size X), parameters N) :=
  jacobian N (weights_of _ w) (inputs_of _ X) (size X).

(* The same at the weights w + x v. *)
Definition jacobian_along N (w : seq Z) (X : seq (seq (seq Z))) (v : nat -> rat) x :
    'M[rat]_(places N (size X), parameters N) :=
  jacobian N (fun n => weights_of _ w n + x * v n) (inputs_of _ X) (size X).
