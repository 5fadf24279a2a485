#!/bin/sh
# The same wheels, byte for byte, whoever builds them, where, when and how: each run starts with an empty store.
# Usage: stability.sh [REQUIREMENTS]; default: one package of every kind; the whole of it: examples/requirements.txt

. "$(dirname -- "$0")/lib.sh"
python=/usr/bin/python3

if [ $# -gt 0 ]; then
  cp -- "$1" "$scratch/requirements.txt"
else
  for project in six zipp idna iniconfig backoff markupsafe; do
    grep -A1 "^$project==" "$checkout/examples/requirements.txt"
  done > "$scratch/requirements.txt"
fi
"$checkout/asaman" --version > /dev/null
copy_checkout "$scratch/program" .tools

# variant NAME USER UMASK JOBS ASSIGNMENT...: builds into $scratch/NAME/…; the folders differ in depth and name.
variant() {
  name=$1
  user=$2
  mask=$3
  jobs=$4
  shift 4
  if [ "$user" = root ] && [ "$(id -u)" != 0 ]; then
    skip "$name" 'needs root'
    return
  fi
  folder=$scratch/$name
  mkdir -p "$folder/home"
  run=
  if [ "$user" = nobody ]; then
    run=as_nobody
    [ "$(id -u)" != 0 ] || chown -R 65534:65534 "$folder"
  fi
  if (cd "$folder" && umask "$mask" && $run env HOME="$folder/home" "$@" "$scratch/program/asaman" -r "$scratch/requirements.txt" \
    -o wheels -j "$jobs" --python "$python" --store "$folder/store") > "$scratch/log" 2>&1; then
    (cd "$folder/wheels" && sha256sum -- *.whl) > "$folder.sums"
    ok "$name"
  else
    sed 's/^/  | /' "$scratch/log"
    not_ok "$name"
  fi
}

variant 'root, umask 022, UTC, -j1' root 022 1 TZ=UTC LANG=C.UTF-8
variant 'root, umask 077, Kathmandu, tr_TR, -j4' root 077 4 TZ=Asia/Kathmandu LANG=tr_TR.UTF-8
variant 'deep/er/user, umask 077, Honolulu, C, -j1' nobody 077 1 TZ=Pacific/Honolulu LC_ALL=C
variant 'user, umask 022, Auckland, de_DE, -j4' nobody 022 4 TZ=Pacific/Auckland LANG=de_DE.UTF-8

find "$scratch" -name '*.sums' -exec cat {} + | sort -k2 | uniq -c > "$scratch/table"
runs=$(find "$scratch" -name '*.sums' | wc -l)
while read -r count sum wheel; do
  printf '%-60s %.12s  equal in %s of %s runs\n' "$wheel" "$sum" "$count" "$runs"
  if [ "$count" = "$runs" ]; then ok "$wheel"; else not_ok "$wheel"; fi
done < "$scratch/table"
