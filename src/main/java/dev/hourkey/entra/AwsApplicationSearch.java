package dev.hourkey.entra;

import static java.util.Objects.requireNonNull;
import static java.util.Objects.requireNonNullElse;

import com.microsoft.graph.models.ServicePrincipal;
import com.microsoft.graph.models.ServicePrincipalCollectionResponse;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Searches Entra for the enterprise application of AWS IAM Identity Center. */
final class AwsApplicationSearch {
  /**
   * The id of the gallery's template. An application keeps it even if somebody renames the
   * application.
   */
  private static final String TEMPLATE = "21ed01d2-ec13-4e9e-86c1-cd546719ebc4";

  /** The gallery's current and earlier names, for an application without a template. */
  private static final List<String> NAMES =
      List.of(
          "AWS IAM Identity Center", "AWS IAM Identity Center (successor to AWS Single Sign-On)");

  private final Graph graph;
  private final Optional<String> configured;

  AwsApplicationSearch(Graph graph, Optional<String> configured) {
    this.graph = graph;
    this.configured = configured;
  }

  /**
   * Finds the enterprise application. Uses the setting, if there is one.
   *
   * @throws ScimJobSearch.NotFound with the reason, for operators
   * @throws dev.hourkey.person.DirectoryFailure when Entra could not be queried
   */
  String find() {
    return configured.orElseGet(this::onlyApplication);
  }

  private String onlyApplication() {
    List<ServicePrincipal> found =
        applications(
            "applicationTemplateId eq '" + TEMPLATE + "'", AwsApplicationSearch::noneIfUnsupported);
    if (found.isEmpty()) {
      found =
          applications(
              NAMES.stream()
                  .map(name -> "displayName eq " + Graph.quoted(name))
                  .collect(Collectors.joining(" or ")),
              _ -> Optional.empty());
    }
    return switch (found.size()) {
      case 0 ->
          throw ScimJobSearch.unclear(
              "Entra has no enterprise application made from the gallery's template for AWS IAM"
                  + " Identity Center, and none with its names ("
                  + String.join(", ", NAMES)
                  + "); set "
                  + ScimJobSearch.APPLICATION);
      case 1 -> requireNonNull(found.getFirst().getId());
      default ->
          throw ScimJobSearch.unclear(
              "Entra has several enterprise applications for AWS IAM Identity Center ("
                  + found.stream()
                      .map(one -> one.getDisplayName() + " " + one.getId())
                      .collect(Collectors.joining(", "))
                  + "); set "
                  + ScimJobSearch.APPLICATION);
    };
  }

  /** If Graph does not support the filter, the application is searched by name instead. */
  private static Optional<ServicePrincipalCollectionResponse> noneIfUnsupported(
      GraphError refusal) {
    return refusal.status() == 400
        ? Optional.of(new ServicePrincipalCollectionResponse())
        : Optional.empty();
  }

  private List<ServicePrincipal> applications(
      String filter, Function<GraphError, Optional<ServicePrincipalCollectionResponse>> onError) {
    ServicePrincipalCollectionResponse page =
        graph.call(
            "find the enterprise application of AWS",
            client ->
                client
                    .servicePrincipals()
                    .get(
                        request -> {
                          var query = requireNonNull(request.queryParameters);
                          query.select = new String[] {"id", "displayName"};
                          query.filter = filter;
                        }),
            refusal -> {
              if (refusal.notPermitted()) {
                throw new ScimJobSearch.NotFound(
                    ScimJobSearch.notPermitted(
                        refusal,
                        "look for the AWS enterprise application",
                        "groups",
                        ScimJobSearch.APPLICATION));
              }
              return onError.apply(refusal);
            });
    return requireNonNullElse(page.getValue(), List.of());
  }
}
