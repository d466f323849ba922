package dev.hourkey.catalog;

import dev.hourkey.policy.OnCallSchedule;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a policy file names and what has to exist elsewhere.
 *
 * @param channels the channels, by name or id
 * @param entitlementGroups the group of each entitlement that is written in the file, by its id
 * @param principalGroups the Entra groups that get or give rights
 * @param requesters the names of the Entra groups whose members may request something
 * @param approvers the Entra groups and the people that may approve something, as written
 * @param people the people who get or give rights by name: an address or an object id
 * @param onlyExcluded the people that the file only excludes, by name
 * @param chatGroups the groups of the chat, by handle or id
 * @param organizationalUnits whether a rule asks in which organizational unit an account is
 * @param accountTags whether a rule or a condition asks about the tags of accounts
 * @param permissionSetTags whether a rule asks about the tags of permission sets
 * @param decidesWithSignIn whether some decisions need a sign-in
 */
public record PolicyReferences(
    Set<String> channels,
    Map<String, String> entitlementGroups,
    Set<String> principalGroups,
    Set<String> requesters,
    Set<String> approvers,
    Set<String> people,
    Set<String> onlyExcluded,
    Set<String> chatGroups,
    boolean organizationalUnits,
    boolean accountTags,
    boolean permissionSetTags,
    boolean decidesWithSignIn) {
  public PolicyReferences {
    channels = Collections.unmodifiableSet(new TreeSet<>(channels));
    entitlementGroups = Collections.unmodifiableMap(new LinkedHashMap<>(entitlementGroups));
    principalGroups = Collections.unmodifiableSet(new TreeSet<>(principalGroups));
    requesters = Collections.unmodifiableSet(new TreeSet<>(requesters));
    approvers = Collections.unmodifiableSet(new TreeSet<>(approvers));
    people = Collections.unmodifiableSet(new TreeSet<>(people));
    onlyExcluded = Collections.unmodifiableSet(new TreeSet<>(onlyExcluded));
    chatGroups = Collections.unmodifiableSet(new TreeSet<>(chatGroups));
  }

  /** The references of a valid file. Those of a file with mistakes would be unreliable. */
  public static PolicyReferences of(PolicyFile file) {
    Map<String, String> groups = new LinkedHashMap<>();
    file.specs().forEach(spec -> groups.put(spec.id(), spec.group()));
    Set<String> principals = file.principals().collect(Collectors.toSet());
    Set<String> entitled = file.entitling().collect(Collectors.toSet());
    Set<String> excluded = new TreeSet<>(principals);
    excluded.removeAll(entitled);
    return new PolicyReferences(
        Stream.of(
                Stream.of(file.approvals(), file.operations(), file.help()),
                file.specs().stream().map(EntitlementSpec::channel),
                file.rules().stream().map(rule -> rule.entitlement().channel()))
            .flatMap(channels -> channels)
            .flatMap(Optional::stream)
            .collect(Collectors.toSet()),
        groups,
        named(principals, PrincipalForm.GROUP).collect(Collectors.toSet()),
        named(file.requesters().collect(Collectors.toSet()), PrincipalForm.GROUP)
            .collect(Collectors.toSet()),
        file.approvers()
            .filter(
                name ->
                    name.startsWith(PrincipalForm.GROUP) || name.startsWith(PrincipalForm.PERSON))
            .collect(Collectors.toSet()),
        named(entitled, PrincipalForm.PERSON).collect(Collectors.toSet()),
        named(excluded, PrincipalForm.PERSON).collect(Collectors.toSet()),
        Stream.concat(
                named(principals, PrincipalForm.CHAT_GROUP),
                file.tools().onCall().values().stream()
                    .filter(schedule -> schedule.tool() == OnCallSchedule.Tool.CHAT_GROUP)
                    .map(OnCallSchedule::id))
            .map(group -> group.replaceFirst("^@", ""))
            .collect(Collectors.toSet()),
        file.rules().stream().anyMatch(rule -> !rule.match().account().ou().isEmpty()),
        file.rules().stream().anyMatch(RuleSpec::asksAboutAccountTags)
            || file.specs().stream().anyMatch(spec -> spec.asksAbout("account.tags")),
        file.rules().stream().anyMatch(rule -> !rule.match().permissionSet().tags().isEmpty()),
        file.decidesWithSignIn());
  }

  /** The names of the principals that have this form. */
  private static Stream<String> named(Set<String> principals, String form) {
    return principals.stream()
        .filter(principal -> principal.startsWith(form))
        .map(principal -> principal.substring(form.length()).strip());
  }
}
