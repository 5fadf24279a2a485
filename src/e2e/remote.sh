#!/bin/sh
# Builds on a server of the Remote Execution API: buildbox-casd, one process with storage, action cache and execution.
# Its workers have this machine's own Python and compiler; with a root see native.sh, with a cluster farm.sh.

. "$(dirname -- "$0")/lib.sh"
. "$checkout/tools/buildbox.sh"
cd "$scratch"
python=/usr/bin/python3

buildbox_install "$checkout/.tools/buildbox" > log 2>&1 || stop 'the programs of buildbox are fetched' log
port=$(free_port)
server=grpc://127.0.0.1:$port
casd=
cache=$scratch/casd

# serve [OPTION]...: starts the server, with what it had; actions see the system folders of this machine.
serve() {
  start_casd "$checkout/.tools/buildbox" "$cache" "$port" "$@" \
    --runner-arg=--ro-bind-mount=/usr:/usr --runner-arg=--ro-bind-mount=/usr/bin:/bin \
    --runner-arg=--ro-bind-mount=/usr/lib:/lib --runner-arg=--ro-bind-mount=/usr/lib64:/lib64 \
    || stop 'buildbox-casd starts' "$cache.log"
}

# stop_casd [SIGNAL]
stop_casd() {
  kill -s "${1:-TERM}" "$casd"
  wait "$casd" || :
}

trap 'kill "$casd" 2> /dev/null || :; unmount "$scratch/"; rm -rf "$scratch"' EXIT

# build FOLDER STORE OPTION...
build() {
  folder=$1
  store=$2
  shift 2
  "$checkout/asaman" -r requirements.txt -o "$folder" --json "$folder.json" --python "$python" --store "$store" "$@" \
    > log 2>&1
}

step() {
  name=$1
  shift
  "$@" || stop "$name" log
  ok "$name"
}

# same NAME NAME: the two folders hold the same wheels.
same() {
  (cd "$1" && sha256sum -- *.whl) > "$1.sums"
  (cd "$2" && sha256sum -c --quiet "../$1.sums") && [ "$(cd "$2" && ls ./*.whl | wc -l)" = "$(wc -l < "$1.sums")" ]
}

# result NAME WORD: so it went with every wheel.
result() {
  [ "$(grep -c "\"result\" : \"$2\"" "$1.json")" = "$(grep -c '"result"' "$1.json")" ]
}

# record FIELD FILE: the value of a field of a record.
record() {
  sed -n "s/^  \"$1\" : \"\(.*\)\",\$/\1/p" "$2"
}

same_actions() {
  for file in here/*-none-any.whl.build.json; do
    [ "$(record action "$file")" = "$(record action "there/${file#here/}")" ] || return 1
  done
}

for project in six pluggy packaging typing-extensions attrs poetry-core markupsafe wrapt; do
  grep -A1 "^$project==" "$checkout/examples/requirements.txt"
done > requirements.txt

step 'eight packages are built here' build here store-here
serve
step 'and on the server' build there store-there --remote "$server"
check 'the wheels are the same' same here there
check 'so are the actions of pure wheels' same_actions
check 'their records say that another machine built them' grep -q '"sandbox" : "remote"' there/six-*.json
step 'another machine asks the server' build other store-other --remote "$server"
check 'gets everything, and builds nothing' result other cached
check 'the wheels are the same there' same here other
step 'another one only uses the shared results' build cache store-cache --remote-cache "$server"
check 'gets what depends on no toolchain, and builds the rest' sh -c \
  '[ "$(grep -c "\"result\" : \"cached\"" cache.json)" -ge 6 ]'
check 'the wheels are the same there too' same here cache
step 'what is built here is shared' build giver store-giver --remote-cache "$server" --sde 1500000000
step 'with another machine' build taker store-taker --remote-cache "$server" --sde 1500000000
check 'which builds nothing' result taker cached
check 'and has the same wheels' same giver taker
if build before store-here && result before cached; then
  ok 'what was built here is remembered'
else
  stop 'what was built here is remembered' log
fi
step 'what came from a server is not taken by a run without it' build alone store-there
check 'it builds again' result alone built

step 'wheels are verified here and there' "$checkout/asaman" verify -r requirements.txt --python "$python" \
  --store store-here --remote "$server" --json verdict.json
check 'every rebuild was made there' sh -c \
  "[ \"\$(grep -c '\"variation\" : \"on $server\"' verdict.json)\" = 8 ] && ! grep -q '\"sha256\" : \"\"' verdict.json"

build here2 store-here --sde 1400000000 || stop 'eight packages are built at another time here' log
build killed store-killed --sde 1400000000 --remote "$server" &
run=$!
for _ in 1 2 3; do
  sleep 3
  stop_casd KILL
  serve
done
if wait "$run"; then
  ok 'a server that is killed three times and started again loses nothing'
else
  stop 'a server that is killed three times and started again loses nothing' log
fi
check 'the wheels are the same then' same here2 killed

stop_casd
cache=$scratch/empty
serve
step 'a server that lost everything gets it again' build lost store-lost --sde 1400000000 --remote "$server"
check 'and gives the same wheels' same here2 lost

stop_casd
cache=$scratch/small
serve --quota-high=3M --reserved=0
if build full store-full --remote "$server"; then
  not_ok 'a server that is full is told in one line'
else
  check 'a server that is full is told in one line' \
    sh -c "[ \$? = 0 ] && grep -q '^asaman: $server: ' log && ! grep -q 'Exception\|	at ' log && ! ls full/*.whl"
fi

stop_casd
status=0
build away store-away --remote "$server" || status=$?
check 'a server that is away is told in one line' \
  sh -c "[ $status = 1 ] && [ \"\$(grep -c '^asaman: $server: does not answer' log)\" = 1 ] && ! ls away"
