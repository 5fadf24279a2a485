# What the end-to-end tests share; sourced. Every test says one line: ok, not ok or skip, and its name.
# ./check counts those lines.

set -eu
umask 022
checkout=$(CDPATH='' cd -P -- "$(dirname -- "$0")/../.." && pwd -P)
suite=$(basename -- "$0" .sh)
scratch=$(mktemp -d "${TMPDIR:-/tmp}/asaman-$suite.XXXXXX")
chmod 755 "$scratch"
trap 'rm -rf "$scratch"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

ok() {
  echo "ok $suite: $1"
}

not_ok() {
  echo "not ok $suite: $1"
}

# stop NAME LOG...: what failed is needed by all that follows.
stop() {
  name=$1
  shift
  sed 's/^/  | /' "$@"
  not_ok "$name"
  exit
}

skip() {
  echo "skip $suite: $1 ($2)"
}

# check NAME COMMAND...: the command succeeds; what it says is shown when it does not.
check() {
  name=$1
  shift
  if "$@" > "$scratch/check.log" 2>&1; then
    ok "$name"
  else
    sed 's/^/  | /' "$scratch/check.log"
    not_ok "$name"
  fi
}

# as_nobody COMMAND...: as an ordinary user without a home of its own, whoever runs the tests.
as_nobody() {
  if [ "$(id -u)" = 0 ]; then
    setpriv --reuid 65534 --regid 65534 --clear-groups "$@"
  else
    "$@"
  fi
}

# copy_checkout FOLDER [.tools]: what the program is made of, and if asked for what a first start made of it.
copy_checkout() {
  mkdir -p "$1/src"
  (cd "$checkout" && cp -Rp asaman asaman-generate pom.xml .mvn tools ${2+"$2"} "$1" && cp -Rp src/main "$1/src")
}
