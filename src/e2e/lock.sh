#!/bin/sh
# Builds the example from its lock: without a network, from a bundle, and with every build tool from source.

. "$(dirname -- "$0")/lib.sh"
cd "$scratch"
asaman=$checkout/asaman

step() {
  name=$1
  shift
  "$@" > log 2>&1 || stop "$name" log
  ok "$name"
}

# offline COMMAND...: in a network namespace of its own, in which not even the loopback is up.
offline() {
  if [ "$(id -u)" = 0 ]; then
    unshare -n "$@"
  else
    unshare -rn "$@"
  fi
}

# same NAME FOLDER: the folder holds the wheels that were built first.
same() {
  check "$1" sh -c 'cd "$1" && ls *.whl > /dev/null && sha256sum -c --quiet ../first.sum && [ "$(ls *.whl | wc -l)" = "$(wc -l < ../first.sum)" ]' sh "$2"
}

cp "$checkout/examples/requirements.txt" .
step 'the example is built without a lock' "$asaman" -r requirements.txt -o first
(cd first && sha256sum ./*.whl) > first.sum
step 'the example is locked' "$asaman" lock requirements.txt
cp requirements.build.toml before.toml
step 'locking again changes nothing' \
  sh -c '"$1" lock requirements.txt && cmp requirements.build.toml before.toml' sh "$asaman"
step 'a bundle is made' "$asaman" bundle -r requirements.txt -o bundle.tar
step 'the example is built from the bundle without a network' \
  offline "$asaman" -r requirements.txt --locked --bundle bundle.tar --store bundled -o offline
same 'from the bundle every wheel has the same hash' offline
rm -rf bundled bundle.tar offline

if "$asaman" lock --build-deps=source requirements.txt > log 2>&1; then
  stop 'a cycle of the chain is refused' log
fi
grep -q 'to be built; take .* as a wheel at first, such as with --seed wheel' log || stop 'a cycle is named with its seed' log
ok 'a cycle of the chain is named with its seed'
step 'the chain is locked' "$asaman" lock --build-deps=source --seed wheel requirements.txt
step 'the example is built with every build requirement from source' \
  "$asaman" -r requirements.txt --build-deps=source --store chain -o source
same 'with the chain from source every wheel has the same hash' source
grep '^note: ' log
check 'no build requirement but the seed was a wheel' \
  sh -c 'grep -q "came from source; as wheels: wheel [0-9.]* (seed)\(, wheel [0-9.]* (seed)\)*$" log && ! grep -l "\"from\" : \"index\"" source/*.json'
for tool in flit-core setuptools hatchling poetry-core pdm-backend setuptools-scm cython; do
  check "$tool was built from its sdist" \
    sh -c 'grep -A 4 "\"name\" : \"$1\"" source/*.json | grep -q "\"from\" : \"source\""' sh "$tool"
done
rm -rf chain

# Two packages that contradict each other: what each needs is its own.
package() {
  mkdir -p "$1-1.0"
  printf 'Metadata-Version: 2.1\nName: %s\nVersion: 1.0\n' "$1" > "$1-1.0/PKG-INFO"
  printf '[build-system]\nrequires = [%s]\nbuild-backend = "setuptools.build_meta"\n' "$2" > "$1-1.0/pyproject.toml"
  printf 'from setuptools import setup\nsetup(name="%s", version="1.0", py_modules=[])\n' "$1" > "$1-1.0/setup.py"
  tar czf "$1-1.0.tar.gz" "$1-1.0"
  echo "./$1-1.0.tar.gz --hash=sha256:$(sha256sum "$1-1.0.tar.gz" | cut -c 1-64)" >> both.txt
}
package old '"setuptools==59.8.0", "wheel==0.37.1"'
package new '"setuptools>=75"'
step 'a package that needs an old setuptools and one that needs the newest are locked together' "$asaman" lock both.txt
step 'and built in one run' "$asaman" -r both.txt --locked -o both
check 'each by its own' \
  sh -c 'grep -q "setuptools (59.8.0)\|bdist_wheel (0.37.1)" "$1" ; unzip -p both/old-1.0-py3-none-any.whl old-1.0.dist-info/WHEEL | grep -q "bdist_wheel (0.37.1)" && unzip -p both/new-1.0-py3-none-any.whl new-1.0.dist-info/WHEEL | grep -q "setuptools ("' sh both.build.toml

# Locks of others in, a lock for others out, with the real installers.
step 'asaman-generate writes a pylock.toml' \
  "$checkout/asaman-generate" --format pylock -w first requirements.txt
uv=$(find "$checkout/.tools" -name uv -type f | head -n 1)
step 'uv installs from it alone' \
  sh -c 'python3 -m venv --without-pip new && "$1" pip sync --python new/bin/python --no-index --offline --no-cache pylock.verified.toml' sh "$uv"
step 'what it installed runs' new/bin/python -c 'import attr, jinja2, msgpack, propcache, six'
sed '0,/sha256 = "......../s//sha256 = "00000000/' pylock.verified.toml > pylock.wrong.toml
check 'uv refuses a wheel with another hash' \
  sh -c 'python3 -m venv --without-pip other && ! "$1" pip sync --python other/bin/python --no-index --offline --no-cache pylock.wrong.toml' sh "$uv"
