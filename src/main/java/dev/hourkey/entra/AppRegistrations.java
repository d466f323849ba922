package dev.hourkey.entra;

import static java.util.Objects.requireNonNull;
import static java.util.Objects.requireNonNullElse;

import com.microsoft.graph.models.Application;
import com.microsoft.graph.models.OptionalClaim;
import com.microsoft.graph.models.OptionalClaims;
import com.microsoft.graph.models.PublicClientApplication;
import com.microsoft.graph.models.SpaApplication;
import com.microsoft.graph.models.WebApplication;
import dev.hourkey.doctor.EntraDiagnostics.Registration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads app registrations of the tenant by their client ids. */
final class AppRegistrations {
  private final Graph graph;

  AppRegistrations(Graph graph) {
    this.graph = graph;
  }

  /** Empty if the application is registered in another tenant. */
  Optional<Registration> found(String clientId) {
    return graph
        .read(
            "read the app registration of " + clientId,
            client ->
                requireNonNull(
                        client
                            .applications()
                            .get(
                                r -> {
                                  var query = requireNonNull(r.queryParameters);
                                  query.select =
                                      new String[] {
                                        "id", "optionalClaims", "web", "spa", "publicClient"
                                      };
                                  query.filter = "appId eq " + Graph.quoted(clientId);
                                }))
                    .getValue())
        .stream()
        .findFirst()
        .map(AppRegistrations::read);
  }

  private static Registration read(Application application) {
    Set<String> others = new HashSet<>();
    others.addAll(uris(application.getSpa(), SpaApplication::getRedirectUris));
    others.addAll(uris(application.getPublicClient(), PublicClientApplication::getRedirectUris));
    return new Registration(
        Optional.ofNullable(application.getOptionalClaims())
            .map(OptionalClaims::getIdToken)
            .orElse(List.of())
            .stream()
            .map(OptionalClaim::getName)
            .flatMap(Stream::ofNullable)
            .collect(Collectors.toSet()),
        uris(application.getWeb(), WebApplication::getRedirectUris),
        others);
  }

  private interface Uris<T> {
    @Nullable List<String> of(T platform);
  }

  private static <T> Set<String> uris(@Nullable T platform, Uris<T> uris) {
    return platform == null
        ? Set.of()
        : Set.copyOf(requireNonNullElse(uris.of(platform), List.of()));
  }
}
