#!/bin/sh
# Starts Hourkey in the image or, with arguments, runs one of its commands.
case "${1-} ${2-}" in
  # These compute hashes for minutes, so the JVM's second compiler pays off.
  'audit verify' | 'audit export') more=-XX:TieredStopAtLevel=4 ;;
  *) more=-XX:AOTCache=/app/hourkey.aot ;;
esac
exec java @/app/jvm.options "$more" -jar /app/quarkus-run.jar "$@"
