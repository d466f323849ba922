package dev.hourkey.catalog;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The things that a policy file names and that have to exist elsewhere.
 *
 * @param channels the channels, by name or id
 * @param entitlementGroups the group of each entitlement that is written in the file, by its id
 * @param principalGroups the Entra groups that get or give rights
 * @param chatGroups whether it names groups of the chat
 * @param organizationalUnits whether a rule asks in which organizational unit an account is
 * @param accountTags whether a rule or a condition asks about the tags of accounts
 * @param permissionSetTags whether a rule asks about the tags of permission sets
 */
public record PolicyReferences(
    Set<String> channels,
    Map<String, String> entitlementGroups,
    Set<String> principalGroups,
    boolean chatGroups,
    boolean organizationalUnits,
    boolean accountTags,
    boolean permissionSetTags) {
  public PolicyReferences {
    channels = Collections.unmodifiableSet(new TreeSet<>(channels));
    entitlementGroups = Collections.unmodifiableMap(new LinkedHashMap<>(entitlementGroups));
    principalGroups = Collections.unmodifiableSet(new TreeSet<>(principalGroups));
  }

  /** Of a file without problems; a broken one names nothing that can be relied on. */
  public static PolicyReferences of(PolicyFile file) {
    Map<String, String> groups = new LinkedHashMap<>();
    file.specs().forEach(spec -> groups.put(spec.id(), spec.group()));
    Set<String> principals = file.principals().collect(Collectors.toSet());
    return new PolicyReferences(
        Stream.of(
                Stream.of(file.approvals(), file.operations(), file.help()),
                file.specs().stream().map(EntitlementSpec::channel),
                file.rules().stream().map(rule -> rule.entitlement().channel()))
            .flatMap(channels -> channels)
            .flatMap(Optional::stream)
            .collect(Collectors.toSet()),
        groups,
        principals.stream()
            .filter(principal -> principal.startsWith(PrincipalForm.GROUP))
            .map(principal -> principal.substring(PrincipalForm.GROUP.length()).strip())
            .collect(Collectors.toSet()),
        principals.stream().anyMatch(principal -> principal.startsWith(PrincipalForm.CHAT_GROUP))
            || file.tools().onCall().values().stream()
                .anyMatch(
                    schedule ->
                        schedule.tool() == dev.hourkey.policy.OnCallSchedule.Tool.CHAT_GROUP),
        file.rules().stream().anyMatch(rule -> !rule.match().account().ou().isEmpty()),
        file.rules().stream().anyMatch(RuleSpec::asksAboutAccountTags)
            || file.specs().stream().anyMatch(spec -> spec.asksAbout("account.tags")),
        file.rules().stream().anyMatch(rule -> !rule.match().permissionSet().tags().isEmpty()));
  }
}
