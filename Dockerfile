# syntax=docker/dockerfile:1
# Builds from the project alone: no JDK, no Maven and no .git are needed outside.
#
# The base images are named by tag. To build from exactly the same images again, add to each FROM the digest that this prints:
#   docker buildx imagetools inspect --format '{{.Manifest.Digest}}' eclipse-temurin:25-jre
# as in FROM eclipse-temurin:25-jre@sha256:…. Dependabot updates a digest like a version.

FROM eclipse-temurin:25-jdk AS build
WORKDIR /src
COPY mvnw pom.xml ./
COPY .mvn .mvn
COPY src src
# The libraries of the tests are for the training below.
RUN --mount=type=cache,target=/root/.m2 ./mvnw -B -DskipTests package \
    dependency:copy-dependencies -DoutputDirectory=target/test-libraries

# Runs a whole grant against stand-ins, and keeps the classes and code that the JVM loaded for it as /app/hourkey.aot.
# The cache is valid for this very Java, and for these files in this folder with these times.
FROM eclipse-temurin:25-jre AS trained
WORKDIR /app
COPY --from=build --chown=65532:65532 /src/target/quarkus-app/ ./
COPY deploy/jvm.options ./
# PostgreSQL does not run as root, and cannot create a database as a user id without a name.
RUN chown 65532:65532 /app && useradd --uid 65532 --home-dir /tmp --no-create-home hourkey
USER 65532:65532
WORKDIR /tmp
RUN --mount=from=build,source=/src/target,target=/built \
    java -cp "/built/test-classes:/built/sandbox-classes:/built/test-libraries/*" dev.hourkey.support.AotCache /app /app/jvm.options /app/hourkey.aot

FROM eclipse-temurin:25-jre
LABEL org.opencontainers.image.title="Hourkey" \
      org.opencontainers.image.description="Just-in-time AWS access from Slack" \
      org.opencontainers.image.licenses="Apache-2.0"
WORKDIR /app
COPY --from=trained /app/ ./
COPY LICENSE ./
COPY --chmod=755 deploy/hourkey.sh ./
USER 65532:65532
# 8080 for Slack and reports, 9000 for health and metrics.
EXPOSE 8080 9000
# By bash alone, because the image has no HTTP client.
HEALTHCHECK --interval=15s --timeout=6s --start-period=60s CMD ["bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/${QUARKUS_MANAGEMENT_PORT:-9000} && printf 'GET /q/health/ready HTTP/1.0\\r\\n\\r\\n' >&3 && read -r status <&3 && [[ $status == *' 200 '* ]]"]
# Arguments are commands of Hourkey: docker run --rm -v "$PWD/policy.yaml:/policy.yaml:ro" hourkey check /policy.yaml
ENTRYPOINT ["/app/hourkey.sh"]
