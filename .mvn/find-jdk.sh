# Sourced by the scripts of this repository: exports JAVA_HOME of a JDK 25 or newer, or says what to do.
# Looked at in turn: JAVA_HOME, javac on the PATH, the folder where Linux distributions keep their JVMs,
# and, for root on a Debian that has it, the package openjdk-25-jdk-headless.

is_jdk25() {
  [ -x "$1/bin/javac" ] || return 1
  jdk_major=$("$1/bin/javac" -version 2>&1 | sed -n 's/^javac \([0-9]*\).*/\1/p')
  [ "${jdk_major:-0}" -ge 25 ]
}

find_jdk25() {
  for jdk in "${JAVA_HOME:-}" "$(dirname "$(dirname "$(readlink -f "$(command -v javac)")")")" /usr/lib/jvm/*25* /usr/lib/jvm/*; do
    if is_jdk25 "$jdk"; then
      JAVA_HOME=$jdk
      export JAVA_HOME
      return 0
    fi
  done
  return 1
}

if ! find_jdk25; then
  if [ "$(id -u)" = 0 ] && apt-cache show openjdk-25-jdk-headless >/dev/null 2>&1; then
    DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends openjdk-25-jdk-headless >&2
  fi
  if ! find_jdk25; then
    echo "image-sync needs a JDK 25 to build. Set JAVA_HOME to one, or install it:" >&2
    echo "  Debian 13: apt-get install openjdk-25-jdk-headless; elsewhere: https://adoptium.net" >&2
    exit 1
  fi
fi
