package dev.hourkey.entra;

import static java.util.Objects.requireNonNull;
import static java.util.Objects.requireNonNullElse;

import com.microsoft.graph.models.DirectoryObject;
import com.microsoft.graph.models.DirectoryObjectCollectionResponse;
import com.microsoft.graph.models.User;
import com.microsoft.graph.models.UserCollectionResponse;
import com.microsoft.graph.users.item.checkmembergroups.CheckMemberGroupsPostRequestBody;
import dev.hourkey.person.DirectoryFailure;
import dev.hourkey.person.EntraAccount;
import dev.hourkey.person.GroupsOfPerson;
import dev.hourkey.person.PersonDirectory;
import dev.hourkey.person.PersonId;
import dev.hourkey.person.UserType;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The people of an Entra tenant. */
@ApplicationScoped
class GraphPeople implements PersonDirectory {
  private static final String[] ACCOUNT = {
    "id", "displayName", "userPrincipalName", "mail", "accountEnabled", "userType"
  };

  /** How many groups one call may name (Microsoft, directoryObject: checkMemberGroups). */
  private static final int GROUPS_A_CALL = 20;

  private static final int LONGEST_PAGE = 999;

  private final Graph graph;

  GraphPeople(Graph graph) {
    this.graph = graph;
  }

  /**
   * Searches by mail address, principal name and alias. A guest's principal name is not an address,
   * but the guest's mail is. {@code otherMails} does not count, because people can enter any
   * address there themselves.
   */
  @Override
  public List<EntraAccount> withMail(String mail) {
    return Stream.of(
            accounts("mail eq %1$s or userPrincipalName eq %1$s", mail, mail),
            accounts(
                "proxyAddresses/any(p:p eq %s) or proxyAddresses/any(p:p eq %s)",
                mail, "smtp:" + mail, "SMTP:" + mail))
        .flatMap(List::stream)
        .distinct()
        .toList();
  }

  @Override
  public Optional<EntraAccount> account(PersonId id) {
    return graph
        .find(
            "read the account " + id,
            client ->
                client
                    .users()
                    .byUserId(id.value())
                    .get(request -> requireNonNull(request.queryParameters).select = ACCOUNT))
        .map(GraphPeople::account);
  }

  @Override
  public GroupsOfPerson groupsAmong(PersonId id, Set<String> groupIds) {
    List<String> requested = List.copyOf(groupIds);
    Set<String> in = new HashSet<>();
    Set<String> missing = new HashSet<>();
    for (int from = 0; from < requested.size(); from += GROUPS_A_CALL) {
      int to = Math.min(from + GROUPS_A_CALL, requested.size());
      in.addAll(among(id, requested.subList(from, to), missing));
    }
    return new GroupsOfPerson(in, missing);
  }

  @Override
  public Optional<List<EntraAccount>> membersOf(String groupId) {
    DirectoryObjectCollectionResponse page =
        graph.read(
            "read the members of the group " + groupId,
            client ->
                client
                    .groups()
                    .byGroupId(groupId)
                    .transitiveMembers()
                    .get(
                        request -> {
                          var query = requireNonNull(request.queryParameters);
                          query.select = ACCOUNT;
                          query.top = LONGEST_PAGE;
                        }));
    return page.getOdataNextLink() == null
        ? Optional.of(
            requireNonNull(page.getValue()).stream()
                .flatMap(member -> member instanceof User user ? Stream.of(user) : Stream.of())
                .map(GraphPeople::account)
                .toList())
        : Optional.empty();
  }

  @Override
  public Optional<PersonId> managerOf(PersonId id) {
    return graph
        .find(
            "read who manages " + id,
            client ->
                client
                    .users()
                    .byUserId(id.value())
                    .manager()
                    .get(
                        request ->
                            requireNonNull(request.queryParameters).select = new String[] {"id"}))
        .or(
            () -> { // Graph also answers 404 for a person without a manager.
              requireShown(id, "read who manages " + id);
              return Optional.empty();
            })
        .map(DirectoryObject::getId)
        .map(PersonId::new);
  }

  /**
   * A 404 may refer to the person or to any of the groups. A missing group says nothing about the
   * others, so the others are looked up again.
   */
  private List<String> among(PersonId id, List<String> groupIds, Set<String> missing) {
    return checked(id, groupIds)
        .orElseGet(
            () -> {
              requireShown(id, "read the groups of " + id);
              return withoutMissing(id, groupIds, missing);
            });
  }

  /** Fails if Entra does not show the account. One missing answer does not prove it is gone. */
  private void requireShown(PersonId id, String doing) {
    if (account(id).isEmpty()) {
      throw DirectoryFailure.temporary(
          doing, null, new IllegalStateException("Entra does not show the account at the moment"));
    }
  }

  /** Splits the groups in halves until the missing one is found. */
  private List<String> withoutMissing(PersonId id, List<String> groupIds, Set<String> missing) {
    if (groupIds.size() == 1) {
      requireMissing(id, groupIds.getFirst());
      missing.add(groupIds.getFirst());
      return List.of();
    }
    int half = groupIds.size() / 2;
    return Stream.of(groupIds.subList(0, half), groupIds.subList(half, groupIds.size()))
        .flatMap(
            some -> checked(id, some).orElseGet(() -> withoutMissing(id, some, missing)).stream())
        .toList();
  }

  /** Fails if Entra shows the group after all, because then the 404 proved nothing. */
  private void requireMissing(PersonId id, String group) {
    String doing = "read whether " + id + " is in the group " + group;
    boolean exists =
        graph
            .find(
                doing,
                client ->
                    client
                        .groups()
                        .byGroupId(group)
                        .get(
                            request ->
                                requireNonNull(request.queryParameters).select =
                                    new String[] {"id"}))
            .isPresent();
    if (exists) {
      throw DirectoryFailure.temporary(
          doing, null, new IllegalStateException("Entra answers 404 although both exist"));
    }
  }

  /** Which of these groups the person is in; empty if the person or a group is missing. */
  private Optional<List<String>> checked(PersonId id, List<String> groupIds) {
    return graph
        .find(
            "read the groups of " + id,
            client -> {
              var body = new CheckMemberGroupsPostRequestBody();
              body.setGroupIds(new ArrayList<>(groupIds));
              return client.users().byUserId(id.value()).checkMemberGroups().post(body);
            })
        .map(answer -> requireNonNull(answer.getValue()));
  }

  private List<EntraAccount> accounts(String filter, String mail, String... values) {
    Object[] quoted = Stream.of(values).map(Graph::quoted).toArray();
    UserCollectionResponse page =
        graph.read(
            "find the account with the address " + mail,
            client ->
                client
                    .users()
                    .get(
                        request -> {
                          var query = requireNonNull(request.queryParameters);
                          query.select = ACCOUNT;
                          query.filter = filter.formatted(quoted);
                        }));
    return requireNonNull(page.getValue()).stream().map(GraphPeople::account).toList();
  }

  private static EntraAccount account(User user) {
    String id = requireNonNull(user.getId());
    String principalName = requireNonNullElse(user.getUserPrincipalName(), id);
    return new EntraAccount(
        new PersonId(id),
        requireNonNullElse(user.getDisplayName(), principalName),
        principalName,
        Optional.ofNullable(user.getMail()),
        status(user.getAccountEnabled()),
        userType(user.getUserType()));
  }

  /** Graph leaves the field out if Hourkey is not allowed to read it. */
  private static EntraAccount.Status status(@Nullable Boolean enabled) {
    if (enabled == null) {
      return EntraAccount.Status.UNKNOWN;
    }
    return enabled ? EntraAccount.Status.ENABLED : EntraAccount.Status.DISABLED;
  }

  private static UserType userType(@Nullable String type) {
    return switch (type) {
      case "Member" -> UserType.MEMBER;
      case "Guest" -> UserType.GUEST;
      case null, default -> UserType.UNKNOWN;
    };
  }
}
