package dev.hourkey.entra;

import static java.util.Objects.requireNonNull;
import static java.util.Objects.requireNonNullElse;

import com.microsoft.graph.models.DirectoryObject;
import com.microsoft.graph.models.Group;
import com.microsoft.graph.models.Organization;
import com.microsoft.graph.models.User;
import com.microsoft.kiota.authentication.AccessTokenProvider;
import dev.hourkey.catalog.GroupDirectory;
import dev.hourkey.doctor.EntraDiagnostics;
import dev.hourkey.person.DirectoryFailure;
import dev.hourkey.person.PersonDirectory;
import dev.hourkey.person.VendorError;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Collects what doctor checks from Graph. It uses only methods that read. */
public final class GraphDiagnostics implements EntraDiagnostics {
  private static final int LARGEST_PAGE = 999;

  private final EntraConfig config;
  private final Graph graph;
  private final ServicePrincipals principals;

  public GraphDiagnostics(EntraConfig config) {
    this.config = config;
    this.graph = new Graph(config);
    this.principals = new ServicePrincipals(graph);
  }

  @Override
  public Optional<Token> token() {
    try {
      AccessTokenProvider tokens = EntraCredentials.tokens(config);
      return TokenClaims.read(
          String.valueOf(tokens.getAuthorizationToken(config.graphUrl(), null)));
    } catch (RuntimeException e) { // Graph fails too, but names the setting.
      graph.find("sign in", client -> client.organization().get());
      throw e;
    }
  }

  @Override
  public Tenant tenant() {
    Organization found =
        graph
            .read(
                "read the tenant",
                client ->
                    requireNonNull(
                            client
                                .organization()
                                .get(
                                    r ->
                                        requireNonNull(r.queryParameters).select =
                                            new String[] {"id", "displayName"}))
                        .getValue())
            .getFirst();
    return new Tenant(
        requireNonNull(found.getId()), requireNonNullElse(found.getDisplayName(), ""));
  }

  @Override
  public void people() {
    List<User> some =
        graph.read(
            "read people",
            client ->
                requireNonNull(
                        client
                            .users()
                            .get(
                                r -> {
                                  var query = requireNonNull(r.queryParameters);
                                  query.select = new String[] {"id", "accountEnabled"};
                                  query.top = 1;
                                }))
                    .getValue());
    if (!some.isEmpty() && some.getFirst().getAccountEnabled() == null) {
      throw refused("read people", "Entra does not show whether accounts are enabled", "groups");
    }
  }

  @Override
  public Self self(String clientId) {
    String doing = "find Hourkey's own service principal";
    String id =
        principals
            .id(doing, clientId)
            .orElseThrow(
                () ->
                    refused(
                        doing,
                        "Entra has no service principal of hourkey.entra.client-id",
                        "credential"));
    return new Self(id, new DirectoryRoles(graph).of(id), ownedGroups(id));
  }

  @Override
  public Optional<Set<String>> appRoles(String clientId) {
    return principals.appRoles(clientId);
  }

  @Override
  public Optional<Registration> registration(String clientId) {
    return new AppRegistrations(graph).found(clientId);
  }

  private Set<String> ownedGroups(String principal) {
    String doing = "read what Hourkey owns";
    var page =
        graph.read(
            doing,
            client ->
                client.servicePrincipals().byServicePrincipalId(principal).ownedObjects().get());
    Set<String> all = new TreeSet<>();
    graph.visit(
        doing,
        page,
        (client, next) ->
            client
                .servicePrincipals()
                .byServicePrincipalId(principal)
                .ownedObjects()
                .withUrl(next)
                .get(),
        one -> all.addAll(groups(requireNonNull(one.getValue()))));
    return all;
  }

  private static Set<String> groups(List<DirectoryObject> objects) {
    return objects.stream()
        .filter(Group.class::isInstance)
        .map(one -> requireNonNull(one.getId()))
        .collect(Collectors.toSet());
  }

  @Override
  public Unit unit(String id) {
    var unit =
        graph.read(
            "read the administrative unit " + id,
            client ->
                client
                    .directory()
                    .administrativeUnits()
                    .byAdministrativeUnitId(id)
                    .get(
                        r ->
                            requireNonNull(r.queryParameters).select =
                                new String[] {
                                  "id", "displayName", "isMemberManagementRestricted"
                                }));
    return new Unit(
        id,
        requireNonNullElse(unit.getDisplayName(), id),
        Boolean.TRUE.equals(unit.getIsMemberManagementRestricted()),
        inUnit(id));
  }

  private Set<String> inUnit(String id) {
    String doing = "read what is in the administrative unit " + id;
    var page =
        graph.read(
            doing,
            client ->
                client
                    .directory()
                    .administrativeUnits()
                    .byAdministrativeUnitId(id)
                    .members()
                    .get(r -> requireNonNull(r.queryParameters).top = LARGEST_PAGE));
    Set<String> all = new TreeSet<>();
    graph.visit(
        doing,
        page,
        (client, next) ->
            client
                .directory()
                .administrativeUnits()
                .byAdministrativeUnitId(id)
                .members()
                .withUrl(next)
                .get(),
        one -> all.addAll(groups(requireNonNull(one.getValue()))));
    return all;
  }

  @Override
  public Set<String> owners(String groupId) {
    List<DirectoryObject> owners =
        graph.read(
            "read the owners of the group " + groupId,
            client -> requireNonNull(client.groups().byGroupId(groupId).owners().get()).getValue());
    return owners.stream()
        .map(GraphDiagnostics::name)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static String name(DirectoryObject owner) {
    return owner instanceof User user && user.getUserPrincipalName() != null
        ? user.getUserPrincipalName()
        : requireNonNull(owner.getId());
  }

  @Override
  public GroupDirectory directory() {
    return new GraphDirectory(graph);
  }

  @Override
  public PersonDirectory persons() {
    return new GraphPeople(graph);
  }

  static DirectoryFailure refused(String doing, String why, String step) {
    return DirectoryFailure.lasting(doing, new IllegalStateException(why))
        .because(VendorError.said(VendorError.Party.ENTRA, why).see(step));
  }
}
