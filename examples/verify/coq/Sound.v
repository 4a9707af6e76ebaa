(* The proof that what the checker accepts is true. *)
From Coq Require Import ZArith Uint63 Lia.
From mathcomp Require Import all_ssreflect all_algebra.
From Fulgurite Require Import Network Facts Checker.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import GRing.Theory.
Delimit Scope Z_scope with Z.

(* ---- lists and functions ---- *)

Section Related.
Local Open Scope ring_scope.
Variables (T : Type) (zero one : T) (add mul : T -> T -> T).
Variables (R : comRingType) (rel : T -> R -> Prop).
Hypothesis rel0 : rel zero 0.
Hypothesis rel1 : rel one 1.
Hypothesis relD : forall x y u v, rel x u -> rel y v -> rel (add x y) (u + v).
Hypothesis relM : forall x y u v, rel x u -> rel y v -> rel (mul x y) (u * v).
Variables (w : nat -> T) (W : nat -> R).
Hypothesis rel_w : forall n, rel (w n) (W n).

Notation get := (get zero).
Notation total := (total zero add).
Notation product_l := (product_l zero add mul).

(* The entries of a list of rows are related to those of an m x n matrix. *)
Definition relm m n (L : seq (seq T)) (A : matrix_of R) :=
  forall i j, (i < m)%N -> (j < n)%N -> rel (get L i j) (A i j).

Lemma rel_total n f g : (forall k, (k < n)%N -> rel (f k) (g k)) ->
  rel (total n f) (\sum_(k < n) g k).
Proof.
move=> fg; rewrite -(big_mkord xpredT g) /index_iota subn0 /total.
have {fg}: forall k, k \in iota 0 n -> rel (f k) (g k).
  by move=> k; rewrite mem_iota add0n => /andP[_]; apply: fg.
elim: (iota 0 n) => [|k s IH] fg; first by rewrite big_nil.
rewrite big_cons /=; apply: relD; first by apply: fg; rewrite mem_head.
by apply: IH => m ms; apply: fg; rewrite inE ms orbT.
Qed.

Lemma rel_power x u n : rel x u -> rel (power one mul x n) (u ^+ n).
Proof. by move=> xu; elim: n => [|n IH] //; rewrite exprS; apply: relM. Qed.

Lemma relm_table m n f A : (forall i j, (i < m)%N -> (j < n)%N -> rel (f i j) (A i j)) ->
  relm m n (table m n f) A.
Proof. by move=> fA i j im jn; rewrite /get nth_mkseq // nth_mkseq //; apply: fA. Qed.

Lemma relm_block p m n : relm m n (block_l w p m n) (block W p n).
Proof. by apply: relm_table => i j _ _; apply: rel_w. Qed.

Lemma relm_product m n p A B A' B' : relm m n A A' -> relm n p B B' ->
  relm m p (product_l m n p A B) (product n A' B').
Proof.
move=> a b; apply: relm_table => i j im jp; rewrite /product.
apply: (rel_total (g := fun k => A' i k * B' k j)) => k kn.
by apply: relM; [apply: a | apply: b].
Qed.

Lemma relm_scores t d a c Q K X Q' K' X' :
  relm a d Q Q' -> relm a d K K' -> relm d t X X' ->
  relm t t (scores_l zero add mul t d a c Q K X) (scores d a c Q' K' X').
Proof.
move=> q k x; apply: relm_table => i j it jt; rewrite /scores; case: ifP => _ //.
apply: (rel_total (g := fun r => product d K' X' r i * product d Q' X' r j)) => r ra.
by apply: relM; [exact: (relm_product k x) | exact: (relm_product q x)].
Qed.

Lemma relm_value d n v p :
  relm n d (value_l zero add mul d n v w p) (value d n v W p).
Proof. by case: v => [r|]; [apply: relm_product|]; apply: relm_block. Qed.

Lemma relm_head t d a v c n p X X' : relm d t X X' ->
  relm n t (head_l zero add mul t d a v c n w p X) (head t d a v c n W p X').
Proof.
move=> x; apply: relm_product; first by apply: relm_product => //; apply: relm_value.
by apply: relm_scores => //; apply: relm_block.
Qed.

Lemma relm_layer t d l ls p X X' : fits d (l :: ls) -> relm d t X X' ->
  relm (width l) t (layer_l zero one add mul t d l w p X) (layer_function t d l W p X').
Proof.
case: l => [h a v r c n|m n] /= => [/andP[fit _]|_] x.
  apply: relm_table => i j ni jt; apply: relD.
    by case: r fit => // /eqP nd; apply: x; rewrite // -nd.
  pose g k := head t d a v c n W (p + k * head_size d a v n) X' i j.
  apply: (rel_total (g := g)) => k kh.
  rewrite nth_mkseq //; exact: (@relm_head t d a v c n _ _ _ x).
apply: relm_table => i j ni jt; apply: rel_power.
exact: (@relm_product n d t _ _ _ _ (@relm_block p n d) x).
Qed.

Lemma relm_function t ls : forall d p X X', fits d ls -> relm d t X X' ->
  relm (last_width d ls) t (function_l zero one add mul t d ls w p X)
    (function_from t d ls W p X').
Proof.
elim: ls => [|l ls IH] d p X X' fit x //=.
by apply: IH; [case/andP: fit | apply: relm_layer fit x].
Qed.

End Related.

(* ---- residues ---- *)

Section Residues.
Variable p : native.
Hypothesis p_above : (1 < to_Z p)%Z.
Hypothesis p_below : (to_Z p < 2147483648)%Z.
Local Open Scope ring_scope.

Let P := Z.to_nat (to_Z p).
Notation zp := (of_Z (ring 'Z_P)).

Lemma P_above : (1 < P)%N.
Proof. by apply/ltP; rewrite /P; apply: (proj1 (Z2Nat.inj_lt 1 _ _ _)) => //; lia. Qed.

Lemma zp_p : zp (to_Z p) = 0.
Proof.
have -> : zp (to_Z p) = P%:R by rewrite /P; case: (to_Z p) p_above.
by rewrite char_Zp // P_above.
Qed.

Lemma zp_mod z : zp (z mod to_Z p) = zp z.
Proof.
by rewrite {2}(Z_div_mod_eq_full z (to_Z p)) of_ZD of_ZM zp_p mul0r add0r.
Qed.

(* x stands for u *)
Definition stands (x : native) (u : 'Z_P) := (to_Z x < to_Z p)%Z /\ zp (to_Z x) = u.

Lemma small x : (to_Z (x mod p) < to_Z p)%Z.
Proof. by rewrite mod_spec; apply: (proj2 (Z.mod_pos_bound _ _ _)); lia. Qed.

Lemma no_overflow z : (0 <= z < 2 * 2147483648 * 2147483648)%Z -> (z mod wB = z)%Z.
Proof. by move=> z_in; apply: Z.mod_small; rewrite /wB /=; lia. Qed.

Lemma square_small x y : (to_Z x < to_Z p)%Z -> (to_Z y < to_Z p)%Z ->
  (0 <= to_Z x * to_Z y < 2147483648 * 2147483648)%Z.
Proof.
move=> xp yp; have := to_Z_bounded x; have := to_Z_bounded y => yb xb.
by nia.
Qed.

Lemma stands0 : stands 0%uint63 0.
Proof. by split => //=; rewrite to_Z_0; lia. Qed.

Lemma stands1 : stands 1%uint63 1.
Proof. by split => //; rewrite to_Z_1; lia. Qed.

Lemma standsD x y u v : stands x u -> stands y v -> stands (add_p p x y) (u + v).
Proof.
move=> [xp <-] [yp <-]; split; first exact: small.
have := to_Z_bounded x; have := to_Z_bounded y => yb xb.
by rewrite mod_spec add_spec no_overflow ?zp_mod ?of_ZD //; lia.
Qed.

Lemma standsM x y u v : stands x u -> stands y v -> stands (mul_p p x y) (u * v).
Proof.
move=> [xp <-] [yp <-]; split; first exact: small.
have := square_small xp yp => b.
by rewrite mod_spec mul_spec no_overflow ?zp_mod ?of_ZM //; lia.
Qed.

Lemma stands_mul2 x y x' y' u v u' v' :
  stands x u -> stands y v -> stands x' u' -> stands y' v' ->
  stands ((x * y + x' * y') mod p)%uint63 (u * v + u' * v').
Proof.
move=> [xp <-] [yp <-] [xp' <-] [yp' <-]; split; first exact: small.
have := square_small xp yp; have := square_small xp' yp' => b' b.
rewrite mod_spec add_spec !mul_spec !(no_overflow (z := (_ * _)%Z)); try lia.
by rewrite no_overflow ?zp_mod ?of_ZD ?of_ZM //; lia.
Qed.

Lemma stands_residue z : stands (residue p z) (zp z).
Proof.
have [lo hi] : (0 <= z mod to_Z p < to_Z p)%Z by apply: Z.mod_pos_bound; lia.
have small : (to_Z (residue p z) = z mod to_Z p)%Z.
  by rewrite /residue of_Z_spec Z.mod_small // /wB /=; lia.
by split; rewrite small ?zp_mod.
Qed.

(* x + y eps stands for a polynomial with value x and derivative y at 0 *)
Definition stands_d (x : dual) (q : {poly 'Z_P}) :=
  stands x.1 q.[0] /\ stands x.2 q^`().[0].

Lemma stands_d0 : stands_d (0, 0)%uint63 0.
Proof. by split; rewrite /= ?deriv0 horner0; apply: stands0. Qed.

Lemma stands_d1 : stands_d (1, 0)%uint63 1.
Proof.
split; first by rewrite /= hornerC; apply: stands1.
by rewrite /= -polyC1 derivC horner0; apply: stands0.
Qed.

Lemma stands_dD x y u v : stands_d x u -> stands_d y v -> stands_d (add_d p x y) (u + v).
Proof.
by move=> [x1 x2] [y1 y2]; split; rewrite ?derivD hornerD; apply: standsD.
Qed.

Lemma stands_dM x y u v : stands_d x u -> stands_d y v -> stands_d (mul_d p x y) (u * v).
Proof.
move=> [x1 x2] [y1 y2]; split; first by rewrite hornerM; apply: standsM.
by rewrite derivM hornerD !hornerM addrC; apply: stands_mul2.
Qed.

Lemma stands_const z : stands_d (const_d p z) (zp z)%:P.
Proof.
split; first by rewrite hornerC; apply: stands_residue.
by rewrite derivC horner0; apply: stands0.
Qed.

End Residues.

(* ---- places ---- *)

Section Places.
Variables (m o t n i j : nat).
Hypotheses (nm : n < m) (io : i < o) (jt : j < t).
Let place := n * (o * t) + (i * t + j).

Lemma place_within : i * t + j < o * t.
Proof. by apply: (@leq_trans (i.+1 * t)); rewrite ?leq_mul2r ?io ?orbT // mulSn addnC ltn_add2r. Qed.

Lemma place_small : place < m * (o * t).
Proof.
apply: (@leq_trans (n.+1 * (o * t))); last by rewrite leq_mul2r nm orbT.
by rewrite /place mulSn [X in _ < X]addnC ltn_add2l place_within.
Qed.

Let ot_above : 0 < o * t := leq_ltn_trans (leq0n _) place_within.
Let t_above : 0 < t := leq_ltn_trans (leq0n _) jt.

Lemma place_input : place %/ (o * t) = n.
Proof. by rewrite divnMDl // divn_small ?place_within // addn0. Qed.

Lemma place_row : (place %/ t) %% o = i.
Proof.
rewrite /place mulnA addnA -mulnDl divnMDl // (divn_small jt) addn0.
by rewrite modnMDl modn_small.
Qed.

Lemma place_token : place %% t = j.
Proof. by rewrite /place mulnA addnA -mulnDl modnMDl modn_small. Qed.

End Places.

(* ---- the minor ---- *)

Section Accepted.
Variables (N : network) (w : seq Z) (X : seq (seq (seq Z))) (C : certificate).
Hypothesis accepted : check N w X C.
Local Open Scope ring_scope.

Let p := prime C.
Let s := size (rows C).
Let P := Z.to_nat (to_Z p).
Let ring_p := ring 'Z_P.

Fact p_above : (1 < to_Z p)%Z.
Proof. by case/andP: accepted => /ltb_spec. Qed.

Fact p_below : (to_Z p < 2147483648)%Z.
Proof. by case/and3P: accepted => _ /ltb_spec. Qed.

Fact layers_fit : fits (input N) (layers N).
Proof. by case/and5P: accepted. Qed.

Fact range : in_range N X C.
Proof. by case/and5P: accepted. Qed.

Fact columns_size : size (columns C) = s.
Proof. by case/and3P: range => /eqP. Qed.

Definition row_of r := nth (0, 0, 0)%N (rows C) r.
Definition column_of c := nth 0%N (columns C) c.

Fact row_range r : (r < s)%N -> let: (n, i, j) := row_of r in
  [&& n < size X, i < output N & j < tokens N]%N.
Proof.
move=> rs; case/and3P: range => _ /allP all_rows _.
by have := all_rows _ (mem_nth (0, 0, 0)%N rs); rewrite -/(row_of r); case: (row_of r) => [[]].
Qed.

Fact column_range c : (c < s)%N -> (column_of c < parameters N)%N.
Proof.
move=> cs; case/and3P: range => _ _ /allP; apply.
by rewrite mem_nth // columns_size.
Qed.

Definition place_of r := let: (n, i, j) := row_of r in
  (n * (output N * tokens N) + (i * tokens N + j))%N.

Fact place_range r : (r < s)%N -> (place_of r < places N (size X))%N.
Proof.
move=> /row_range; rewrite /place_of; case: (row_of r) => [[n i] j] /and3P[nX io jt].
exact: place_small.
Qed.

Definition row (r : 'I_s) := Ordinal (place_range (ltn_ord r)).
Definition column (c : 'I_s) := Ordinal (column_range (ltn_ord c)).

(* The minor over any ring. *)
Definition entry (R : comRingType) (r c : nat) : R := let: (n, i, j) := row_of r in
  partial N (weights_of R w) (inputs_of R X n) (column_of c) i j.

Definition minor (R : comRingType) : 'M[R]_s :=
  mxsub row column (jacobian N (weights_of R w) (inputs_of R X) (size X)).

Lemma minorE R r c : minor R r c = entry R r c.
Proof.
rewrite !mxE /entry /= /place_of; have := row_range (ltn_ord r).
case: (row_of r) => [[n i] j] /and3P[_ io jt].
by rewrite place_input // place_row // place_token.
Qed.

Lemma minor_image (R S : comRingType) (f : {rmorphism R -> S}) :
  minor S = map_mx f (minor R).
Proof.
rewrite /minor map_mxsub; congr mxsub.
by apply: image_jacobian => [n|n i j]; apply: of_Z_image.
Qed.

(* What the checker computes stands for this minor. *)
Notation stands := (stands (p := p)).

Lemma stands_weight n : stands (nth 0%uint63 (map (residue p) w) n) (weights_of ring_p w n).
Proof.
have [small|large] := ltnP n (size w); last first.
  by rewrite /weights_of !nth_default ?size_map //; apply: stands0 p_above.
by rewrite (nth_map Z0) //; apply: stands_residue p_above p_below _.
Qed.

Lemma stands_moved c n : stands_d (p := p) (moved_l (map (residue p) w) c n)
  (moved (weights_of ring_p w) c n).
Proof.
split; rewrite /moved /moved_l /=.
  by rewrite hornerD hornerC hornerMn hornerX mul0rn addr0; apply: stands_weight.
rewrite derivD derivC add0r derivMn derivX hornerMn hornerC.
by case: (n == c); [apply: stands1 p_above | apply: stands0 p_above].
Qed.

Lemma stands_input n :
  relm (0, 0)%uint63 (stands_d (p := p)) (input N) (tokens N)
    (input_l N C (nth [::] X n)) (fun i j => (inputs_of ring_p X n i j)%:P).
Proof. by apply: relm_table => i j _ _; apply: stands_const p_above p_below _. Qed.

Lemma stands_minor :
  relm 0%uint63 stands s s (minor_l N w X C) (entry ring_p).
Proof.
apply: relm_table => r c rs cs; rewrite /entry -/(row_of r).
have := row_range rs; case: (row_of r) => [[n i] j] /and3P[nX io jt].
rewrite /outputs_l (nth_map 0%N) ?columns_size // (nth_map [::]) ?size_map //.
rewrite (nth_map [::]) //.
have [_ d] := @relm_function _ (0, 0)%uint63 (1, 0)%uint63 _ _ _ (stands_d (p := p))
  (stands_d0 p_above) (stands_d1 p_above) (stands_dD p_above p_below)
  (stands_dM p_above p_below) _ _ (stands_moved (column_of c)) (tokens N) (layers N)
  (input N) 0%N _ _ layers_fit (stands_input n) i j io jt.
exact: d.
Qed.

Fact inverse_small : all (all (fun x => (x <? p)%uint63)) (inverse C).
Proof. by case/and5P: accepted => _ _ _ _ /andP[]. Qed.

Fact inverse_is_one : is_one C (product_l 0%uint63 (add_p p) (mul_p p) s s s
                (minor_l N w X C) (inverse C)).
Proof. by case/and5P: accepted => _ _ _ _ /andP[]. Qed.

Lemma stands_inverse i j :
  stands (get 0%uint63 (inverse C) i j) (of_Z ring_p (to_Z (get 0%uint63 (inverse C) i j))).
Proof.
split=> //.
have [il|il] := ltnP i (size (inverse C)); last first.
  by rewrite /get (nth_default [::]) // nth_nil to_Z_0; have := p_above; lia.
have [jl|jl] := ltnP j (size (nth [::] (inverse C) i)); last first.
  by rewrite /get nth_default // to_Z_0; have := p_above; lia.
have /(all_nthP 0%uint63) row_small := (elimT (all_nthP [::]) inverse_small) _ il.
by have /ltb_spec := row_small _ jl.
Qed.

Lemma minor_inverse :
  minor ring_p *m (\matrix_(i, j) of_Z ring_p (to_Z (get 0%uint63 (inverse C) i j))) = 1%:M.
Proof.
apply/matrixP => i j; rewrite !mxE.
have [_] := @relm_product _ 0%uint63 _ _ _ stands (stands0 p_above)
  (standsD p_above p_below) (standsM p_above p_below) s s s _ _ _ _ stands_minor
  (fun i j _ _ => stands_inverse i j) i j (ltn_ord i) (ltn_ord j).
have in_iota (k : 'I_s) : (k : nat) \in iota 0 s by rewrite mem_iota ltn_ord.
have /allP one_row := (elimT allP inverse_is_one) _ (in_iota i).
have /eqb_spec := one_row _ (in_iota j); rewrite -/s -/p => ->.
rewrite -val_eqE /product => e; transitivity (\sum_(k < s) entry ring_p i k *
    of_Z ring_p (to_Z (get 0%uint63 (inverse C) k j))).
  by apply: eq_bigr => k _; rewrite minorE !mxE.
by rewrite -e; case: (_ == _).
Qed.

Lemma minor_nonzero : \det (minor (ring rat)) != 0.
Proof.
rewrite (minor_image (morphism intr)) det_map_mx intr_eq0.
apply/eqP => zero; have := congr1 (fun M => \det M) minor_inverse.
rewrite (minor_image (morphism intr)) det_mulmx det_map_mx zero rmorph0 mul0r det1.
by move/esym/eqP; rewrite oner_eq0.
Qed.

End Accepted.

(* The rank of the Jacobian over the rational numbers, at the integer point. *)
Theorem rank_at_point N w X C :
  check N w X C = true -> (size (rows C) <= \rank (jacobian_at N w X))%N.
Proof. by move=> ok; apply: minor_rank (minor_nonzero ok). Qed.

(* On every line through that point the rank is at least as large, except at finitely
   many points. *)
Theorem rank_nearby N w X C : check N w X C = true ->
  forall v : nat -> rat, exists2 q : {poly rat}, q != 0%R & forall x, ~~ root q x ->
    (size (rows C) <= \rank (jacobian_along N w X v x))%N.
Proof. by move=> ok v; apply: rank_along_lines (minor_nonzero ok). Qed.
