#!/bin/sh
# Makes the wheels of this folder: one small project, built by each of the common backends.
# Needs the network, python3 and pip: sh make.sh
set -eu
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env"
"$work/env/bin/pip" -q install build==1.6.1
make() { # the backend's name, what it requires, and lines of pyproject.toml of its own
  project="$work/by-$1"
  package="by_$(echo "$1" | tr - _)"
  mkdir -p "$project/src/$package"
  printf '"""A module."""\n\ndef main():\n    print("%s")\n' "$1" > "$project/src/$package/__init__.py"
  printf 'Made by %s.\n' "$1" > "$project/README.md"
  printf 'Free.\n' > "$project/LICENSE"
  cat > "$project/pyproject.toml" <<TOML
[build-system]
requires = ["$2"]
build-backend = "$3"
[project]
name = "by-$1"
version = "1.0"
description = "A small project"
readme = "README.md"
requires-python = ">=3.9"
dependencies = ["six>=1.0"]
[project.scripts]
"by-$1" = "$package:main"
$4
TOML
  "$work/env/bin/python" -m build --wheel --outdir "$here" "$project" > /dev/null
}
make setuptools setuptools==84.2.1 setuptools.build_meta ''
make flit flit_core==4.2.0 flit_core.buildapi ''
make hatchling hatchling==1.33.0 hatchling.build ''
make poetry poetry-core==2.5.0 poetry.core.masonry.api '[tool.poetry]
packages = [{ include = "by_poetry", from = "src" }]'
make pdm pdm-backend==2.5.0 pdm.backend ''
make uv uv_build==0.13.6 uv_build ''
