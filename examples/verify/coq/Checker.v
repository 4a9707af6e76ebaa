(* The checker, which computes with the native integers of Coq modulo a number below
   2^31.  Sound.v proves that what it accepts is true. *)
From Coq Require Import ZArith Uint63.
From mathcomp Require Import all_ssreflect all_algebra.
From Fulgurite Require Import Network Facts.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import GRing.Theory.

Notation native := PrimInt63.int.

(* ---- the function of Network.v on lists: each matrix is computed once ---- *)

Section Lists.
Variables (T : Type) (zero one : T) (add mul : T -> T -> T).
Implicit Types (w : nat -> T) (A B X Q K : seq (seq T)).

Definition get A i j := nth zero (nth [::] A i) j.
Definition table m n (f : nat -> nat -> T) := mkseq (fun i => mkseq (f i) n) m.
Definition total n (f : nat -> T) := foldr (fun k s => add (f k) s) zero (iota 0 n).
Definition power x n := iter n (mul x) one.

Definition block_l w place m n := table m n (fun i j => w (place + i * n + j)).

Definition product_l m n p A B :=
  table m p (fun i j => total n (fun k => mul (get A i k) (get B k j))).

Definition scores_l t d a (causal : bool) Q K X :=
  let KX := product_l a d t K X in
  let QX := product_l a d t Q X in
  table t t (fun k j => if causal && (j < k) then zero
                        else total a (fun r => mul (get KX r k) (get QX r j))).

Definition value_l d n v w place :=
  if v is Some r
  then product_l n r d (block_l w place n r) (block_l w (place + n * r) r d)
  else block_l w place n d.

Definition head_l t d a v causal n w place X :=
  let Q := block_l w place a d in
  let K := block_l w (place + a * d) a d in
  let V := value_l d n v w (place + a * d + a * d) in
  product_l n t t (product_l n d t V X) (scores_l t d a causal Q K X).

Definition layer_l t d l w place X :=
  match l with
  | Attention h a v residual causal n =>
      let heads := mkseq (fun k =>
        head_l t d a v causal n w (place + k * head_size d a v n) X) h in
      table n t (fun i j => add (if residual then get X i j else zero)
        (total h (fun k => get (nth [::] heads k) i j)))
  | Power p n =>
      let WX := product_l n d t (block_l w place n d) X in
      table n t (fun i j => power (get WX i j) p)
  end.

Fixpoint function_l t d ls w place X :=
  if ls is l :: s
  then function_l t (width l) s w (place + layer_size d l) (layer_l t d l w place X)
  else X.

End Lists.

(* A residual layer has the width of its input. *)
Fixpoint fits d ls :=
  if ls is l :: s then
    (if l is Attention _ _ _ true _ n then n == d else true) && fits (width l) s
  else true.

(* ---- numbers x + y eps with eps^2 = 0, modulo p ---- *)

Section Residues.
Variable p : native.
Local Open Scope uint63_scope.

Definition add_p x y := (x + y) mod p.
Definition mul_p x y := (x * y) mod p.
Definition residue (z : Z) := Uint63.of_Z (z mod to_Z p).

Definition dual := (native * native)%type.
Definition add_d (x y : dual) : dual := (add_p x.1 y.1, add_p x.2 y.2).
Definition mul_d (x y : dual) : dual :=
  (mul_p x.1 y.1, (x.1 * y.2 + x.2 * y.1) mod p).
Definition const_d z : dual := (residue z, 0).

End Residues.

(* ---- the checker ---- *)

(* For every row of the minor a row (input, output row, token) of the Jacobian, for
   every column a weight, and the inverse of the minor modulo the prime (whose
   primality is not used, only that it lies between 1 and 2^31).  All numbers start
   at 0. *)
Record certificate := Certificate {
  prime : native;
  rows : seq (nat * nat * nat);
  columns : seq nat;
  inverse : seq (seq native)
}.

Section Check.
Variables (N : network) (w : seq Z) (X : seq (seq (seq Z))) (C : certificate).
Let p := prime C.
Let size_c := size (rows C).

(* The inputs, and the weights; weight c has the derivative 1. *)
Definition input_l (x : seq (seq Z)) :=
  table (input N) (tokens N) (fun i j => const_d p (nth Z0 (nth [::] x i) j)).
Definition moved_l (residues : seq native) c n : dual :=
  (nth 0%uint63 residues n, if n == c then 1%uint63 else 0%uint63).

(* For every column of the minor, the outputs at all inputs. *)
Definition outputs_l :=
  let residues := map (residue p) w in
  let inputs := map input_l X in
  let zero : dual := (0, 0)%uint63 in
  let one : dual := (1, 0)%uint63 in
  map (fun c => map
    (function_l zero one (add_d p) (mul_d p) (tokens N) (input N) (layers N)
       (moved_l residues c) 0) inputs) (columns C).

Definition minor_l :=
  let outputs := outputs_l in
  table size_c size_c (fun r c =>
    let: (n, i, j) := nth (0, 0, 0) (rows C) r in
    (get (0, 0)%uint63 (nth [::] (nth [::] outputs c) n) i j).2).

Definition in_range :=
  [&& size (columns C) == size_c,
      all (fun r => let: (n, i, j) := r in
        [&& n < size X, i < output N & j < tokens N]) (rows C)
    & all (fun c => c < parameters N) (columns C)].

Definition is_one (P : seq (seq native)) :=
  all (fun i => all (fun j =>
    (get 0 P i j =? (if i == j then 1 else 0))%uint63) (iota 0 size_c)) (iota 0 size_c).

Definition check :=
  [&& (1 <? p)%uint63, (p <? 2147483648)%uint63, fits (input N) (layers N), in_range,
      all (all (fun x => (x <? p)%uint63)) (inverse C)
    & is_one (product_l 0%uint63 (add_p p) (mul_p p) size_c size_c size_c
                minor_l (inverse C))].

End Check.
