#!/bin/sh
# The certificates in data/, from make_certificates.py.  Run in this folder.
set -e
make()
{
    name=$1
    shift
    python3 make_certificates.py "$@" > "data/$name.json"
}
make direct '{"widths":[2,2],"head_dim":[1],"tokens":2}' direct
make direct-heads '{"widths":[2,1,2],"head_dim":[1,2],"tokens":4,"heads":[2,1],"value_dim":[1,2],"norm":"affine"}' \
    direct --tokens 2
make direct-causal '{"widths":[2,2],"head_dim":[1],"tokens":3,"heads":[2],"mask":"causal","norm":"affine"}' \
    direct --tokens 2
make direct-gap '{"widths":[2,2,2],"head_dim":[1,1],"tokens":2,"residual":true}' direct --size 4
make direct-token '{"widths":[3,2],"head_dim":[1],"tokens":1}' direct
make direct-pnn '{"family":"pnn","widths":[2,2,1],"power":3}' direct
make tensor '{"widths":[2,4],"head_dim":[2],"tokens":2,"heads":[3],"value_dim":[1]}' direct --upper head-tensors
make coefficients '{"widths":[2,3],"head_dim":[2],"tokens":1,"heads":[2],"value_dim":[1]}' direct --upper coefficients
make mixing '{"family":"pnn","widths":[3,4,2,1],"power":2}' direct
# an older certificate, of a bound that is no longer the least
make mixing-plain '{"family":"pnn","widths":[3,4,2,1],"power":2}' direct --upper polynomial-network
make quotient '{"widths":[2,1,3],"head_dim":[1,1],"tokens":2,"heads":[3,2]}' direct
make cut '{"widths":[2,1,2,2],"head_dim":[1,1,1],"tokens":2,"heads":[2,2,1]}' direct
make reduction '{"widths":[5,7,4],"head_dim":[3,2],"tokens":3}' reduction
make reduction-causal '{"widths":[4,1,5],"head_dim":[1,3],"tokens":2,"value_dim":[2,2],"mask":"causal"}' reduction
make reduction-affine '{"widths":[1600000000,13000000000],"head_dim":[1000000000],"tokens":9,"norm":"affine"}' reduction
make reduction-token '{"widths":[5,4,6],"head_dim":[2,1],"tokens":1}' reduction
make heads-reduced '{"widths":[5,4,3],"head_dim":[2,2],"tokens":3,"heads":[2,2]}' heads-reduction --ends 3 2
make heads-reduced-values '{"widths":[9,8],"head_dim":[4],"tokens":5,"heads":[3],"value_dim":[3],"mask":"causal"}' \
    heads-reduction --tokens 2 --ends 4 3
make residual '{"widths":[7,7],"head_dim":[3],"tokens":4,"residual":true}' residual-reduction
make residual-affine '{"widths":[4,4],"head_dim":[1],"tokens":6,"residual":true,"norm":"affine","value_dim":[9]}' \
    residual-reduction
make heads-key '{"widths":[12,5],"head_dim":[7],"heads":[4],"tokens":8}' many-heads
make heads-value '{"widths":[9,8],"head_dim":[9],"heads":[3],"tokens":2,"value_dim":[4]}' many-heads
make heads-mixing '{"widths":[6,2],"head_dim":[8],"heads":[2],"tokens":5}' many-heads
make heads-single '{"widths":[3,4],"head_dim":[2],"tokens":5}' many-heads
make heads-residual '{"widths":[768,768,768],"head_dim":[64,64],"heads":[12,12],"tokens":1024,"value_dim":[64,64],"residual":true,"mask":"causal"}' \
    degree-three
make linear-network '{"family":"pnn","widths":[5,3,4],"power":1}' linear-network
make linear-tokens '{"widths":[5,3,4],"head_dim":[2,2],"heads":[2,3],"tokens":1,"norm":"affine"}' linear-tokens
make linear-residual '{"widths":[5,5,5],"head_dim":[2,2],"tokens":1,"norm":"affine","value_dim":[1,2],"residual":true}' \
    linear-tokens
deep='[3,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,2]'
make direct-deep --seed 2 "{\"family\":\"pnn\",\"widths\":$deep,\"power\":2}" direct
