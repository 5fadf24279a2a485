# Starts the program; sourced by ./asaman and ./asaman-generate, which set program and home.
#
# A first start makes everything in .tools (tools/setup.sh); later ones only look whether it still fits.
# .tools/current names what belongs together: the folders of application and uv, and the Java.

. "$home/tools/java.sh"

# The caller's Java options are for the caller's programs. In one UTF-8 locale every path can be named.
unset JAVA_TOOL_OPTIONS JDK_JAVA_OPTIONS _JAVA_OPTIONS
export LC_ALL=C.UTF-8

installed() {
  [ -r "$home/.tools/current" ] || return 1
  { read -r app && read -r uv && read -r java_home; } < "$home/.tools/current" || return 1
  app=$home/.tools/$app
  uv=$home/.tools/$uv/uv
  [ -r "$app/asaman.jar" ] && [ -x "$uv" ]
}

unchanged() {
  is_java "$java_home" && [ -z "$(find "$home/src/main" "$home/pom.xml" "$home/.mvn" "$home/tools" \
    "$java_home/release" -newer "$home/.tools/current" -print -quit)" ]
}

if ! installed || ! unchanged; then
  program=$program sh "$home/tools/setup.sh" "$home" || exit
  installed || { echo "$program: $home/.tools is not whole; remove it and start again" >&2; exit 1; }
  is_java "$java_home" || find_java || { echo "$program: $no_java" >&2; exit 1; }
fi
run_java "-XX:SharedArchiveFile=$app/classes.jsa" org.asaman.cli.Main "$@"
