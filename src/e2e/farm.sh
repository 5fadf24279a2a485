#!/bin/sh
# Builds on a cluster of two workers (./farm), in a root file system that travels with each action: the same wheels as
# here, and none is lost when a worker is killed or the server is.

. "$(dirname -- "$0")/lib.sh"
. "$checkout/tools/buildbox.sh"
cd "$scratch"

if [ "$(id -u)" != 0 ] || ! command -v mmdebstrap > /dev/null; then
  skip 'builds on a cluster' 'needs root and mmdebstrap'
  exit
fi
# Not counted: whether a newer Debian's packages can be had says nothing about the program.
if ! "$checkout/farm" install > log 2>&1; then
  sed 's/^/  | /' log
  echo "note farm: builds on a cluster were not tried; $(tail -n 1 log)"
  exit
fi

step() {
  name=$1
  shift
  "$@" > log 2>&1 || stop "$name" log
  ok "$name"
}

port=$(free_port)
farm() {
  "$checkout/farm" --dir "$scratch/farm" --port "$port" "$@"
}
trap 'farm stop > /dev/null 2>&1 || :; rm -rf "$scratch"' EXIT

# lines FILE NAME...: their lines of an example.
lines() {
  file=$checkout/examples/$1
  shift
  for project in "$@"; do
    grep -A 1 "^$project==" "$file"
  done
}

# build WHEELS STORE OPTION...: into the folder WHEELS.
build() {
  wheels=$1
  store=$2
  shift 2
  "$checkout/asaman" -r requirements.txt -o "$wheels" --json "$wheels.json" --root root.tar --python /usr/bin/python3 \
    --store "$store" "$@"
}

there() {
  build "$@" --remote "grpc://127.0.0.1:$port"
}

# same WHEELS WHEELS: the two folders hold the same eight wheels.
same() {
  (cd "$1" && sha256sum -- *.whl) > "$1.sums"
  (cd "$2" && sha256sum -c --quiet "../$1.sums" && [ "$(ls ./*.whl | wc -l)" = 8 ])
}

all_cached() {
  [ "$(grep -c '"result" : "cached"' "$1.json")" = 8 ]
}

# worked N: the worker has evaluated an action.
worked() {
  farm status | grep "^worker-$1: .* [1-9][0-9]* actions"
}

# busy WHEELS: waits until the second worker is at work, or fails when the run that makes them is over.
busy() {
  until farm status | grep -q '^worker-2: .*, busy'; do
    [ ! -e "$1.status" ] || return 1
    sleep 0.2
  done
}

# disturbed WHEELS TIME COMMAND...: as `there` with a new store; in the midst of it the command is run, and
# once more if the second worker is at work again.
disturbed() {
  wheels=$1
  time=$2
  shift 2
  {
    status=0
    there "$wheels" "$wheels-store" --sde "$time" > "$wheels.log" 2>&1 || status=$?
    echo "$status" > "$wheels.status"
  } &
  until [ -n "$(find "$wheels" -name '*.whl' 2> /dev/null)" ] && busy "$wheels"; do
    [ ! -e "$wheels.status" ] || { echo 'the run was over before it was disturbed' && cat "$wheels.log" && return 1; }
    sleep 0.2
  done
  "$@" || return 1
  ! busy "$wheels" || "$@" || return 1
  wait
  cat "$wheels.log" && [ "$(cat "$wheels.status")" = 0 ]
}

lines requirements.txt six pluggy packaging typing-extensions > requirements.txt
lines native/requirements.txt markupsafe cffi pyyaml wrapt >> requirements.txt

step 'a cluster of two workers is started' farm start 2
step 'starting it again is refused' sh -c '! "$@" start 2> again && grep -q "runs already" again' sh "$checkout/farm" --dir farm
step 'a root is made' "$checkout/asaman" root debian "$(. /etc/os-release && echo "$VERSION_CODENAME")" --minimal \
  --include python3,python3-pip,python3-dev,gcc,libc6-dev,libffi-dev,pkg-config -o root.tar
step 'eight packages are built here' build here here-store --sde 1500000000
step 'and there, with the server killed in the middle of the work' disturbed there 1500000000 farm restart-server
check 'nothing is lost, and the wheels are the same' same here there
check 'the first worker took part' worked 1
check 'the second worker too' worked 2
step 'another machine asks the cluster' there other other-store --sde 1500000000
check 'gets everything, and builds nothing' all_cached other
check 'the wheels are the same there' same here other

step 'eight packages are built at another time here' build before here-store --sde 1400000000
step 'there, with a worker killed in the middle of its work' disturbed killed 1400000000 farm kill-worker 2
check 'nothing is lost then either, and the wheels are the same' same before killed
step 'the worker comes back' farm start-worker 2

farm status | sed -n 's/.*: process \([0-9]*\),.*/\1/p' > processes
step 'the cluster is stopped' farm stop
check 'none of its seven processes is left' \
  sh -c '[ "$(wc -l < processes)" = 7 ] && while read -r process; do [ ! -e "/proc/$process" ] || exit 1; done < processes'
step 'what it knew it knows after another start' farm start 1
step 'a third machine asks it' there last last-store --sde 1500000000
check 'and builds nothing' all_cached last
