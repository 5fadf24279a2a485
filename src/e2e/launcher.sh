#!/bin/sh
# The launcher: the first start, those after it, and what can be in their way.

. "$(dirname -- "$0")/lib.sh"
copy=$scratch/"a ✓ chéckout"
copy_checkout "$copy"
cd "$scratch"

# expect NAME STATUS: the last run ended with that status; what it said is shown when it did not.
expect() {
  if [ "$status" = "$2" ]; then
    ok "$1"
  else
    sed 's/^/  | /' out err
    not_ok "$1 (exit code $status, not $2)"
  fi
}

# run COMMAND...: sets status; leaves out and err.
run() {
  status=0
  "$@" > out 2> err < /dev/null || status=$?
}

is_version() {
  [ "$(wc -l < out)" = 1 ] && grep -q '[0-9]' out
}

is_quiet() {
  [ ! -s err ]
}

one_line() {
  [ "$(wc -l < err)" = 1 ] && grep -q "$1" err
}

run "$copy/asaman" --version
[ "$status" = 0 ] || stop 'a first start with --version' out err
ok 'a first start with --version'
check 'its standard output is the version alone' is_version
check 'it says that it builds, in one line' test "$(grep -c '^asaman: building the program, once' err)" = 1
check 'it fetches uv' test "$(grep -c '^asaman: fetching uv, once' err)" = 1
check 'uv is there and runs' sh -c '"$1"/.tools/uv-*/uv --version | grep -q "0.13.9"' sh "$copy"
cp out version

run "$copy/asaman" --version
expect 'a later start' 0
check 'it says nothing of its own' is_quiet
check 'it says the same version' cmp out version

run env HOME=/nonexistent XDG_CACHE_HOME=/nonexistent PIP_INDEX_URL=http://127.0.0.1:9/ UV_INDEX_URL=http://127.0.0.1:9/ \
  PATH=/usr/bin:/bin JAVA_HOME=/nonexistent "$copy/asaman" --version
expect 'a later start with another HOME, cache, index, PATH and JAVA_HOME' 0
check 'it says nothing of its own either' is_quiet

if unshare -rn true 2> /dev/null; then
  run unshare -rn "$copy/asaman" --version
  expect 'a later start without a network' 0
else
  skip 'a later start without a network' 'no namespaces here'
fi

run as_nobody "$copy/asaman" --version
expect 'a start by another user' 0
check 'it says nothing' is_quiet

cp -R "$copy" copied
if [ "$(id -u)" != 0 ]; then
  chmod -R a-w copied
fi
run as_nobody copied/asaman --version
expect 'a start of a copy that cannot be written and has new file times' 0
check 'it says nothing as well' is_quiet
chmod -R u+w copied
rm -rf copied

mkdir -p bin/elsewhere
ln -s "$copy/asaman" bin/asaman
ln -s ../asaman bin/elsewhere/again
run bin/elsewhere/again --version
expect 'a start by a symbolic link to a symbolic link' 0
run env PATH="$scratch/bin:$PATH" asaman --version
expect 'a start by a symbolic link on PATH' 0

run "$copy/asaman-generate" --help
expect 'asaman-generate --help' 0
check 'it names itself' grep -q asaman-generate out

run "$copy/asaman" --no-such-option
expect 'the exit code of a wrong option' 2

run env JAVA_TOOL_OPTIONS=-Dx=y JDK_JAVA_OPTIONS=-Dx=y _JAVA_OPTIONS=-Dx=y "$copy/asaman" --version
expect 'Java options in the environment' 0
check 'they are not taken' is_quiet

run env LC_ALL=C LANG=C "$copy/asaman" -r 'fehlt-ü-✓.txt'
check 'a non-ASCII path under LC_ALL=C is named as it is' grep -q 'fehlt-ü-✓.txt' err
expect 'a missing requirements file' 2

mkfifo input
"$copy/asaman" debug pep440 < input > answers &
launcher=$!
exec 3> input
echo '{"op":"version","v":"1.0"}' >&3
tries=0
until [ -s answers ] || [ "$tries" -ge 100 ]; do
  tries=$((tries + 1))
  sleep 0.1
done
check 'the launcher becomes the JVM' \
  sh -c 'case $(readlink "/proc/$1/exe") in */bin/java) ;; *) exit 1 ;; esac' sh "$launcher"
exec 3>&-
wait "$launcher" || :

touch "$copy/src/main/java/org/asaman/cli/Main.java"
run "$copy/asaman" --version
check 'a touched source is not built again' is_quiet
echo '// changed' >> "$copy/src/main/java/org/asaman/cli/Main.java"
run "$copy/asaman" --version
expect 'a changed source' 0
check 'it is built again' grep -q 'building the program' err

echo 'no Java' >> "$copy/src/main/java/org/asaman/cli/Main.java"
run "$copy/asaman" --version
expect 'a source that does not compile' 1
check 'the end of the log and its path are shown' grep -q 'the whole log: .*/build.log' err
cp "$checkout/src/main/java/org/asaman/cli/Main.java" "$copy/src/main/java/org/asaman/cli/Main.java"

rm -rf "$copy/.tools"
setsid "$copy/asaman" --version > /dev/null 2>&1 &
until [ -d "$copy/.tools/new/source/src" ]; do
  sleep 0.1
done
kill -9 "-$!" 2> /dev/null || :
wait "$!" 2> /dev/null || :
"$copy/asaman" --version > one 2> err-one &
run "$copy/asaman" --version
expect 'one of two first starts at once, after one that was killed' 0
status=0
wait "$!" || status=$?
expect 'the other one' 0
check 'only one of them built' test "$(cat err err-one | grep -c 'building the program')" = 1

if unshare -rm sh -c 'mount -t tmpfs none /usr/lib/jvm' 2> /dev/null; then
  rm -rf "$copy/.tools"
  run unshare -rm sh -c 'mount -t tmpfs none /usr/lib/jvm; JAVA_HOME= HOME=/nonexistent exec "$1" --version' sh "$copy/asaman"
  expect 'no Java' 1
  check 'one line says so' one_line 'needs Java 25 or later'
else
  skip 'no Java' 'no namespaces here'
fi
