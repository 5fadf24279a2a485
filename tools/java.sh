# Finding and starting a Java of version 25 or later; sourced by the launcher, its setup and ./check.

no_java='needs Java 25 or later (a JDK to be built); none is in JAVA_HOME, on PATH or in the usual folders; install one or set JAVA_HOME'

# is_java HOME [javac]: it is there, new enough and, if asked for, can compile.
# The version stands in the file that every such Java has; none is started.
is_java() {
  [ -x "$1/bin/${2:-java}" ] && [ -r "$1/release" ] || return 1
  while IFS='=' read -r key value; do
    [ "$key" = JAVA_VERSION ] || continue
    value=${value#\"}
    value=${value%%[!0-9]*}
    [ "${value:-0}" -ge 25 ]
    return
  done < "$1/release"
  return 1
}

# find_java [javac]: sets java_home, from JAVA_HOME, PATH or the usual folders.
find_java() {
  java_home=${JAVA_HOME-}
  ! is_java "$java_home" "$@" || return 0
  folders=${PATH-}:
  while [ -n "$folders" ]; do
    java_home=$(readlink -f -- "${folders%%:*}/java") && java_home=${java_home%/bin/java} || java_home=
    folders=${folders#*:}
    ! is_java "$java_home" "$@" || return 0
  done
  for java_home in /usr/lib/jvm/* /usr/lib64/jvm/* /usr/java/* /opt/java* /opt/java/* /opt/jdk* \
    "${HOME-}"/.sdkman/candidates/java/* "${HOME-}"/.jdks/* "${HOME-}"/.gradle/jdks/* \
    "${HOME-}"/.asdf/installs/java/* "${HOME-}"/.local/share/mise/installs/java/* \
    /Library/Java/JavaVirtualMachines/*/Contents/Home \
    "${HOME-}"/Library/Java/JavaVirtualMachines/*/Contents/Home \
    /opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home \
    /usr/local/opt/openjdk*/libexec/openjdk.jdk/Contents/Home; do
    ! is_java "$java_home" "$@" || return 0
  done
  return 1
}

# run_java OPTION... [MAIN ARGUMENT...]: becomes a JVM for $app; needs home, program, app, uv and java_home.
# A fixed bound for the heap: with one derived from a very large memory the class archive would not be used.
run_java() {
  classpath=$app/asaman.jar
  for jar in "$app"/lib/*.jar; do
    classpath=$classpath:$jar
  done
  exec "$java_home/bin/java" -XX:+UseSerialGC -Xmx2g -Xlog:disable --enable-native-access=ALL-UNNAMED \
    --sun-misc-unsafe-memory-access=allow -Dstdout.encoding=UTF-8 -Dstderr.encoding=UTF-8 \
    "-Dasaman.program=$program" "-Dasaman.home=$home" "-Dasaman.uv=$uv" -cp "$classpath" "$@"
}
