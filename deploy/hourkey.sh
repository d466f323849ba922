#!/bin/sh
# Starts Hourkey in the image or, with arguments, runs one of its commands.
more=
case "${1-} ${2-}" in
  # These compute hashes for minutes, so the JVM's second compiler pays off. They use the same AOT cache, but ignore its
  # record of what the first compiler compiled, because the JVM would never compile those methods with the second.
  'audit verify' | 'audit export') more='-XX:TieredStopAtLevel=4 -XX:+UnlockDiagnosticVMOptions -XX:-AOTReplayTraining' ;;
esac
exec java @/app/jvm.options $more -XX:AOTCache=/app/hourkey.aot -jar /app/quarkus-run.jar "$@"
