# The first start, and the first after a change: builds the program and fetches uv into .tools.
# Usage: program=NAME sh tools/setup.sh HOME
#
# Everything is made in .tools/new and then renamed, .tools/current last: an interrupted setup leaves nothing
# that is used. Folders carry a sum of what they are made from, so a running program keeps its own.

set -eu
umask 022
home=$1
tools=$home/.tools
work=$tools/new
export LC_ALL=C.UTF-8

. "$home/tools/java.sh"

say() {
  printf '%s: %s\n' "$program" "$*" >&2
}

die() {
  say "$@"
  exit 1
}

# fail LOG MESSAGE: ends with the last lines of the log, without colours and Maven's general advice.
fail() {
  sed "s/$(printf '\033')\[[0-9;]*m//g; /^\[ERROR\] -> /,\$d; s/^/  | /" "$1" | tail -n 20 >&2
  die "$2; the whole log: $1"
}

# One setup at a time: a lock that ends with its process, or where there is no flock, a folder with its number.
lock() {
  exec 9> "$tools/lock"
  if command -v flock > /dev/null; then
    flock -n 9 || { say 'waiting for another first start'; flock 9; }
    return
  fi
  until mkdir "$tools/lock.d" 2> /dev/null; do
    owner=$(cat "$tools/lock.d/owner" 2> /dev/null) || owner=
    [ -z "$owner" ] || kill -0 "$owner" 2> /dev/null || rm -rf "$tools/lock.d"
    sleep 1
  done
  echo "$$" > "$tools/lock.d/owner"
}

sum_of() {
  find "$@" -type f -exec cksum {} + | sort | cksum | tr ' ' '-'
}

build_application() {
  is_java "$java_home" javac || find_java javac || die "$no_java"
  command -v mvn > /dev/null || die 'needs Maven (mvn on PATH) to be built; install it, for example the package maven'
  say 'building the program, once; this takes about a minute'
  (cd "$work/source" && JAVA_HOME=$java_home mvn -q -B -Dstyle.color=never -Dquick package) > "$tools/build.log" 2>&1 < /dev/null \
    || fail "$tools/build.log" 'the program could not be built'
  mkdir "$work/app"
  mv "$work/source/target/asaman.jar" "$work/source/target/lib" "$work/app"
  mv "$work/app" "$app"
}

# python_with_pip: sets python; the first one on PATH may be a bare one.
python_with_pip() {
  for python in python3 python /usr/bin/python3 /usr/local/bin/python3; do
    ! "$python" -m pip --version > /dev/null 2>&1 || return 0
  done
  python=$work/venv/bin/python
  python3 -m venv "$work/venv" > /dev/null 2>&1
}

# pip, configured as the user has it, checks the wheel's hash; only the program in it is kept.
fetch_uv() {
  say 'fetching uv, once'
  python_with_pip || die 'needs a python3 with pip to fetch uv; install it, for example the packages python3-pip or python3-venv'
  (
    unset PIP_CONSTRAINT PIP_REQUIREMENT PIP_REQUIRE_VIRTUALENV
    "$python" -m pip download -q --no-input --disable-pip-version-check --require-hashes --no-deps \
      --only-binary :all: -d "$work/uv" -r "$home/tools/requirements.txt"
  ) > "$tools/uv.log" 2>&1 < /dev/null || fail "$tools/uv.log" 'uv could not be fetched'
  "$python" - "$work"/uv/uv-*.whl "$work/uv/uv" << 'PYTHON'
import sys, zipfile
with zipfile.ZipFile(sys.argv[1]) as wheel, open(sys.argv[2], "wb") as uv:
    uv.write(wheel.read(next(n for n in wheel.namelist() if n.endswith(".data/scripts/uv"))))
PYTHON
  chmod 755 "$work/uv/uv"
  rm "$work"/uv/uv-*.whl
  mv "$work/uv" "$tools/$uv_folder"
}

# list_classes ARGUMENT...: the classes that the command loads, without the numbers that hold in one list only.
list_classes() {
  (run_java -Xshare:off "-XX:DumpLoadedClassList=$work/classes" org.asaman.cli.Main "$@") >&2 || return
  sed 's/ id: .*//' "$work/classes"
}

# The classes of a start as the JVM has them in memory: a start takes half the time. It also works without.
archive_classes() {
  [ ! -s "$app/classes.jsa" ] || [ "$java_home" != "$previous_java" ] \
    || [ "$java_home/release" -nt "$app/classes.jsa" ] || return 0
  uv=$tools/$uv_folder/uv
  {
    list_classes --help > "$work/listed"
    echo '{"op":"version","v":"1"}' | list_classes debug pep440 >> "$work/listed"
    awk '!seen[$0]++' "$work/listed" > "$work/archived"
    (run_java -Xshare:dump "-XX:SharedClassListFile=$work/archived" "-XX:SharedArchiveFile=$work/classes.jsa")
  } > "$tools/archive.log" 2>&1 || return 0
  mv "$work/classes.jsa" "$app/classes.jsa"
}

previous_app=
previous_java=
if [ -r "$tools/current" ]; then
  { read -r previous_app && read -r _ && read -r previous_java; } < "$tools/current" || :
fi
java_home=$previous_java

if [ ! -w "$home" ] || { [ -d "$tools" ] && [ ! -w "$tools" ]; }; then
  [ -r "$tools/$previous_app/asaman.jar" ] || die "is not built yet and cannot write to $home; start it once as one who can"
  exit 0
fi
case $home in *:*) die "cannot run in a folder with a colon in its path: $home" ;; esac

mkdir -p "$tools"
lock
trap 'rm -rf "$work" "$tools/lock.d"' EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM
rm -rf "$work"
mkdir -p "$work/source/src"
: > "$work/begun"
cp -R "$home/pom.xml" "$home/.mvn" "$work/source"
cp -R "$home/src/main" "$work/source/src"

app_folder=app-$(cd "$work/source" && sum_of .)
uv_folder=uv-$(cd "$home/tools" && sum_of requirements.txt)
app=$tools/$app_folder
[ -d "$app" ] || build_application
[ -d "$tools/$uv_folder" ] || fetch_uv
is_java "$java_home" || find_java || die "$no_java"
archive_classes

printf '%s\n' "$app_folder" "$uv_folder" "$java_home" > "$work/current"
touch -r "$work/begun" "$work/current"
mv "$work/current" "$tools/current"
for folder in "$tools"/app-*; do
  case ${folder##*/} in "$app_folder" | "$previous_app") ;; *) rm -rf "$folder" ;; esac
done
for folder in "$tools"/uv-*; do
  [ "$folder" = "$tools/$uv_folder" ] || rm -rf "$folder"
done
