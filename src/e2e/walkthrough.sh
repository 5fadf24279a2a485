#!/bin/sh
# From two names to an installed environment that holds nothing but wheels built here, with the real pip and pip-tools.

. "$(dirname -- "$0")/lib.sh"
cd "$scratch"

step() {
  name=$1
  shift
  "$@" > log 2>&1 || stop "$name" log
  ok "$name"
}

step 'a virtual environment with pip-tools' \
  sh -c 'python3 -m venv tools && tools/bin/python -m pip install -q pip-tools'
cp "$checkout/examples/bootstrap.in" .
step 'pip-compile pins bootstrap.in with hashes' \
  tools/bin/pip-compile -q --generate-hashes --allow-unsafe bootstrap.in -o bootstrap.txt
step 'asaman builds every wheel of bootstrap.txt' "$checkout/asaman" -r bootstrap.txt
step 'asaman-generate verifies bootstrap.txt' "$checkout/asaman-generate" bootstrap.txt
step 'a second asaman-generate writes the same bytes' \
  sh -c '"$1" -o again.txt bootstrap.txt && sed "s/again.txt/verified-bootstrap.txt/" again.txt | cmp - verified-bootstrap.txt' \
  sh "$checkout/asaman-generate"
step 'pip installs from the wheels alone' \
  sh -c 'python3 -m venv new && new/bin/python3 -m pip install --no-index --find-links ./wheels \
    --require-hashes --only-binary :all: -r verified-bootstrap.txt'
step 'the installed pip-compile runs' new/bin/pip-compile --version
step 'the installed build runs' new/bin/python -m build --version
step 'pip finds nothing broken' new/bin/python -m pip check

rm wheels/build-*.whl
rm verified-bootstrap.txt
if "$checkout/asaman-generate" bootstrap.txt > log 2>&1; then
  stop 'a missing wheel is an error' log
fi
if [ -e verified-bootstrap.txt ] || ! grep -q build log; then
  stop 'a missing wheel is named and nothing is written' log
fi
ok 'a missing wheel is named and nothing is written'
