#!/bin/sh
# Native wheels: built in a root file system and repaired, the same on two host set-ups, and installed with pip in a
# clean system that lacks the libraries that they were built with. cryptography among them, with its crates.

. "$(dirname -- "$0")/lib.sh"
. "$checkout/tools/buildbox.sh"
cd "$scratch"
asaman=$checkout/asaman

if [ "$(id -u)" != 0 ] || ! command -v mmdebstrap > /dev/null; then
  skip 'native wheels in a root' 'needs root and mmdebstrap'
  exit
fi

step() {
  name=$1
  shift
  "$@" > log 2>&1 || stop "$name" log
  ok "$name"
}

# lines NAME...: their lines of the example.
lines() {
  for project in "$@"; do
    grep -A 1 "^$project==" "$checkout/examples/native/requirements.txt"
  done
}

sums() {
  (cd "$1" && sha256sum ./*.whl)
}

lines cryptography cffi markupsafe pycparser > all.txt
lines cffi markupsafe > small.txt
suite_of_root=$(. /etc/os-release && echo "$VERSION_CODENAME")

step 'a root is made of the host'\''s own apt sources' \
  "$asaman" root debian "$suite_of_root" -o root.tar
step 'cryptography, cffi and markupsafe are built in it and repaired' \
  "$asaman" -r all.txt --root root.tar --repair -o first --store first-store
check 'every platform wheel has a manylinux tag' \
  sh -c '[ "$(ls first/*manylinux*.whl | wc -l)" = 3 ] && ! ls first/*-linux_*.whl'
check 'the record says which package each grafted library is from' \
  sh -c 'grep -A 9 "\"grafted\"" first/cffi-*.json | grep -q "\"path\" : \".*libffi" && grep -q "\"name\" : \"libffi8\"" first/cffi-*.json'
check 'the record names every crate with its checksum' \
  sh -c '[ "$(grep -o "[a-z0-9_-]* [0-9.]* sha256:[0-9a-f]\{64\}" first/cryptography-*.json | wc -l)" -ge 20 ]'

mkdir -m 777 home second
chmod 644 root.tar small.txt
step 'another user with another umask, locale and time zone builds them too' \
  as_nobody env -u CARGO_HOME HOME="$scratch/home" LANG=de_DE.UTF-8 TZ=Asia/Tokyo \
  sh -c 'umask 077 && "$1" -r small.txt --root root.tar --repair --store home/store -o second' sh "$asaman"
sums second > second.sum
check 'with the same hashes' sh -c 'cd first && sha256sum -c --quiet ../second.sum && [ "$(wc -l < ../second.sum)" = 2 ]'

buildbox_install "$checkout/.tools/buildbox" > log 2>&1 || stop 'the programs of buildbox are fetched' log
port=$(free_port)
trap 'kill "$casd" 2> /dev/null || :; unmount "$scratch/"; rm -rf "$scratch"' EXIT
start_casd "$checkout/.tools/buildbox" "$scratch/casd" "$port" || stop 'buildbox-casd starts' casd.log
step 'a server whose workers have nothing builds them in the root that travels with each action' \
  "$asaman" -r small.txt --root root.tar --repair --remote "grpc://127.0.0.1:$port" -o there --store there-store
check 'with the same hashes there' sh -c 'cd there && sha256sum -c --quiet ../second.sum'
kill "$casd"

step 'they are reproducible, repair and all' \
  "$asaman" verify -r small.txt --root root.tar --repair --store first-store
if "$asaman" -r small.txt --root root.tar --plat manylinux_2_17 --repair -o never --store first-store > log 2>&1; then
  stop 'a tag that cannot be reached is refused' log
fi
check 'a wheel that cannot be manylinux_2_17 says which symbol and library' \
  grep -q 'cannot be repaired to manylinux_2_17: .* of GLIBC_2.34 from libc.so.6' log
check 'and is not written' sh -c '! ls never/cffi-*.whl'

step 'a clean system is made' \
  "$asaman" root debian "$suite_of_root" --minimal --include python3,python3-pip,python3-venv -o clean.tar
mkdir clean
tar -xf clean.tar -C clean
cp -r first clean/wheels
in_clean() {
  chroot clean env -i PATH=/usr/bin:/bin HOME=/ "$@"
}
mkdir -p clean/proc clean/dev
mknod -m 666 clean/dev/null c 1 3
step 'pip installs the wheels there' \
  in_clean sh -c 'python3 -m venv /venv && /venv/bin/python -m pip install --no-index --find-links /wheels cryptography markupsafe'
cat > clean/try.py <<'PY'
from cryptography.fernet import Fernet
from cryptography.hazmat.primitives.asymmetric import ec
import cffi, markupsafe, markupsafe._speedups

key = Fernet(Fernet.generate_key())
assert key.decrypt(key.encrypt(b"asaman")) == b"asaman"
ec.generate_private_key(ec.SECP256R1())
ffi = cffi.FFI()
ffi.cdef("int abs(int);")
assert ffi.dlopen(None).abs(-42) == 42
assert markupsafe._speedups._escape_inner("<") == "&lt;"
PY
check 'and they are imported and do their work' in_clean /venv/bin/python /try.py
