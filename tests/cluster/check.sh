#!/bin/sh
# check.sh PROGRAM SOURCES: the examples of examples/cluster, run.  A real munged,
# slurmctld and slurmd on loopback (root; Debian's slurmctld, slurmd, slurm-client,
# munge), and GNU parallel.  Prints TAP.
set -u
program=$1
examples=$2/examples/cluster
work=$(mktemp -d /tmp/fulgurite-cluster.XXXXXX)
number=0 failed=0
FULGURITE=$program
RANGES='--widths 2-5 --depth 1-3 --head-dim 1-2 --heads 1-3 --tokens 2'
SHARDS=4
export FULGURITE RANGES SHARDS
daemons=

finish()
{
    for daemon in $daemons; do
        kill "$daemon" 2>/dev/null
        wait "$daemon" 2>/dev/null
    done
    rm -rf "$work"
}
trap finish EXIT
trap 'exit 2' INT TERM HUP

ok()
{
    number=$((number + 1))
    if [ "$1" -eq 0 ]; then
        echo "ok $number - $2"
    else
        echo "not ok $number - $2"
        failed=1
    fi
}

# The rows without what differs from run to run, sorted.
table()
{
    "$program" survey table "$1" --table csv | cut -d, -f1-30 | sort
}

# wait_for SECONDS COMMAND...
wait_for()
{
    left=$1
    shift
    until "$@" >/dev/null 2>&1; do
        left=$((left - 1))
        [ "$left" -gt 0 ] || return 1
        sleep 1
    done
}

# Not quoted: the ranges are several words.
"$program" survey $RANGES -o "$work/whole.jsonl" --quiet >/dev/null
ok $? "the whole survey"
table "$work/whole.jsonl" >"$work/whole"

# ---- GNU parallel ------------------------------------------------------------------
mkdir "$work/parallel"
cd "$work/parallel" || exit 2
sh "$examples/collect.sh" | grep -q 'array=1,2,3,4'
ok $? "collect.sh names what is missing"
sh "$examples/parallel.sh" -j 2 >parallel.txt 2>&1
ok $? "parallel.sh"
sh "$examples/collect.sh" >/dev/null && table survey.jsonl | cmp - "$work/whole"
ok $? "the shards of parallel are the whole"

# ---- Slurm ----------------------------------------------------------------------------
mkdir "$work/slurm" "$work/state" "$work/spool"
cd "$work" || exit 2
chmod 755 "$work"
host=$(hostname -s)
base=$((20000 + $$ % 20000))
dd if=/dev/urandom of=munge.key bs=1 count=1024 2>/dev/null
chmod 400 munge.key
cat >slurm.conf <<END
ClusterName=fulgurite
SlurmctldHost=$host(127.0.0.1)
SlurmctldPort=$base
SlurmdPort=$((base + 1))
AuthType=auth/munge
AuthInfo=socket=$work/munge.socket
CredType=cred/munge
SlurmUser=root
SlurmdUser=root
StateSaveLocation=$work/state
SlurmdSpoolDir=$work/spool
SlurmctldPidFile=$work/slurmctld.pid
SlurmdPidFile=$work/slurmd.pid
SlurmctldLogFile=$work/slurmctld.log
SlurmdLogFile=$work/slurmd.log
# The defaults want cgroups, and give the whole node to one task.
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
AccountingStorageType=accounting_storage/none
JobAcctGatherType=jobacct_gather/none
MpiDefault=none
MailProg=/bin/true
ReturnToService=2
MinJobAge=300
NodeName=$host NodeAddr=127.0.0.1 CPUs=$(nproc) State=UNKNOWN
PartitionName=main Nodes=$host Default=YES MaxTime=60 State=UP
END
SLURM_CONF=$work/slurm.conf
export SLURM_CONF
munged --foreground --force --num-threads=2 --key-file="$work/munge.key" \
    --socket="$work/munge.socket" --pid-file="$work/munged.pid" \
    --log-file="$work/munged.log" --seed-file="$work/munged.seed" \
    >munged.txt 2>&1 &
daemons="$daemons $!"
wait_for 10 test -S "$work/munge.socket"
slurmctld -D >slurmctld.txt 2>&1 &
daemons="$! $daemons"
slurmd -D >slurmd.txt 2>&1 &
daemons="$! $daemons"
wait_for 40 sh -c 'sinfo -h -o %t | grep -q idle'
up=$?
ok "$up" "a cluster of one node"
if [ "$up" -ne 0 ]; then
    tail -n 3 slurmctld.log slurmd.log munged.log | sed 's/^/# /'
    echo "1..$number"
    exit 1
fi

is_empty()
{
    [ -z "$(squeue -h)" ]
}

cd "$work/slurm" || exit 2
mkdir logs results
# One task is killed as it works, one never begins.
job=$(sbatch --parsable --array=1-4 "$examples/survey.sbatch")
ok $? "submitted"
scancel "${job}_4"
# As soon as it has begun.
for _ in $(seq 300); do
    [ -s results/1.jsonl ] && break
    sleep 0.1
done
scancel --full --signal=KILL "${job}_1"
wait_for 60 is_empty
ok $? "the queue is empty"
rm -f results/4.code
said=$(sh "$examples/collect.sh")
status=$?
echo "# $said"
[ "$status" -eq 1 ]
ok $? "collect.sh says what was killed"
sbatch --parsable --array="${said##*=}" "$examples/survey.sbatch" >/dev/null
ok $? "submitted again"
wait_for 60 is_empty
sh "$examples/collect.sh" >/dev/null && table survey.jsonl | cmp - "$work/whole"
ok $? "the shards of Slurm are the whole"
echo "1..$number"
exit "$failed"
