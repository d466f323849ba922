package dev.hourkey.entra;

import static java.util.Objects.requireNonNull;
import static java.util.Objects.requireNonNullElse;

import com.microsoft.graph.models.DirectoryObject;
import com.microsoft.graph.models.User;
import com.microsoft.graph.models.UserCollectionResponse;
import com.microsoft.graph.users.item.checkmembergroups.CheckMemberGroupsPostRequestBody;
import dev.hourkey.person.Account;
import dev.hourkey.person.DirectoryFailure;
import dev.hourkey.person.People;
import dev.hourkey.person.PersonId;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/** The people of an Entra tenant. */
@ApplicationScoped
class GraphPeople implements People {
  private static final String[] ACCOUNT = {
    "id", "displayName", "userPrincipalName", "mail", "accountEnabled"
  };

  /** How many groups one call may name (Microsoft, directoryObject: checkMemberGroups). */
  private static final int GROUPS_A_CALL = 20;

  private final Graph graph;

  GraphPeople(Graph graph) {
    this.graph = graph;
  }

  /** A guest's principal name is not an address, and the address at home may be an extra one. */
  @Override
  public List<Account> withMail(String mail) {
    List<Account> found =
        accounts("mail eq %1$s or userPrincipalName eq %1$s", mail, _ -> Optional.empty());
    return found.isEmpty()
        ? accounts("otherMails/any(m:m eq %s)", mail, GraphPeople::noneWhereNotUnderstood)
        : found;
  }

  @Override
  public Optional<Account> account(PersonId id) {
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
  public Set<String> groupsAmong(PersonId id, Set<String> groupIds) {
    List<String> asked = List.copyOf(groupIds);
    Set<String> in = new HashSet<>();
    for (int from = 0; from < asked.size(); from += GROUPS_A_CALL) {
      in.addAll(among(id, asked.subList(from, Math.min(from + GROUPS_A_CALL, asked.size()))));
    }
    return in;
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
        .map(DirectoryObject::getId)
        .map(PersonId::new);
  }

  /**
   * A 404 may be about the person or about any of the groups. A person who does not exist is in no
   * group. A missing group says nothing about the others, so those are asked about again.
   */
  private List<String> among(PersonId id, List<String> groupIds) {
    return checked(id, groupIds)
        .orElseGet(() -> account(id).isEmpty() ? List.of() : withoutUnknown(id, groupIds));
  }

  /** Halves the groups until the missing one is alone. */
  private List<String> withoutUnknown(PersonId id, List<String> groupIds) {
    if (groupIds.size() == 1) {
      return inNone(id, groupIds.getFirst());
    }
    int half = groupIds.size() / 2;
    return Stream.of(groupIds.subList(0, half), groupIds.subList(half, groupIds.size()))
        .flatMap(some -> checked(id, some).orElseGet(() -> withoutUnknown(id, some)).stream())
        .toList();
  }

  /** Nobody is in a group that does not exist. If the group does exist, the 404 proved nothing. */
  private List<String> inNone(PersonId id, String group) {
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
      throw DirectoryFailure.passing(
          doing, null, new IllegalStateException("Entra answers 404 although both exist"));
    }
    return List.of();
  }

  /** Which of these the person is in; empty if the person or one of the groups is missing. */
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

  private List<Account> accounts(
      String filter, String mail, Function<Refusal, Optional<UserCollectionResponse>> meaning) {
    UserCollectionResponse page =
        graph.ask(
            "find the account with the address " + mail,
            client ->
                client
                    .users()
                    .get(
                        request -> {
                          var query = requireNonNull(request.queryParameters);
                          query.select = ACCOUNT;
                          query.filter = filter.formatted(Graph.quoted(mail));
                        }),
            meaning);
    return requireNonNull(page.getValue()).stream().map(GraphPeople::account).toList();
  }

  private static Optional<UserCollectionResponse> noneWhereNotUnderstood(Refusal refusal) {
    var none = new UserCollectionResponse();
    none.setValue(List.of());
    return refusal.status() == 400 ? Optional.of(none) : Optional.empty();
  }

  private static Account account(User user) {
    String id = requireNonNull(user.getId());
    String principalName = requireNonNullElse(user.getUserPrincipalName(), id);
    return new Account(
        new PersonId(id),
        requireNonNullElse(user.getDisplayName(), principalName),
        principalName,
        Optional.ofNullable(user.getMail()),
        // Left out where Hourkey may not read it; Entra then still refuses the sign-in to AWS.
        !Boolean.FALSE.equals(user.getAccountEnabled()));
  }
}
