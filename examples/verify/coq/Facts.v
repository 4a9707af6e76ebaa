(* Facts about the Jacobian of Network.v: its entries are derivatives of the
   function along lines; it commutes with homomorphisms; its rank at one point is
   a lower bound for its rank at almost all points. *)
From Coq Require Import ZArith.
From mathcomp Require Import all_ssreflect all_algebra.
From Fulgurite Require Import Network.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import GRing.Theory.
Local Open Scope ring_scope.

(* The ring on a type, and the homomorphism that a function is, where MathComp knows
   them: its versions 1 and 2 have different notations for these. *)
Definition ring_on (T : Type) (R : comRingType) & phant_id (R : Type) T := R.
Definition morphism_of (R S : comRingType) (f : {rmorphism R -> S}) (g : R -> S)
  & phant_id (f : R -> S) g := f.
Notation ring T := (@ring_on T _ id).
Notation morphism g := (@morphism_of _ _ _ g id).

(* ---- homomorphisms ---- *)

Section Morphism.
Variables (R S : comRingType) (f : {rmorphism R -> S}).
Variables (w : nat -> R) (w' : nat -> S).
Hypothesis f_w : forall n, w' n = f (w n).

(* the same matrix, entry by entry *)
Definition image (A : matrix_of R) (B : matrix_of S) := forall i j, B i j = f (A i j).

Lemma image_block p c : image (block w p c) (block w' p c).
Proof. by move=> i j; apply: f_w. Qed.

Lemma image_product n A B A' B' :
  image A A' -> image B B' -> image (product n A B) (product n A' B').
Proof.
move=> a b i j; rewrite rmorph_sum; apply: eq_bigr => k _.
by rewrite rmorphM a b.
Qed.

Lemma image_power x n : f (x ^+ n) = f x ^+ n.
Proof. by elim: n => [|n IH]; rewrite ?rmorph1 // !exprS rmorphM IH. Qed.

Lemma image_scores d a c Q K X Q' K' X' : image Q Q' -> image K K' -> image X X' ->
  image (scores d a c Q K X) (scores d a c Q' K' X').
Proof.
move=> q k x i j; rewrite /scores; case: ifP => _; first by rewrite rmorph0.
rewrite rmorph_sum; apply: eq_bigr => r _.
by rewrite rmorphM (image_product d k x) (image_product d q x).
Qed.

Lemma image_value d n v p : image (value d n v w p) (value d n v w' p).
Proof. by case: v => [r|]; [apply: image_product|]; apply: image_block. Qed.

Lemma image_head t d a v c n p X X' : image X X' ->
  image (head t d a v c n w p X) (head t d a v c n w' p X').
Proof.
move=> x; apply: image_product.
  by apply: image_product => //; apply: image_value.
by apply: image_scores => //; apply: image_block.
Qed.

Lemma image_layer t d l p X X' : image X X' ->
  image (layer_function t d l w p X) (layer_function t d l w' p X').
Proof.
case: l => [h a v r c n|m n] x i j /=.
  rewrite rmorphD rmorph_sum; congr (_ + _); first by case: r; rewrite ?rmorph0.
  by apply: eq_bigr => k _; apply: image_head.
by rewrite image_power (image_product d (image_block p d) x).
Qed.

Lemma image_function_from t ls : forall d p X X', image X X' ->
  image (function_from t d ls w p X) (function_from t d ls w' p X').
Proof.
elim: ls => [|l ls IH] d p X X' x //=.
by apply: IH; apply: image_layer.
Qed.

Lemma image_network N X X' : image X X' ->
  image (network_function N w X) (network_function N w' X').
Proof. exact: image_function_from. Qed.

End Morphism.

(* ---- the Jacobian ---- *)

Section Partial.
Variables (R S : comRingType) (f : {rmorphism R -> S}) (N : network).
Variables (w : nat -> R) (w' : nat -> S) (X : matrix_of R) (X' : matrix_of S).
Hypothesis f_w : forall n, w' n = f (w n).
Hypothesis f_X : image f X X'.

Lemma image_partial c i j : partial N w' X' c i j = f (partial N w X c i j).
Proof.
rewrite /partial -horner_map -deriv_map rmorph0; congr (_^`().[_]).
apply: (image_network (f := morphism (map_poly f))) => [n|k m] /=.
  by rewrite /moved rmorphD rmorphMn /= map_polyC map_polyX f_w.
by rewrite map_polyC f_X.
Qed.

End Partial.

Lemma image_jacobian (R S : comRingType) (f : {rmorphism R -> S}) N w w' X X' m :
  (forall n, w' n = f (w n)) -> (forall n, image f (X n) (X' n)) ->
  jacobian N w' X' m = map_mx f (jacobian N w X m).
Proof.
by move=> f_w f_X; apply/matrixP => r c; rewrite !mxE; apply: image_partial.
Qed.

Lemma jacobian_ext (R : comRingType) N (w w' : nat -> R) X m :
  w =1 w' -> jacobian N w X m = jacobian N w' X m.
Proof.
move=> eq_w.
have -> := @image_jacobian R R (morphism idfun) N w' w X X m.
- by apply/matrixP => r c; rewrite !mxE.
- by [].
by [].
Qed.

(* The polynomial whose derivative is an entry of the Jacobian is the output as a
   function of one weight. *)
Theorem moved_weight (R : comRingType) N (w : nat -> R) X c i j x :
  (network_function N (moved w c) (fun k m => (X k m)%:P) i j).[x] =
  network_function N (fun n => w n + x *+ (n == c)) X i j.
Proof.
symmetry; apply: (image_network (f := morphism (horner_eval x))) => [n|k m].
  by rewrite /= /horner_eval /moved hornerD hornerMn hornerC hornerX.
by rewrite /= /horner_eval hornerC.
Qed.

(* ---- minors ---- *)

Section Minor.
Variables (F : fieldType) (m n s : nat) (A : 'M[F]_(m, n)).
Variables (row : 'I_s -> 'I_m) (col : 'I_s -> 'I_n).

Lemma minor_rank : \det (mxsub row col A) != 0 -> (s <= \rank A)%N.
Proof.
move=> nonzero; have unit : mxsub row col A \in unitmx by rewrite unitmxE unitfE.
rewrite -(mxrank_unit unit) mxsubcr -[mxsub id _ _]trmxK mxrank_tr trmx_mxsub.
apply: leq_trans (mxrankS (rowsub_sub _ _)) _.
by rewrite mxrank_tr mxrankS // rowsub_sub.
Qed.

End Minor.

(* Along any line through a point w0 with an invertible minor, the rank is at least
   the size of the minor, except at the roots of one polynomial. *)
Theorem rank_along_lines (F : fieldType) N (w v : nat -> F) X m s
    (row : 'I_s -> 'I_(places N m)) (col : 'I_s -> 'I_(parameters N)) :
  \det (mxsub row col (jacobian N w X m)) != 0 ->
  exists2 q : {poly F}, q != 0 &
    forall x, ~~ root q x -> (s <= \rank (jacobian N (fun n => w n + x * v n)%R X m))%N.
Proof.
move=> nonzero.
pose W n := (w n)%:P + 'X * (v n)%:P; pose XP n i j := (X n i j)%:P.
have at_x x : jacobian N (fun n => w n + x * v n)%R X m =
    map_mx (horner_eval x) (jacobian N W XP m).
  apply: image_jacobian => [n|n i j] /=; rewrite /horner_eval /W /XP.
    by rewrite hornerD hornerM hornerX !hornerC.
  by rewrite hornerC.
pose q := \det (mxsub row col (jacobian N W XP m)).
have q_at x : q.[x] = \det (mxsub row col (jacobian N (fun n => w n + x * v n)%R X m)).
  rewrite at_x -map_mxsub.
  by rewrite (det_map_mx (morphism (horner_eval x))).
exists q => [|x].
  apply: contraNneq nonzero => q0; have := q_at 0; rewrite q0 horner0 => /esym/eqP.
  rewrite (@jacobian_ext _ _ _ w) => [->//|n].
  by rewrite mul0r addr0.
by rewrite rootE q_at => /minor_rank.
Qed.

(* ---- integers ---- *)

Section Integers.
Variable R : ringType.
Notation zr := (of_Z R).

Lemma of_pos_sub p q : zr (Z.pos_sub p q) = (Pos.to_nat p)%:R - (Pos.to_nat q)%:R.
Proof.
rewrite Z.pos_sub_spec; case: (Pos.compare_spec p q) => [->|lt|lt] /=.
- by rewrite subrr.
- rewrite Pos2Nat.inj_sub // natrB ?opprB //.
  by apply/leP; apply: Nat.lt_le_incl; apply/Pos2Nat.inj_lt.
rewrite Pos2Nat.inj_sub // natrB //.
by apply/leP; apply: Nat.lt_le_incl; apply/Pos2Nat.inj_lt.
Qed.

Lemma of_ZD x y : zr (x + y) = zr x + zr y.
Proof.
case: x y => [|p|p] [|q|q] //=; rewrite ?add0r ?addr0 //.
- by rewrite Pos2Nat.inj_add natrD.
- by rewrite of_pos_sub.
- by rewrite of_pos_sub addrC.
by rewrite Pos2Nat.inj_add natrD opprD.
Qed.

Lemma of_ZM x y : zr (x * y) = zr x * zr y.
Proof.
case: x y => [|p|p] [|q|q] //=; rewrite ?mul0r ?mulr0 // Pos2Nat.inj_mul natrM.
- by [].
- by rewrite mulrN.
- by rewrite mulNr.
by rewrite mulrNN.
Qed.

End Integers.

Lemma of_Z_image (R S : ringType) (f : {rmorphism R -> S}) z : of_Z S z = f (of_Z R z).
Proof. by case: z => [|p|p] /=; rewrite ?rmorph0 ?rmorphN ?rmorph_nat. Qed.
