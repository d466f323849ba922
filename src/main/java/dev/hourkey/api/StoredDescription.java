package dev.hourkey.api;

import static java.util.Objects.requireNonNull;

import io.quarkus.smallrye.openapi.runtime.OpenApiConstants;
import io.quarkus.vertx.http.ManagementInterface;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/**
 * Answers {@code /q/openapi} on the management port with the description that the build stored.
 * Quarkus would read the same description at each start and write it again.
 */
@Singleton
public class StoredDescription {
  private static final String STORED = '/' + OpenApiConstants.BASE_NAME;
  private static final String JSON = "application/json";
  private static final String YAML = "application/yaml;charset=UTF-8";

  /** Hides the stored description from Quarkus, in a process that serves it with this class. */
  public static void hideFromQuarkus() {
    OpenApiConstants.classLoader = ClassLoader.getPlatformClassLoader();
  }

  void answer(@Observes ManagementInterface management) {
    management
        .router()
        .routeWithRegex("/q/openapi(\\.json|\\.ya?ml)?")
        .method(HttpMethod.GET)
        .method(HttpMethod.HEAD)
        .order(Integer.MIN_VALUE) // Quarkus has a route here as well.
        .blockingHandler(StoredDescription::send);
  }

  private static void send(RoutingContext call) {
    String path = call.normalizedPath();
    boolean json =
        path.endsWith("openapi")
            ? "json".equalsIgnoreCase(call.request().getParam("format"))
                || String.valueOf(call.request().getHeader("Accept")).contains(JSON)
            : path.endsWith(".json");
    try (InputStream stored =
        StoredDescription.class.getResourceAsStream(STORED + (json ? ".JSON" : ".YAML"))) {
      Buffer description = Buffer.buffer(requireNonNull(stored).readAllBytes());
      call.response().putHeader("Content-Type", json ? JSON : YAML).end(description);
    } catch (IOException e) {
      throw new UncheckedIOException("read the description of the API", e);
    }
  }
}
