# syntax=docker/dockerfile:1
# Builds from the project alone: no JDK, no Maven and no .git are needed outside.

FROM eclipse-temurin:25-jdk AS build
WORKDIR /src
COPY mvnw pom.xml ./
COPY .mvn .mvn
COPY src src
RUN --mount=type=cache,target=/root/.m2 ./mvnw -B -DskipTests package

FROM eclipse-temurin:25-jre
LABEL org.opencontainers.image.title="Hourkey" \
      org.opencontainers.image.description="Just-in-time AWS access from Slack" \
      org.opencontainers.image.licenses="Apache-2.0"
WORKDIR /app
# What changes least comes first.
COPY --from=build /src/target/quarkus-app/lib/ lib/
COPY --from=build /src/target/quarkus-app/quarkus-run.jar ./
COPY --from=build /src/target/quarkus-app/quarkus/ quarkus/
COPY --from=build /src/target/quarkus-app/app/ app/
COPY LICENSE ./
USER 65532:65532
# 8080 for Slack and reports, 9000 for health and metrics.
EXPOSE 8080 9000
# By bash alone, because the image has no HTTP client.
HEALTHCHECK --interval=15s --timeout=6s --start-period=60s CMD ["bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/${QUARKUS_MANAGEMENT_PORT:-9000} && printf 'GET /q/health/ready HTTP/1.0\\r\\n\\r\\n' >&3 && read -r status <&3 && [[ $status == *' 200 '* ]]"]
# Arguments are commands of Hourkey: docker run --rm -v "$PWD/policy.yaml:/policy.yaml:ro" hourkey check /policy.yaml
# What is quick to compile, because work comes in bursts: see docs/performance.md. Host names are
# looked up again after 5 s instead of 30, because a failover moves the database's name to another server.
ENTRYPOINT ["java", "-Dsun.net.inetaddr.ttl=5", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-XX:MaxRAMPercentage=60", "-XX:+ExitOnOutOfMemoryError", "-jar", "/app/quarkus-run.jar"]
